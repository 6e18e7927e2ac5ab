"""Goals: set by the channel, agreed by the partner, read beside deals in their own currency by both sides."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deals.models import Opportunity
from partners.goals.enums import GoalState
from partners.goals.models import Goal
from partners.goals.services import agree_goal, question_goal, set_goal
from prm.core.errors import InvalidInput, NotAllowed
from prm.outbox.models import Message
from reports.outlook import gap_in_words
from reports.pace import pace
from reports.periods import quarter
from reports.tables import GoalsTable


@pytest.fixture
def now_quarter():
    return quarter(timezone.localdate())


def propose(cast, period, amount=10_000, currency="EUR", partner=None):
    return set_goal(
        cast.ada, partner or cast.one, period.since, amount=Decimal(amount), currency=currency, plan="Fair"
    )


def deal(cast, stage, amount, currency="EUR", partner=None, close_on=None):
    now = timezone.now()
    return Opportunity.objects.create(
        name=f"{stage} {amount}", deal_source="registration", partner=partner or cast.one, amount=Decimal(amount),
        amount_currency=currency, stage=stage, stage_since=now, last_activity_at=now, opened_at=now,
        closed_at=now if stage in ("won", "lost") else None, close_on=close_on or timezone.localdate(),
    )  # fmt: skip


# -- the pure part


def test_pace():
    half = pace(Decimal(9100), Decimal(2600), 91, 45)
    assert (half.so_far, half.due_by_now) == (Decimal(2600) * 7 / 45, Decimal(4500))
    assert half.needed == Decimal(6500) * 7 / 46 and half.is_behind
    assert pace(Decimal(100), Decimal(0), 90, 0).so_far is None
    over = pace(Decimal(100), Decimal(50), 90, 90)
    assert over.needed is None and not over.is_behind and over.weeks_left == 0
    assert pace(Decimal(100), Decimal(150), 90, 45).needed == 0


def test_what_is_missing_in_words():
    assert gap_in_words(Decimal(100), Decimal(40), "EUR") == "€60 short"
    assert gap_in_words(Decimal(100), Decimal(140), "EUR") == "covered, €40 over"
    assert gap_in_words(Decimal(100), Decimal(100), "EUR") == "covered"


# -- setting and agreeing


def test_both_sides_come_to_terms(cast, now_quarter):
    goal = propose(cast, now_quarter)
    assert goal.state == GoalState.PROPOSED
    assert Message.objects.filter(recipient=cast.cleo, subject__contains="Please agree").count() == 1
    assert not Message.objects.filter(recipient=cast.carl).exists()
    question_goal(cast.cleo, goal, "Too much for a summer")
    goal.refresh_from_db()
    assert (goal.state, goal.answered_by) == (GoalState.QUESTIONED, cast.cleo)
    assert Message.objects.get(recipient=cast.ada, subject__contains="wants to talk").text == "Too much for a summer"
    propose(cast, now_quarter, 8000)
    goal.refresh_from_db()
    assert (goal.state, goal.answered_by, goal.amount.amount) == (GoalState.PROPOSED, None, 8000)
    agree_goal(cast.cleo, goal)
    goal.refresh_from_db()
    assert goal.state == GoalState.AGREED
    told = Message.objects.count()
    agree_goal(cast.cleo, goal)
    assert propose(cast, now_quarter, 8000).state == GoalState.AGREED  # the same goal: nothing happens
    assert Message.objects.count() == told and Goal.objects.count() == 1


@pytest.mark.parametrize("who", ["ben", "fay", "cleo", "dan"])
def test_only_the_channel_sets_goals(cast, now_quarter, who):
    with pytest.raises(NotAllowed):
        set_goal(getattr(cast, who), cast.one, now_quarter.since, amount=Decimal(1), currency="EUR")


@pytest.mark.parametrize("who", ["ada", "gus", "carl", "dan", "fay"])
def test_only_the_partners_admin_answers(cast, now_quarter, who):
    goal = propose(cast, now_quarter)
    for act in (agree_goal, lambda actor, row: question_goal(actor, row, "x")):
        with pytest.raises(NotAllowed):
            act(getattr(cast, who), goal)


def test_goals_that_cannot_be(cast, now_quarter):
    for amount, day in ((0, now_quarter.since), (-1, now_quarter.since), (5, now_quarter.since + timedelta(days=1)),
                        (5, date(2026, 2, 1))):  # fmt: skip
        with pytest.raises(InvalidInput):
            set_goal(cast.ada, cast.one, day, amount=Decimal(amount), currency="EUR")
    goal = propose(cast, now_quarter)
    with pytest.raises(InvalidInput):
        question_goal(cast.cleo, goal, "  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.create(partner=cast.one, quarter=now_quarter.since, amount=Decimal(1), set_by=cast.ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.create(partner=cast.two, quarter=date(2026, 2, 1), amount=Decimal(1), set_by=cast.ada)


def test_through_the_pages(cast, as_, now_quarter):
    data = {
        "partner": cast.one.ref,
        "quarter": now_quarter.key,
        "amount": "12000",
        "currency": "EUR",
        "plan": "Two fairs",
    }
    answer = as_(cast.ada).post(reverse("reports:goal_new"), data)
    goal = Goal.objects.get()
    assert answer["Location"] == goal.get_absolute_url()
    cleo = as_(cast.cleo)
    page = cleo.get(goal.get_absolute_url()).content.decode()
    assert "Two fairs" in page and reverse("reports:goal_agree", args=[goal.ref]) in page
    assert "€12,000" in cleo.get(reverse("reports:goal_agree", args=[goal.ref])).content.decode()
    assert cleo.post(reverse("reports:goal_agree", args=[goal.ref])).status_code == 302
    changed = {"amount": "9000", "currency": "EUR", "plan": ""}
    assert as_(cast.ada).post(reverse("reports:goal_edit", args=[goal.ref]), changed).status_code == 302
    assert cleo.post(reverse("reports:goal_question", args=[goal.ref]), {"text": "Why?"}).status_code == 302
    goal.refresh_from_db()
    assert (goal.state, goal.amount.amount) == (GoalState.QUESTIONED, 9000)
    assert as_(cast.ada).post(reverse("reports:goal_new"), {**data, "amount": "much"}).status_code == 422
    assert as_(cast.dan).get(goal.get_absolute_url()).status_code == 404


# -- figures


def test_won_and_weighted_open_their_deals_and_currencies_stay_apart(cast, as_, now_quarter):
    propose(cast, now_quarter, 10_000)
    deal(cast, "won", 3000)
    deal(cast, "won", 500, "USD")
    deal(cast, "proposal", 4000)  # 50 %
    deal(cast, "negotiation", 1000, close_on=timezone.localdate() - timedelta(days=200))  # 75 %, and overdue
    deal(cast, "engaging", 9000, close_on=now_quarter.until + timedelta(days=1))
    deal(cast, "lost", 7000)
    deal(cast, "won", 111, partner=cast.two)
    for who in (cast.ada, cast.cleo):
        client = as_(who)
        row = next(row for row in client.get(reverse("reports:goals")).context["table"].rows if row.record == cast.one)
        assert (row.record.won, row.record.weighted, row.record.forecast) == (3000, 2750, 5750)
        found = {one.currency: one for one in client.get(Goal.objects.get().get_absolute_url()).context["outlooks"]}
        assert found["EUR"].gap == "€4,250 short" and not found["USD"].has_goal
        for one in found.values():
            for url, count in ((one.won_url, one.won_deals), (one.weighted_url, one.open_deals)):
                if count:
                    assert len(client.get(url).context["table"].rows) == count


def test_a_quarter_that_is_over_expects_nothing_and_the_next_only_its_own(cast, as_, now_quarter):
    deal(cast, "proposal", 4000)
    later = quarter(now_quarter.until + timedelta(days=40))
    deal(cast, "proposal", 1000, close_on=later.since)
    before = quarter(now_quarter.since - timedelta(days=1))
    weighted = {}
    for period in (before, now_quarter, later):
        rows = as_(cast.ada).get(reverse("reports:goals"), {"quarter": period.key}).context["table"].rows
        weighted[period.key] = next(row.record.weighted for row in rows if row.record == cast.one)
    assert list(weighted.values()) == [0, 2000, 500]


@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_as_many_queries_for_many_goals_as_for_few(cast, as_, now_quarter, who):
    goal = propose(cast, now_quarter)
    for url in (reverse("reports:goals"), goal.get_absolute_url()):
        counts = []
        for _more in range(2):
            client = as_(getattr(cast, who))
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            counts.append(len(asked))
            for number in range(5):
                deal(cast, "won", 100 + number, ("EUR", "USD", "GBP")[number % 3])
                deal(cast, "proposal", 100 + number, partner=cast.two)
            propose(cast, quarter(now_quarter.until + timedelta(days=1)))
        assert counts[0] == counts[1] <= 12, url


def test_list_sorts_filters_and_exports(cast, as_, now_quarter):
    propose(cast, now_quarter)
    client, url = as_(cast.ada), reverse("reports:goals")
    for column, made in GoalsTable.base_columns.items():
        if made.orderable is not False:
            for sort in (column, f"-{column}"):
                assert len(client.get(url, {"sort": sort}).context["table"].rows) == 2
    for state, count in (("none", 1), ("proposed", 1), ("agreed", 0), ("nonsense", 0)):
        assert len(client.get(url, {"state": state}).context["table"].rows) == count
    text = client.get(url, {"export": "csv"}).content.decode()
    assert "10000.00 EUR" in text and "<" not in text
    assert len(as_(cast.dan).get(url).context["table"].rows) == 1
