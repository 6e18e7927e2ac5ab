"""Co-marketing money: asked for, decided by a clock, claimed with proof, paid, and never more than there is."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from djmoney.money import Money

from deals import services as deal_services
from deals.incentives import rules, selectors, services
from deals.incentives.enums import MdfState
from deals.incentives.models import Budget, BudgetEntry, MdfRequest
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.outbox.models import Message
from prm.promises.models import Promise
from prm.promises.services import sweep

LETTER = {"reasons": ["cost"], "checked": "We compared three fairs.", "what_would_change": "A smaller stand."}


def photo(name="stand.txt", body=b"Forty visitors, see the list."):
    return SimpleUploadedFile(name, body)


def plan(**changes):
    """What a member types."""
    first = timezone.localdate() + timedelta(days=20)
    return {
        "title": "Hannover Fair",
        "activity": "trade_fair",
        "starts_on": first,
        "ends_on": first + timedelta(days=2),
        "description": "A stand of our own in hall 3.",
        "expected": "40 leads",
        "planned_cost": Decimal("4000"),
        "campaign": None,
        **changes,
    }


@pytest.fixture
def budget(cast):
    entry = services.grant(cast.ada, cast.one, timezone.localdate().year, "EUR", Decimal(3000), "For the autumn")
    return entry.budget


@pytest.fixture
def asked(budget, cleo):
    return services.request_money(cleo, budget, plan())


@pytest.fixture
def reserved(asked, ada):
    return services.approve_request(ada, asked)


def claim(who, row, **changes):
    """Claims after the activity."""
    facts = {"actual_cost": Decimal("3600"), "held_on": row.starts_on, "outcome": "43 leads.", "proof": [photo()]}
    return services.claim(who, row, **{**facts, **changes})


@pytest.fixture
def after(reserved):
    """Two days after the activity."""
    with time_machine.travel(timezone.now() + timedelta(days=24)):
        yield reserved


@pytest.fixture
def claimed(after, cleo):
    return claim(cleo, after)


def pots(budget):
    budget.refresh_from_db()
    return (budget.accrued, budget.available, budget.reserved, budget.claimed, budget.settled)


# -- the way of the money


def test_the_whole_way(budget, cast, cleo, ada, fay) -> None:
    row = services.request_money(cleo, budget, plan())
    assert (row.asked, row.state, pots(budget)) == (2000, "submitted", (3000, 3000, 0, 0, 0))
    promise = Promise.objects.get(kind="approve_mdf")
    assert (promise.owed_by, promise.partner, promise.side) == (ada, cast.one, "vendor")
    services.approve_request(ada, row, Decimal(1900))
    assert pots(budget) == (3000, 1100, 1900, 0, 0)
    with time_machine.travel(timezone.now() + timedelta(days=24)):
        row = claim(cleo, row)
        assert (row.claimed, pots(budget)) == (1800, (3000, 1100, 100, 1800, 0))
        assert Promise.objects.get(kind="claim_mdf").state == "kept"
        assert Promise.objects.get(kind="check_mdf_claim").owed_by == fay
        row = services.approve_claim(fay, row, Decimal(1700), "The taxi is not part of it.")
        assert (row.state, pots(budget)) == ("payable", (3000, 1300, 0, 1700, 0))
        row = services.pay_claim(fay, row, " SEPA 77 ")
    assert (row.state, row.payment_reference, pots(budget)) == ("paid", "SEPA 77", (3000, 1300, 0, 0, 1700))
    assert not Promise.objects.filter(state="open").exists()
    mails = set(Message.objects.filter(channel="mail", recipient=cleo).values_list("subject", flat=True))
    assert any("Paid: €1,700" in subject for subject in mails)


def test_a_won_deal_brings_its_share_once(deal, cleo, cast) -> None:
    deal_services.win(cleo, deal, Money("84000", "EUR"))
    budget = Budget.objects.get()
    assert (budget.partner, budget.currency, budget.accrued) == (cast.one, "EUR", 1680)
    deal.refresh_from_db()
    assert services.accrue_mdf(deal) is None
    assert BudgetEntry.objects.count() == 1


def test_each_currency_has_a_budget_of_its_own(budget, ada, cast) -> None:
    services.grant(ada, cast.one, timezone.localdate().year, "USD", Decimal(10), "For the fair")
    assert {str(row.currency): row.accrued for row in Budget.objects.all()} == {"EUR": 3000, "USD": 10}


def test_a_claim_is_never_more_than_was_approved(after, cleo) -> None:
    assert claim(cleo, after, actual_cost=Decimal("9999.99")).claimed == 2000


def test_withdrawn_gives_everything_back(claimed, cleo, budget) -> None:
    services.withdraw_request(cleo, claimed)
    assert pots(budget) == (3000, 3000, 0, 0, 0)


def test_a_claim_sent_back_keeps_its_money(claimed, cleo, fay, budget) -> None:
    row = services.return_claim(fay, claimed, "The invoice is missing.")
    assert (row.state, pots(budget)) == ("claim_returned", (3000, 1000, 2000, 0, 0))
    row = claim(cleo, row, actual_cost=Decimal("3000"), proof=[])
    assert (row.claimed, row.proofs.count(), pots(budget)) == (1500, 1, (3000, 1000, 500, 1500, 0))


def test_more_than_there_is_cannot_be_reserved(reserved, budget, ada, cleo) -> None:
    other = services.request_money(cleo, budget, plan(title="Second fair"))
    with pytest.raises(TransitionRefused, match="1,000"):
        services.approve_request(ada, other)
    other.refresh_from_db()
    assert (other.state, pots(budget)) == ("submitted", (3000, 1000, 2000, 0, 0))
    assert services.approve_request(ada, other, Decimal(1000)).approved == 1000


# -- clocks


def test_an_unclaimed_request_is_warned_about_and_lapses(reserved, budget, cleo, ada) -> None:
    promise = Promise.objects.get(kind="claim_mdf")
    assert promise.owed_by == cleo and timezone.localdate(promise.due_at) == reserved.claim_by + timedelta(days=1)
    assert reserved.claim_by == reserved.ends_on + timedelta(days=60)
    steps = dict(promise.nudges.values_list("step", "at"))
    for step, days in (("warn14", 14), ("warn3", 3)):
        assert timedelta(days=days - 3) <= promise.due_at - steps[step] <= timedelta(days=days + 3)
    Message.objects.all().delete()
    with time_machine.travel(steps["warn3"] + timedelta(minutes=1)):
        sweep()
    mails = Message.objects.filter(channel="mail", recipient=cleo, subject__contains="Not claimed yet")
    assert mails.count() == 2 and pots(budget)[2] == 2000
    with time_machine.travel(promise.due_at + timedelta(minutes=1)):
        sweep()
        with pytest.raises(TransitionRefused):
            claim(cleo, reserved)
    reserved.refresh_from_db()
    assert (reserved.state, pots(budget)) == ("lapsed", (3000, 3000, 0, 0, 0))
    promise.refresh_from_db()
    assert promise.state == "broken"


def test_a_late_decision_goes_upwards(asked, ada, gus) -> None:
    Message.objects.all().delete()
    promise = Promise.objects.get(kind="approve_mdf")
    sweep(now=promise.nudges.get(step="channel").at)
    assert {message.recipient for message in Message.objects.filter(channel="mail")} == {ada, gus}


def test_completing_starts_the_decision_again(asked, ada, cleo) -> None:
    row = services.request_changes(ada, asked, "Which hall?")
    assert Promise.objects.get(kind="approve_mdf").paused_at and row.state == "action_required"
    row = services.answer_request(cleo, row, plan(planned_cost=Decimal(3000)))
    assert (row.state, row.asked) == ("submitted", 1500)
    assert Promise.objects.get(kind="approve_mdf", state="open").paused_at is None
    assert Promise.objects.get(kind="complete_mdf").state == "kept"


def test_no_instant_refusal_and_a_whole_letter(asked, ada, cleo) -> None:
    with pytest.raises(TransitionRefused, match="possible from"):
        services.refuse_request(ada, asked, **LETTER)
    with time_machine.travel(services.cooled_at(asked)):
        for name in LETTER:
            with pytest.raises(InvalidInput):
                services.refuse_request(ada, asked, **{**LETTER, name: [] if name == "reasons" else " "})
        row = services.refuse_request(ada, asked, **LETTER)
    assert row.state == "refused" and Promise.objects.get(kind="approve_mdf").state == "kept"
    letter = Message.objects.get(channel="mail", recipient=cleo, key__contains="/refused/").text
    assert "A smaller stand." in letter and "We compared three fairs." in letter and "The cost does not fit" in letter


def test_the_share_is_that_of_the_day_it_was_asked(asked, ada, budget, cleo) -> None:
    services.change_mdf_policy(ada, {"share_percent": Decimal(25)})
    assert services.answer_request(cleo, services.request_changes(ada, asked, "?"), plan()).asked == 2000
    assert services.request_money(cleo, budget, plan()).asked == 1000


# -- who, when, what


def _make(state, cast, budget):
    row = services.request_money(cast.cleo, budget, plan())
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        if state in ("action_required", "refused"):
            act = {
                "action_required": lambda: services.request_changes(cast.ada, row, "?"),
                "refused": lambda: services.refuse_request(cast.ada, row, **LETTER),
            }[state]
            return act()
        if state in ("submitted", "withdrawn"):
            return services.withdraw_request(cast.cleo, row) if state == "withdrawn" else row
        row = services.approve_request(cast.ada, row)
    with time_machine.travel(timezone.now() + timedelta(days=24)):
        if state == "lapsed":
            return services.lapse(row)
        if state == "approved":
            return row
        row = claim(cast.cleo, row)
        if state == "claim_returned":
            return services.return_claim(cast.fay, row, "?")
        if state in ("payable", "paid"):
            row = services.approve_claim(cast.fay, row)
        return services.pay_claim(cast.fay, row, "S1") if state == "paid" else row


ACTIONS = {
    "answer": lambda who, row: services.answer_request(
        who, row, plan(starts_on=timezone.localdate(), ends_on=timezone.localdate())
    ),
    "claim": lambda who, row: claim(who, row),
    "approve": lambda who, row: services.approve_request(who, row),
    "request_changes": lambda who, row: services.request_changes(who, row, "?"),
    "refuse": lambda who, row: services.refuse_request(who, row, **LETTER),
    "approve_claim": lambda who, row: services.approve_claim(who, row),
    "return_claim": lambda who, row: services.return_claim(who, row, "?"),
    "pay": lambda who, row: services.pay_claim(who, row, "S1"),
    "withdraw": lambda who, row: services.withdraw_request(who, row),
}
BY = {"answer": "cleo", "claim": "carl", "withdraw": "cleo", "approve": "ada", "request_changes": "gus",
      "refuse": "ada",
      "approve_claim": "fay", "return_claim": "gus", "pay": "fay"}  # fmt: skip


@pytest.mark.parametrize("state", MdfState.values)
def test_every_action_in_every_state(state, cast, budget) -> None:
    row = _make(state, cast, budget)
    assert row.state == state
    for action, act in ACTIONS.items():
        transition = rules.MDF[action]
        for person in (cast.ben, cast.dan, cast.ada, cast.cleo, cast.fay):
            if person.role not in transition.who or person == cast.dan:
                with pytest.raises(NotAllowed):
                    act(person, row)
        with time_machine.travel(timezone.now() + timedelta(days=25)), transaction.atomic():
            before = pots(budget)
            if state in transition.sources:
                assert act(getattr(cast, BY[action]), row).state == transition.target
            elif state == transition.target:
                assert act(getattr(cast, BY[action]), row).state == state
                assert pots(budget) == before, "a second time changes nothing"
            else:
                with pytest.raises(TransitionRefused):
                    act(getattr(cast, BY[action]), row)
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "  "}),
        ("starts_on", {"starts_on": timezone.localdate() - timedelta(days=1)}),
        ("ends_on", {"ends_on": timezone.localdate()}),
        ("ends_on", {"ends_on": timezone.localdate() + timedelta(days=9000)}),
        ("planned_cost", {"planned_cost": Decimal(0)}),
        ("planned_cost", {"planned_cost": Decimal("0.001")}),
        ("planned_cost", {"planned_cost": Decimal("999999999")}),
    ],
)
def test_what_makes_no_sense_is_named(field, changes, budget, cleo) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.request_money(cleo, budget, plan(**changes))
    assert set(refused.value.fields) == {field}


def test_neither_another_partners_budget_nor_campaign(budget, dan, cleo, cast) -> None:
    with pytest.raises(InvalidInput):
        services.request_money(dan, budget, plan())
    with pytest.raises(InvalidInput):
        services.request_money(cleo, budget, plan(campaign=cast.two.campaigns.get()))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("held_on", {"held_on": timezone.localdate() + timedelta(days=400)}),
        ("held_on", {"held_on": timezone.localdate() - timedelta(days=400)}),
        ("outcome", {"outcome": ""}),
        ("file", {"proof": []}),
        ("file", {"proof": [photo("invoice.pdf", b"<script>alert(1)</script>")]}),
        ("file", {"proof": [photo(f"{number}.txt", b"%d" % number) for number in range(11)]}),
        ("actual_cost", {"actual_cost": Decimal("0.01")}),
    ],
)
def test_a_claim_that_proves_nothing(field, changes, after, cleo, budget) -> None:
    with pytest.raises(InvalidInput) as refused:
        claim(cleo, after, **changes)
    assert set(refused.value.fields) == {field}
    assert MdfRequest.objects.get().state == "approved" and pots(budget)[2] == 2000


# -- the database


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE incentives_budgetentry SET amount = 1",
        "DELETE FROM incentives_budgetentry",
        "UPDATE incentives_budget SET available = available + 1, accrued = accrued + 1",
        "UPDATE incentives_budget SET settled = 5",
        "INSERT INTO incentives_budget (partner_id, currency, starts_on, ends_on, spend_until, accrued, available,"
        " reserved, claimed, settled) SELECT partner_id, 'CHF', starts_on, ends_on, spend_until, 5, 5, 0, 0, 0"
        " FROM incentives_budget",
        "INSERT INTO incentives_budgetentry (budget_id, kind, source, target, amount, note) SELECT id, 'reserve',"
        " 'available', 'reserved', 5000, '' FROM incentives_budget",
    ],
)
def test_raw_sql_cannot_make_money(sql, reserved, budget) -> None:
    before = pots(budget)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert pots(budget) == before


# -- lists and worklists


def test_whose_turn_it_is(asked, ada, gus, fay, cleo, dan, ben) -> None:
    assert list(selectors.mdf_to_decide(ada)) == list(selectors.mdf_to_decide(gus)) == [asked]
    assert not selectors.mdf_to_decide(fay).exists() and not selectors.mdf_for(ben).exists()
    assert not selectors.mdf_for(dan).exists() and not selectors.budgets_for(dan).exists()
    row = services.approve_request(ada, asked)
    assert list(selectors.mdf_of_member(cleo)) == [row]
    with time_machine.travel(timezone.now() + timedelta(days=24)):
        row = claim(cleo, row)
        assert list(selectors.claims_to_check(fay)) == list(selectors.mdf_waiting(fay)) == [row]
        services.approve_claim(fay, row)
        assert list(selectors.claims_to_pay(fay)) == [row] and not selectors.claims_to_check(fay).exists()
