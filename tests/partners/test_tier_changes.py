"""Proposed rises and falls: when the review proposes one, once, and what the channel manager's answer does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners import services
from partners.enums import Measure, TierChangeState
from partners.models import Partner, Tier, TierChange
from partners.tables import TierChangeTable
from partners.tiering import Rung, four_quarters_before, four_quarters_with, proposal
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.core.models import TimelineEntry
from prm.core.quarters import a_year_later, next_quarter, quarter_of
from prm.outbox.models import Message
from prm.promises import services as promise_services
from prm.promises.enums import Kind, State
from prm.promises.models import Promise

from .test_tiers import ENTRY, GIVEN, GOLD, LADDER, SILVER, ask, values, win

DAY = timedelta(days=1)
SPANS = four_quarters_before(timezone.localdate()), four_quarters_with(timezone.localdate())


def judge(present: Rung, over, running, *, may_fall=True):
    return proposal(LADDER, present, (SPANS[0], over), (SPANS[1], running), may_fall=may_fall)


def test_what_is_reached_in_either_span_is_enough():
    low, high = values(0), values(300, 5)
    assert judge(SILVER, low, high).tier == GOLD.tier and judge(SILVER, low, high).span == SPANS[1]
    assert judge(SILVER, high, low).tier == GOLD.tier and judge(SILVER, high, low).span == SPANS[0]
    assert judge(GOLD, high, low) is None and judge(GOLD, low, high) is None


def test_a_fall_shows_what_the_present_tier_asks_for_and_waits_for_its_time():
    fall = judge(GOLD, values(120, 9), values(0))
    assert fall.tier == SILVER.tier
    assert [(bar.measure, bar.is_met) for bar in fall.shown] == [(Measure.REVENUE, False), (Measure.DEALS, True)]
    assert judge(GOLD, values(120), values(0), may_fall=False) is None
    assert judge(SILVER, values(0), values(0)).tier == ENTRY.tier


def test_a_tier_that_is_given_is_never_taken_away():
    assert judge(GIVEN, values(0), values(0)) is None


@pytest.fixture
def programme(cast):
    """Entry, Silver from 1,000, Gold from 4,000 euros; the criteria are older than the quarter."""
    Tier.objects.create(name="Entry", rank=1)
    ask(cast, cast.two.tier, 1000)
    ask(cast, cast.one.tier, 4000)
    Tier.objects.update(criteria_since=timezone.localdate() - 200 * DAY)
    win(cast, cast.one, 5000)
    return cast


def only_change():
    return TierChange.objects.get()


def test_partners_that_stand_where_they_should_are_left_alone(programme):
    win(programme, programme.two, 1500)
    assert services.review_tiers() == [] and not TierChange.objects.exists()


def test_a_rise_is_proposed_once_with_its_clock_and_its_figures(programme):
    win(programme, programme.two, 4500)
    (change,) = services.review_tiers()
    assert services.review_tiers() == []
    assert (change.partner, change.to_tier, change.is_rise) == (programme.two, programme.one.tier, True)
    assert [(bar.value, bar.need) for bar in only_change().bars] == [(Decimal("4500.00"), Decimal("4000.00"))]
    promise = Promise.objects.about(change).get(kind=Kind.DECIDE_TIER)
    assert promise.owed_by == programme.ada and not Promise.objects.visible_to(programme.dan).exists()
    notices = Message.objects.filter(recipient=programme.ada, channel="notice")
    assert [notice.subject for notice in notices] == [
        "The review proposes a tier: Partner Two: Silver → Gold. Please decide."
    ]


def test_the_database_refuses_a_second_open_proposal(programme):
    win(programme, programme.two, 4500)
    (change,) = services.review_tiers()
    change.pk, change.ref = None, ""
    with pytest.raises(IntegrityError, match="one_open_tier_change"), transaction.atomic():
        TierChange.objects.create(
            partner=change.partner, from_tier=change.from_tier, to_tier=change.to_tier, currency="EUR", figures=[],
            counted_since=change.counted_since, counted_until=change.counted_until, proposed_at=timezone.now(),
        )  # fmt: skip


@pytest.mark.parametrize("why", ["held", "new criteria"])
def test_a_fall_waits_for_the_review_after_the_tier_and_the_criteria_are_settled(programme, why):
    today = timezone.localdate()
    if why == "held":
        Partner.objects.filter(pk=programme.two.pk).update(tier_held_until=today + DAY)
    else:
        Tier.objects.filter(pk=programme.two.tier.pk).update(criteria_since=quarter_of(today))
    assert services.review_tiers() == []
    Partner.objects.update(tier_held_until=None)
    (change,) = services.review_tiers(next_quarter(today))
    assert (change.from_tier.name, change.to_tier.name, change.is_rise) == ("Silver", "Entry", False)
    assert change.counted_until == next_quarter(today) - DAY


def test_partners_that_do_no_business_are_not_reviewed(programme):
    Partner.objects.filter(pk=programme.two.pk).update(state="suspended")
    assert services.review_tiers() == []


def test_a_proposal_that_no_longer_holds_is_overtaken(programme):
    (fall,) = services.review_tiers()
    win(programme, programme.two, 4500)
    (rise,) = services.review_tiers()
    fall.refresh_from_db()
    assert fall.state == TierChangeState.OVERTAKEN and rise.to_tier.name == "Gold"
    assert Promise.objects.about(fall).get().state == State.RELEASED


def accept(programme, change, **changes):
    return services.accept_tier_change(**{"actor": programme.ada, "change": change, "reason": "Well done", **changes})


def test_accepting_a_rise_changes_the_tier_holds_it_a_year_and_congratulates(programme):
    win(programme, programme.two, 4500)
    (change,) = services.review_tiers()
    accept(programme, change)
    accept(programme, change)
    two = Partner.objects.get(pk=programme.two.pk)
    assert two.tier.name == "Gold"
    assert two.tier_held_until == a_year_later(quarter_of(timezone.localdate()))
    assert Promise.objects.about(change).get().state == State.KEPT
    entry = TimelineEntry.objects.visible_to(programme.dan).get(sentence__contains="Gold")
    assert (entry.sentence, entry.detail) == ("moved the partner up to Gold", "Well done")
    (mail,) = Message.objects.filter(recipient=programme.dan, channel="mail")
    assert mail.subject == "Congratulations: Partner Two is now a Gold partner"
    for text in (mail.text, mail.html):
        assert "€4,500 of €4,000" in text and "Well done" in text and "Hot leads first" in text
    assert services.review_tiers() == []
    assert services.review_tiers(next_quarter(timezone.localdate()) + 200 * DAY) == []


def test_accepting_a_fall_says_honestly_why_and_what_would_bring_it_back(programme):
    (change,) = services.review_tiers()
    accept(programme, change, reason="We talked about it in May.")
    (mail,) = Message.objects.filter(recipient=programme.dan, channel="mail")
    assert "Congratulations" not in mail.subject and mail.reply_to == programme.ada.email
    for text in (mail.text, mail.html):
        assert "€0 of €1,000" in text and "€1,000 more to win" in text
        assert "What would bring it back" in text and "We talked about it in May." in text


def test_declining_changes_nothing_tells_no_partner_and_lasts_for_the_quarter(programme):
    (change,) = services.review_tiers()
    services.decline_tier_change(actor=programme.ada, change=change, reason="New owner, give them time")
    assert Partner.objects.get(pk=programme.two.pk).tier.name == "Silver"
    assert not Message.objects.filter(recipient=programme.dan).exists()
    assert not TimelineEntry.objects.visible_to(programme.dan).filter(sentence__contains="declined").exists()
    assert services.review_tiers() == []
    with pytest.raises(TransitionRefused):
        accept(programme, change)
    (again,) = services.review_tiers(next_quarter(timezone.localdate()))
    assert again.to_tier == change.to_tier


def test_only_the_channel_decides_and_never_without_a_reason(programme):
    (change,) = services.review_tiers()
    for person in (programme.ben, programme.fay, programme.dan):
        with pytest.raises(NotAllowed):
            accept(programme, change, actor=person)
    with pytest.raises(InvalidInput):
        accept(programme, change, reason=" ")
    assert only_change().state == TierChangeState.PROPOSED


def test_a_tier_set_by_hand_overtakes_what_was_proposed(programme):
    (change,) = services.review_tiers()
    services.update_partner(actor=programme.ada, partner=programme.two, changes={"tier": programme.one.tier})
    assert only_change().state == TierChangeState.OVERTAKEN
    assert Partner.objects.get(pk=programme.two.pk).tier_held_until is not None
    with pytest.raises(TransitionRefused):
        accept(programme, change)


def test_a_new_channel_manager_owes_the_decision(programme):
    (change,) = services.review_tiers()
    services.update_partner(actor=programme.gus, partner=programme.two, changes={"owner": programme.gus})
    assert Promise.objects.about(change).get().owed_by == programme.gus


def test_a_decision_that_is_due_is_brought_to_mind(programme):
    (change,) = services.review_tiers()
    promise = Promise.objects.about(change).get()
    Promise.objects.filter(pk=promise.pk).update(started_at=timezone.now() - 9 * DAY, due_at=timezone.now() - DAY)
    promise.nudges.update(at=timezone.now() - DAY)
    promise_services.sweep()
    assert Message.objects.filter(recipient=programme.ada, subject__startswith="Still to decide").count() == 2


# -- pages


def test_from_the_worklist_to_the_decision(programme, as_):
    (change,) = services.review_tiers()
    client = as_(programme.ada)
    home = client.get("/").content.decode()
    assert "Changes of tier to decide" in home and change.get_absolute_url() in home
    page = client.get(change.get_absolute_url()).content.decode()
    assert "Not all of it was reached." in page and "€1,000 more to win" in page and "decides on the tier" in page
    url = reverse("partners:tier_change_accept", args=[change.ref])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Sorry"}, follow=True).status_code == 200
    assert only_change().state == TierChangeState.ACCEPTED
    assert "Changes of tier to decide" not in client.get("/").content.decode()


def test_reviewing_now_says_what_came_of_it(programme, as_):
    client = as_(programme.ada)
    url = reverse("partners:tier_review")
    assert "1 new proposal." in client.post(url, follow=True).content.decode()
    assert "Nothing new is to be proposed." in client.post(url, follow=True).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [({}, 1), ({"state": "proposed"}, 1), ({"state": "accepted"}, 0), ({"kind": "fall"}, 1), ({"kind": "rise"}, 0),
     ({"q": "two"}, 1), ({"q": "one"}, 0)],
)  # fmt: skip
def test_the_list_narrows(programme, as_, query, found):
    services.review_tiers()
    assert len(as_(programme.ada).get(reverse("partners:tier_changes"), query).context["table"].rows) == found


def test_the_list_sorts_both_ways_and_costs_the_same_for_many_rows(programme, as_):
    client, url = as_(programme.ada), reverse("partners:tier_changes")
    counts = []
    for number in range(2):
        services.review_tiers()
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
        for extra in range(5):
            Partner.objects.create(
                name=f"Extra {number} {extra}", type="reseller", tier=programme.one.tier, state="active", country="FR",
                owner=programme.gus,
            )  # fmt: skip
    assert counts[0] == counts[1] <= 15
    for name, column in TierChangeTable.base_columns.items():
        if column.orderable is not False:
            for sign in ("", "-"):
                assert client.get(url, {"sort": f"{sign}{name}"}).status_code == 200
    assert client.get(url, {"_export": "csv"}).status_code == 200


def test_a_review_asks_as_much_for_many_partners_that_stand_right(programme):
    counts = []
    for number in range(2):
        services.review_tiers()
        with CaptureQueriesContext(connection) as asked:
            assert services.review_tiers() == []
        counts.append(len(asked))
        for extra in range(5):
            Partner.objects.create(
                name=f"Right {number} {extra}", type="reseller", tier=Tier.objects.get(name="Entry"), state="active",
                country="FR", owner=programme.ada,
            )  # fmt: skip
    assert counts[0] == counts[1]
