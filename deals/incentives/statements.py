"""A partner's account for a quarter. Pure: rows in, one account per currency out; what ends one begins the next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

LAST_MONTHS = (3, 6, 9, 12)


class Owed(Protocol):
    """A fee: an amount with its currency and the days (UTC) on which it was earned, paid or cancelled."""

    amount: Any
    earned_on: date
    cancelled_on: date | None

    @property
    def paid_on(self) -> date | None: ...


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int

    @property
    def starts_on(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.next().starts_on - timedelta(days=1)

    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def holds(self, day: date | None) -> bool:
        return day is not None and self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(text: str) -> Quarter | None:
    """“2026-Q4” as a quarter; None for anything else."""
    year, _, number = text.partition("-Q")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and number in ("1", "2", "3", "4")):
        return None
    return Quarter(int(year), int(number)) if 2000 <= int(year) <= 2099 else None


@dataclass
class Account:
    """One currency. opening + earned − cancelled − paid = closing."""

    currency: str
    opening: Decimal = Decimal(0)
    earned: Decimal = Decimal(0)
    cancelled: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    closing: Decimal = Decimal(0)
    rows: list[Any] = field(default_factory=list)


def accounts(fees: Iterable[Owed], quarter: Quarter) -> list[Account]:
    """What was owed when the quarter began, what changed within it, and what is owed at its end; by currency.

    `rows` are the fees that changed something in the quarter. A fee that was paid or cancelled before it is left out.
    """
    found: dict[str, Account] = {}
    for fee in fees:
        currency, amount = str(fee.amount.currency), fee.amount.amount
        account = found.setdefault(currency, Account(currency))
        moves = ((fee.earned_on, amount, "earned"), (fee.paid_on, -amount, "paid"))
        changed = False
        for day, change, name in (*moves, (fee.cancelled_on, -amount, "cancelled")):
            if day is None or day > quarter.ends_on:
                continue
            account.closing += change
            if day < quarter.starts_on:
                account.opening += change
            else:
                changed = True
                setattr(account, name, getattr(account, name) + abs_of(change, name))
        if changed:
            account.rows.append(fee)
    return sorted((one for one in found.values() if one.rows or one.opening), key=lambda one: one.currency)


def abs_of(change: Decimal, name: str) -> Decimal:
    """Earned counts up, paid and cancelled are named by what they take away."""
    return change if name == "earned" else -change
