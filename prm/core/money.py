"""Currencies people choose from, and the smallest unit of each."""

from decimal import Decimal

from babel.numbers import get_currency_name, get_currency_precision
from djmoney.settings import CURRENCIES

from .formats import locale

# In use today and quoted everywhere; others come in through a partner's own currency.
COMMON = (
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "ISK", "TRY", "AED", "ILS",
    "ZAR", "INR", "SGD", "HKD", "JPY", "KRW", "CNY", "AUD", "NZD", "CAD", "MXN", "BRL",
)  # fmt: skip
# Codes in the standard's list that nobody pays with (metals, funds, tests) begin with X; these four do not mean that.
MONEY_WITH_X = frozenset({"XAF", "XCD", "XOF", "XPF"})
# The database keeps two decimals of an amount, also for currencies that have three.
MOST_DECIMALS = 2


def smallest_unit(currency: str) -> Decimal:
    """What amounts of this currency are rounded to: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-min(get_currency_precision(currency), MOST_DECIMALS))


def is_currency(code: str) -> bool:
    """Whether somebody can pay in it."""
    return code in CURRENCIES and (not code.startswith("X") or code in MONEY_WITH_X)


def currency_choices(*first: str) -> list[tuple[str, str]]:
    """(code, “EUR · Euro”) with `first` on top, in the active language."""
    codes = dict.fromkeys([code for code in first if code] + list(COMMON))
    return [(code, f"{code} · {get_currency_name(code, locale=locale())}") for code in codes]
