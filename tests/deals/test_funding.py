"""The sums of co-marketing money: shares that can be paid, and pots that hold the whole after any legal life."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deals.incentives import funding
from deals.incentives.enums import EntryKind, Pot
from deals.incentives.models import Budget
from deals.incentives.services.budgets import budget_for, move
from prm.core.errors import TransitionRefused
from prm.core.money import smallest_unit

currencies = st.sampled_from(["EUR", "JPY", "KWD", "USD"])
percents = st.decimals(Decimal("0.01"), 100, places=2)
costs = st.decimals(0, Decimal("99999999.99"), places=2)


@given(cost=costs, percent=percents, currency=currencies)
def test_a_share_can_be_paid_and_is_never_more_than_its_part(cost, percent, currency) -> None:
    share, unit = funding.share_of_cost(cost, percent, currency), smallest_unit(currency)
    assert share % unit == 0
    assert 0 <= cost * percent / 100 - share < unit


@given(cost=costs, percent=percents, currency=currencies, approved=costs)
def test_a_claim_is_at_most_what_was_approved(cost, percent, currency, approved) -> None:
    assert funding.claimable(cost, percent, approved, currency) <= min(approved, cost)


@pytest.mark.parametrize(("cost", "percent"), [("-1", "50"), ("1", "-50")])
def test_nothing_below_nothing(cost, percent) -> None:
    with pytest.raises(ValueError):
        funding.share_of_cost(Decimal(cost), Decimal(percent), "EUR")


MOVES = {
    EntryKind.GRANT: (Pot.OUTSIDE, Pot.AVAILABLE),
    EntryKind.RESERVE: (Pot.AVAILABLE, Pot.RESERVED),
    EntryKind.CLAIM: (Pot.RESERVED, Pot.CLAIMED),
    EntryKind.RETURN: (Pot.CLAIMED, Pot.RESERVED),
    EntryKind.RELEASE: (Pot.RESERVED, Pot.AVAILABLE),
    EntryKind.SETTLE: (Pot.CLAIMED, Pot.SETTLED),
}
steps = st.lists(
    st.tuples(st.sampled_from(sorted(MOVES)), st.decimals(Decimal("0.01"), 500, places=2)), min_size=1, max_size=12
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=steps)
def test_the_pots_are_the_whole_after_any_life(life, cast) -> None:
    """Beside the database's own sums runs a second bookkeeping; what it would refuse, the database refuses."""
    with transaction.atomic():
        budget = budget_for(cast.one, 2027, "EUR")
        mine = dict.fromkeys(Pot, Decimal(0))
        for kind, amount in life:
            source, target = MOVES[kind]
            fits = source == Pot.OUTSIDE or mine[source] >= amount
            if fits:
                mine[source], mine[target] = mine[source] - amount, mine[target] + amount
                move(budget, kind, source, target, amount)
            else:
                with pytest.raises(TransitionRefused):
                    move(budget, kind, source, target, amount)
            budget = Budget.objects.get(pk=budget.pk)
            held = {pot: getattr(budget, pot) for pot in Pot if pot != Pot.OUTSIDE}
            assert held == {pot: mine[pot] for pot in held}
            assert budget.accrued == sum(held.values()) == -mine[Pot.OUTSIDE]
        transaction.set_rollback(True)
