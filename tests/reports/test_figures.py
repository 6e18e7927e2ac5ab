"""Counting: quarters, months, currencies that stay apart."""

from datetime import date
from decimal import Decimal

import pytest

from prm.core.quarters import next_quarter, quarter_of
from reports.figures import Cell, DealFigures, Sum, in_words, months_back
from reports.tables import hours


def cell(stage, currency, month, deals, total):
    return Cell(stage, currency, month, deals, Decimal(total))


FIGURES = DealFigures(
    [
        cell("engaging", "EUR", None, 3, 300),
        cell("proposal", "USD", None, 5, 900),
        cell("won", "EUR", date(2026, 10, 1), 2, 50),
        cell("won", "EUR", date(2026, 11, 1), 1, 25),
        cell("won", "USD", date(2026, 11, 1), 1, 7),
        cell("lost", "EUR", date(2026, 11, 1), 4, 0),
    ]
)


@pytest.mark.parametrize(
    ("day", "start", "following"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 4, 1)),
    ],
)
def test_quarters(day, start, following):
    assert (quarter_of(day), next_quarter(day)) == (start, following)


def test_twelve_months_over_the_turn_of_a_year():
    months = months_back(date(2026, 3, 31))
    assert (months[0], months[-1], len(months)) == (date(2025, 4, 1), date(2026, 3, 1), 12)


def test_open_won_and_win_rate():
    assert FIGURES.open() == [Sum("USD", 5, Decimal(900)), Sum("EUR", 3, Decimal(300))]
    assert FIGURES.won_since(date(2026, 11, 1)) == [Sum("EUR", 1, Decimal(25)), Sum("USD", 1, Decimal(7))]
    assert FIGURES.win_rate() == (4, 8)
    assert FIGURES.open_by_stage() == {"engaging": 3, "proposal": 5}
    months = [date(2026, 10, 1), date(2026, 11, 1)]
    assert FIGURES.won_by_month("EUR", months) == [Decimal(50), Decimal(25)]
    assert FIGURES.currencies() == ["EUR", "USD"]


def test_the_own_currency_comes_first_and_nothing_is_added_up():
    assert in_words(FIGURES.open(), "EUR") == ("€300", "also US$900")
    assert in_words(FIGURES.open()) == ("US$900", "also €300")
    assert in_words([], "EUR") == ("€0", "")
    assert in_words([]) == ("0", "")


def test_a_median_of_few_says_so():
    assert hours(None, 0) == "—"
    assert hours(3.2, 19) == "too few: 19"
    assert hours(3.24, 20) == "3.2 hours"
