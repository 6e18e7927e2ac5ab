"""The fee: parts that add up to the last cent, whatever the terms."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deals.enums import DealSource
from deals.incentives.plans import Terms, Won, calculate
from prm.core.money import smallest_unit

percent = st.decimals(0, 100, places=2)
money = st.decimals(0, Decimal("999999999999.99"), places=2)
terms = st.builds(
    Terms,
    referral_percent=percent,
    registered_uplift=percent,
    outbound_percent=percent,
    tier=st.sampled_from(["", "Gold"]),
    tier_points=percent,
    cap=st.none() | st.decimals(Decimal("0.01"), Decimal("999999999.99"), places=2),
)
deals = st.builds(
    Won,
    value=money,
    currency=st.sampled_from(["EUR", "JPY", "KWD", "USD"]),
    source=st.sampled_from(DealSource.values),
    is_registered=st.booleans(),
)


@given(deal=deals, terms=terms)
def test_the_parts_are_the_whole(deal, terms) -> None:
    fee = calculate(deal, terms)
    assert sum((line.amount for line in fee.lines), Decimal(0)) == fee.amount


@given(deal=deals, terms=terms)
def test_never_below_nothing_above_the_cap_or_the_deal(deal, terms) -> None:
    fee = calculate(deal, terms)
    assert 0 <= fee.amount <= deal.value
    assert terms.cap is None or fee.amount <= terms.cap


@given(deal=deals, terms=terms)
def test_every_amount_can_be_paid_in_its_currency(deal, terms) -> None:
    unit = smallest_unit(deal.currency)
    assert all(line.amount % unit == 0 for line in calculate(deal, terms).lines)


@given(deal=deals, terms=terms)
def test_each_line_is_within_one_unit_of_its_share(deal, terms) -> None:
    unit = smallest_unit(deal.currency)
    for line in calculate(deal, terms).lines:
        if line.percent is not None:
            assert abs(line.amount - deal.value * line.percent / 100) <= unit


@given(deal=deals, terms=terms, more=st.decimals(0, 1000, places=2))
def test_a_bigger_deal_never_earns_less(deal, terms, more) -> None:
    bigger = Won(deal.value + more, deal.currency, deal.source, deal.is_registered)
    assert calculate(bigger, terms).amount >= calculate(deal, terms).amount


@given(deal=deals, terms=terms)
def test_the_same_again(deal, terms) -> None:
    assert calculate(deal, terms) == calculate(deal, terms)


STANDARD = Terms(Decimal(10), Decimal(10), Decimal(5), "Gold", Decimal("2.5"))


@pytest.mark.parametrize(
    ("source", "registered", "amount"),
    [
        ("registration", True, "225.00"),
        ("registration", False, "125.00"),
        ("inbound_lead", False, "125.00"),
        ("inbound_lead", True, "225.00"),
        ("outbound_lead", False, "75.00"),
        ("outbound_lead", True, "175.00"),
        ("import", False, "75.00"),
    ],
)
def test_what_is_paid_for_what(source, registered, amount) -> None:
    assert calculate(Won(Decimal(1000), "EUR", source, registered), STANDARD).amount == Decimal(amount)


def test_the_cap_is_a_line_of_its_own() -> None:
    capped = Terms(Decimal(10), Decimal(10), Decimal(5), cap=Decimal(50))
    fee = calculate(Won(Decimal(1000), "EUR", "registration", True), capped)
    assert fee.amount == 50
    assert [(line.percent, line.amount) for line in fee.lines] == [(10, 100), (10, 100), (None, -150)]


@pytest.mark.parametrize("value", ["-0.01", "-1000"])
def test_no_fee_of_less_than_nothing(value) -> None:
    with pytest.raises(ValueError):
        calculate(Won(Decimal(value), "EUR", "registration", True), STANDARD)


def test_a_line_as_it_is_kept() -> None:
    fee = calculate(Won(Decimal(1000), "EUR", "outbound_lead"), STANDARD)
    assert fee.lines[1].as_json() == {"label": "Gold partner", "percent": "2.5", "amount": "25.00"}
