"""A fee that is wrong: disputed once and in time, answered, cancelled, taken back; statements that add up."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from djmoney.money import Money

from deals import services as deal_services
from deals.incentives import services
from deals.incentives.models import Fee
from deals.incentives.statements import accounts
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.core.quarters import Quarter
from prm.promises.models import Promise


@pytest.fixture
def fee(plan, deal, cleo):
    deal_services.win(cleo, deal, Money("1000", "EUR"))
    return Fee.objects.get()


@pytest.fixture
def due(fee):
    services.mark_due(today=fee.due_on)
    return Fee.objects.get()


@pytest.fixture
def paid(due, fay):
    services.approve_fee(fay, due)
    return services.pay_fee(fay, due, "SEPA 4711")


def test_within_the_window_and_not_after(fee, cleo) -> None:
    last = timezone.now() + timedelta(days=45)
    with time_machine.travel(last + timedelta(days=1)), pytest.raises(TransitionRefused):
        services.dispute_fee(cleo, fee, "Too little.")
    with time_machine.travel(last):
        services.dispute_fee(cleo, fee, "Too little.")
    fee.refresh_from_db()
    assert fee.state == "disputed"


def test_another_partners_people_may_not(fee, cleo, dan, fay) -> None:
    for person in (dan, fay):
        with pytest.raises(NotAllowed):
            services.dispute_fee(person, fee, "Mine.")
    services.dispute_fee(cleo, fee, "Too little.")
    with pytest.raises(NotAllowed):
        services.dispute_fee(dan, fee, "Mine.")


def test_once(fee, cleo, carl, fay) -> None:
    first = services.dispute_fee(cleo, fee, "Too little.")
    assert services.dispute_fee(carl, fee, "Again.") == first
    services.answer_dispute(fay, fee, "It is right.")
    with pytest.raises(TransitionRefused):
        services.dispute_fee(cleo, fee, "Still.")


def test_the_clock_stands_and_goes_on(due, cleo, fay) -> None:
    before = Promise.objects.get(kind="approve_fee")
    services.dispute_fee(cleo, due, "Too little.")
    assert Promise.objects.get(kind="approve_fee").paused_at is not None
    with pytest.raises(TransitionRefused):
        services.approve_fee(fay, due)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        services.answer_dispute(fay, due, "It is right.")
    after = Promise.objects.get(kind="approve_fee")
    assert after.paused_at is None and after.due_at > before.due_at
    assert Promise.objects.get(kind="answer_dispute").state == "kept"
    due.refresh_from_db()
    assert due.state == "due" and not Fee.objects.filter(corrects=due).exists()


def test_an_answer_with_a_correction_leaves_the_paid_row(paid, cleo, fay) -> None:
    services.dispute_fee(cleo, paid, "Too little.")
    dispute = services.answer_dispute(fay, paid, "You are right.", Decimal("10"))
    assert services.answer_dispute(fay, paid, "Twice.", Decimal("10")) == dispute
    assert (dispute.state, dispute.correction.amount) == ("upheld", Money("10", "EUR"))
    assert Fee.objects.filter(corrects=paid).count() == 1
    paid.refresh_from_db()
    assert (paid.state, paid.amount) == ("paid", Money("200", "EUR"))


def test_cancelling_releases_what_finance_owed(due, fay, cleo) -> None:
    with pytest.raises(NotAllowed):
        services.cancel_fee(cleo, due, "No.")
    assert services.cancel_fee(fay, due, "Sent back.").state == "cancelled"
    assert services.cancel_fee(fay, due, "Again.").reason == "Sent back."
    assert not Promise.objects.filter(kind="approve_fee", state="open").exists()


def test_no_more_is_taken_back_than_was_paid(paid, fay) -> None:
    services.claw_back(fay, paid, Decimal("150"), "Half came back.")
    for amount in ("50.01", "0", "-1", "0.001"):
        with pytest.raises(InvalidInput):
            services.claw_back(fay, paid, Decimal(amount), "More.")
    services.claw_back(fay, paid, Decimal("50"), "All came back.")
    assert sum(row.amount.amount for row in Fee.objects.all()) == 0


def test_nothing_is_taken_back_unpaid_or_in_dispute(due, fay, cleo) -> None:
    with pytest.raises(TransitionRefused):
        services.claw_back(fay, due, Decimal("1"), "Early.")
    services.approve_fee(fay, due)
    services.pay_fee(fay, due, "SEPA 1")
    services.dispute_fee(cleo, due, "Too little.")
    with pytest.raises(TransitionRefused):
        services.claw_back(fay, due, Decimal("1"), "Not yet.")


def _corrected(fee, cleo, fay, amount):
    services.dispute_fee(cleo, fee, "It is wrong.")
    return services.answer_dispute(fay, fee, "You are right.", Decimal(amount)).correction


def test_a_correction_that_was_taken_back_against_is_not_cancelled(paid, cleo, fay, as_) -> None:
    more = _corrected(paid, cleo, fay, "10")
    assert _doors(as_(fay), paid) == {"claw-back"}
    services.claw_back(fay, paid, Decimal("210"), "All came back.")
    assert _doors(as_(fay), paid) == _doors(as_(fay), more) == set()
    with pytest.raises(TransitionRefused):
        services.cancel_fee(fay, more, "Not owed.")
    assert sum(row.amount.amount for row in Fee.objects.exclude(state="cancelled")) == 0


def _doors(client, fee):
    page = client.get(fee.get_absolute_url()).content.decode()
    return {action for action in ("cancel", "claw-back") if f"{fee.get_absolute_url()}{action}/" in page}


def test_a_fee_with_less_owed_is_not_cancelled_before_its_correction(fee, cleo, fay, as_) -> None:
    less, client = _corrected(fee, cleo, fay, "-50"), as_(fay)
    assert (_doors(client, fee), _doors(client, less)) == (set(), {"cancel"})
    assert client.get(f"{fee.get_absolute_url()}cancel/").url == fee.get_absolute_url()
    with pytest.raises(TransitionRefused):
        services.cancel_fee(fay, fee, "Not owed.")
    services.cancel_fee(fay, less, "Goes with the fee.")
    assert _doors(client, fee) == {"cancel"} and not _doors(client, less)
    assert services.cancel_fee(fay, fee, "Not owed.").state == "cancelled"


def test_a_paid_correction_is_taken_back_through_its_fee(paid, cleo, fay) -> None:
    more = _corrected(paid, cleo, fay, "10")
    services.approve_fee(fay, more)
    services.pay_fee(fay, more, "SEPA 2")
    with pytest.raises(TransitionRefused):
        services.claw_back(fay, more, Decimal("10"), "Came back.")
    services.claw_back(fay, paid, Decimal("210"), "All came back.")
    assert sum(row.amount.amount for row in Fee.objects.all()) == 0


# -- statements


@dataclass(frozen=True)
class Row:
    amount: Money
    earned_on: date
    paid_on: date | None = None
    cancelled_on: date | None = None


ROWS = [
    Row(Money("200", "EUR"), date(2026, 1, 1), paid_on=date(2026, 3, 31)),
    Row(Money("-50", "EUR"), date(2026, 4, 1), paid_on=date(2026, 7, 1)),
    Row(Money("70", "EUR"), date(2026, 3, 31), cancelled_on=date(2026, 4, 1)),
    Row(Money("30", "USD"), date(2026, 2, 1)),
]


def test_what_ends_one_quarter_begins_the_next() -> None:
    quarter, ends = Quarter(2025, 4), {}
    for _ in range(5):
        found = {one.currency: one for one in accounts(ROWS, quarter)}
        for currency in ("EUR", "USD"):
            one = found.get(currency)
            assert (one.opening if one else 0) == ends.get(currency, 0)
            ends[currency] = one.closing if one else Decimal(0)
            if one:
                assert one.opening + one.earned - one.cancelled - one.paid == one.closing
        quarter = quarter.next()
    assert ends == {"EUR": 0, "USD": 30}


def test_cancelled_and_negative_rows_count_in_their_quarter() -> None:
    euro = accounts(ROWS, Quarter(2026, 2))[0]
    assert (euro.opening, euro.earned, euro.cancelled, euro.paid, euro.closing) == (70, -50, 70, 0, -50)
    assert euro.rows == ROWS[1:3]
