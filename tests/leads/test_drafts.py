"""Another policy is replayed on past leads before it comes into force, and changes nothing until then."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from leads import replaying, routing, tasks
from leads.enums import DraftState
from leads.models import Lead, LeadPolicy, Offer, PolicyDraft, RoutingDecision
from leads.services import drafts, policies
from partners.models import Territory
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused

from .conftest import fresh, page

DAY = date(2026, 3, 2)
BEST, TURN = routing.Policy(best_from=0), routing.Policy(best_from=1e9)
HOLDS = timedelta(days=30)


def seat(key, **facts):
    return routing.Candidate(key, key, (routing.area("all"),), group=f"P-{key}", **facts)


def leads(count, day=0, **facts):
    return [routing.Subject(f"L-{day}-{number}", country="NL", seed=number, **facts) for number in range(count)]


def test_the_best_would_get_what_others_get_in_turn():
    people = [seat("good", won=30, closed=40, capacity=1000), seat("other", won=2, closed=40, capacity=1000)]
    days = [(DAY, leads(100, value=50))]
    best, _none = replaying.replay(days, people, BEST, HOLDS)
    turn, _none = replaying.replay(days, people, TURN, HOLDS)
    assert best["P-good"].leads == 100 and best["P-good"].value == 5000
    assert 30 < turn["P-other"].leads < 70


def test_seats_fill_and_are_free_again():
    people = [seat("one", capacity=2, load=2)]  # what fills them today is no past lead
    days = [(DAY + timedelta(days=number), leads(1, number)) for number in (0, 1, 2, 30, 31)]
    shares, unplaced = replaying.replay(days, people, BEST, HOLDS)
    assert (shares["P-one"].leads, unplaced) == (4, 1)


def test_progress_is_told_day_by_day():
    heard = []
    days = [(DAY, leads(3)), (DAY + timedelta(days=1), leads(2, 1))]
    replaying.replay(days, [], BEST, HOLDS, heard.append)
    assert heard == [3, 5]


# -- in the database


TERMS = {"hot_from": 90, "warm_from": 40, "best_from": 100_000, "trial_share": 0, "emphasis": 0}


@pytest.fixture
def past(cast, outbound):
    """Leads that arrived, and two partners who cover them."""
    Territory.objects.create(name="Everywhere", partner=cast.two)
    Territory.objects.create(name="Everywhere", partner=cast.one)
    Territory.objects.exclude(name="Everywhere").delete()
    for number in range(8):
        outbound(company=f"Company {number}", website="", contact_email=f"c{number}@company{number}.example")
    return cast


def replayed(cast, **terms):
    row = drafts.draft(cast.ada, TERMS | terms)
    tasks.replay()
    return fresh(row)


@pytest.mark.django_db
def test_a_draft_is_replayed_and_writes_nothing_else(past):
    before = (Offer.objects.count(), RoutingDecision.objects.count(), list(Lead.objects.values_list("state", "rank")))
    row = replayed(past)
    assert (row.state, row.leads) == (DraftState.READY, 8)
    shares = list(row.shares.all())
    assert sum(one.leads_now for one in shares) + row.unplaced_now == 8
    assert sum(one.leads_then for one in shares) + row.unplaced_then == 8
    assert sum(one.hot_now for one in shares) >= sum(one.hot_then for one in shares)
    assert sum(one.value_now for one in shares) == 8 * 60_000
    assert before == (
        Offer.objects.count(), RoutingDecision.objects.count(), list(Lead.objects.values_list("state", "rank"))
    )  # fmt: skip
    assert drafts.replay_waiting() == 0


@pytest.mark.django_db
def test_a_draft_comes_into_force_once_and_by_a_person(past):
    row = replayed(past)
    with pytest.raises(NotAllowed):
        drafts.activate(past.ben, row)
    policy = drafts.activate(past.ada, row)
    assert (policy.hot_from, policy.best_from, policy.is_current) == (90, 100_000, True)
    assert fresh(row).state == DraftState.ACTIVATED
    with pytest.raises(TransitionRefused):
        drafts.activate(past.ada, row)
    with pytest.raises(TransitionRefused):
        drafts.discard(past.ada, row)


@pytest.mark.django_db
def test_an_old_comparison_is_not_acted_on(past):
    row, other = replayed(past), replayed(past, emphasis=5)
    drafts.activate(past.ada, other)
    with pytest.raises(TransitionRefused, match="since"):
        drafts.activate(past.ada, row)
    drafts.discard(past.ada, row)
    assert LeadPolicy.objects.count() == 2


@pytest.mark.django_db
def test_a_draft_that_waits_is_not_put_in_force(past):
    with pytest.raises(TransitionRefused):
        drafts.activate(past.ada, drafts.draft(past.ada, TERMS))


@pytest.mark.django_db
def test_terms_that_cannot_be_are_refused_in_words(past, as_):
    with pytest.raises(InvalidInput, match="more points"):
        drafts.draft(past.ada, TERMS | {"warm_from": 95})
    policy = LeadPolicy.objects.get(is_current=True)
    with pytest.raises(InvalidInput, match="in force"):
        drafts.draft(past.ada, {name: getattr(policy, name) for name in TERMS})
    answer = as_(past.ada).post(reverse("lead_settings:draft_new"), TERMS | {"trial_share": 101})
    assert answer.status_code == 422 and PolicyDraft.objects.count() == 0


@pytest.mark.django_db
def test_the_pages_from_draft_to_force(past, as_, django_assert_max_num_queries):
    ada = as_(past.ada)
    assert "Try another routing" in page(ada, "lead_settings:policy")
    url = ada.post(reverse("lead_settings:draft_new"), TERMS).url
    assert "being replayed" in ada.get(url).content.decode()
    tasks.replay()
    with django_assert_max_num_queries(15):
        text = ada.get(url).content.decode()
    assert "8 past leads" in text and past.one.name in text and past.two.name in text
    assert ada.get(f"{url}?export=csv").status_code == 200
    row = PolicyDraft.objects.get()
    assert row.ref in page(ada, "lead_settings:drafts")
    ada.post(reverse("lead_settings:draft_activate", args=[row.ref]))
    assert LeadPolicy.objects.get(is_current=True).best_from == 100_000


# -- weights of tiers


@pytest.mark.django_db
def test_weights_of_tiers_are_drafted_replayed_and_put_in_force(past, as_):
    gold, client = past.one.tier, as_(past.ada)
    url, field = reverse("lead_settings:draft_new"), f"weight_{past.one.tier.ref}"
    same = {name: getattr(LeadPolicy.objects.get(is_current=True), name) for name in TERMS}
    for wrong in ("-1", "101", "1"):  # with 1 nothing would change
        assert client.post(url, same | {field: wrong}).status_code == 422
    assert client.post(url, same | {field: "2.5"}).status_code == 302
    row = PolicyDraft.objects.get()
    assert row.tier_weights == {gold.ref: 2.5}
    tasks.replay()
    assert "Weight of Gold in turn" in client.get(row.get_absolute_url()).content.decode()
    drafts.activate(past.ada, PolicyDraft.objects.get())
    policy = LeadPolicy.objects.get(is_current=True)
    assert policy.tier_weights == {gold.ref: 2.5}
    assert policies.terms_of_routing(policy).tier_weights == {gold.rank: 2.5}


@pytest.mark.django_db
@pytest.mark.parametrize("weight", [-0.01, 100.01, float("nan"), float("inf"), "2", None])
def test_a_weight_is_a_number_from_0_to_100(cast, weight):
    with pytest.raises(InvalidInput) as refusal:
        policies.checked_weights({cast.one.tier.ref: weight})
    assert list(refusal.value.fields) == [f"weight_{cast.one.tier.ref}"]
