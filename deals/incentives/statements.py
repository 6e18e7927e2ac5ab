"""A partner's account for a quarter. Pure: rows in, one account per currency out; what ends one begins the next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from prm.core.quarters import Quarter


class Owed(Protocol):
    """A fee: an amount with its currency and the days (UTC) on which it was earned, paid or cancelled."""

    amount: Any
    earned_on: date
    cancelled_on: date | None

    @property
    def paid_on(self) -> date | None: ...


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
