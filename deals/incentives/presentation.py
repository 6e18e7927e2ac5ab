"""How money is shown to one reader: sums as figures, steps, doors. No queries, no writes."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deals.presentation import Door, Words
from prm.core import formats

from .enums import MdfState
from .models import Budget, Fee, MdfRequest

M = MdfState
SHOWN_BESIDE = 2


def sums(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, str]:
    """Sums of several currencies as a figure: the first one large, others below it, the rest counted."""
    some = [(currency, amount) for currency, amount in pairs if amount]
    words = [formats.money_short(amount, currency) for currency, amount in some]
    first, beside, rest = words[:1], words[1 : 1 + SHOWN_BESIDE], len(words) - 1 - SHOWN_BESIDE
    if rest > 0:
        beside.append(ngettext("%(count)s currency more", "%(count)s currencies more", rest) % {"count": rest})
    return {"value": first[0] if first else formats.number(Decimal(0)), "hint": " · ".join(beside)}


POTS: tuple[tuple[str, Words, str], ...] = (
    ("available", gettext_lazy("Available"), "wallet"),
    ("reserved", gettext_lazy("Reserved"), "lock"),
    ("claimed", gettext_lazy("Claimed"), "receipt-text"),
    ("settled", gettext_lazy("Paid out"), "banknote"),
)


def budget_figures(budgets: Iterable[Budget]) -> list[dict[str, Any]]:
    """The pots of all budgets, by currency, never added across currencies."""
    totals: dict[str, dict[str, Decimal]] = {}
    for budget in budgets:
        for name, _label, _icon in POTS:
            totals.setdefault(name, {}).setdefault(str(budget.currency), Decimal(0))
            totals[name][str(budget.currency)] += getattr(budget, name)
    return [
        {"label": label, "icon": icon, **sums(sorted(totals.get(name, {}).items(), key=lambda pair: -pair[1]))}
        for name, label, icon in POTS
    ]


FEE_DOORS: dict[str, tuple[str, Words, str, str]] = {
    "answer_dispute": ("incentives:answer_dispute", gettext_lazy("Answer the dispute"), "message-square", ""),
    "approve": ("incentives:approve", gettext_lazy("Approve"), "circle-check", ""),
    "pay": ("incentives:pay", gettext_lazy("Pay"), "banknote", ""),
    "dispute": ("incentives:dispute", gettext_lazy("This is not right"), "message-circle-warning", ""),
    "claw_back": ("incentives:claw_back", gettext_lazy("Take back"), "undo-2", "danger"),
    "cancel": ("incentives:cancel", gettext_lazy("Cancel the fee"), "circle-x", "danger"),
}
MDF_DOORS: dict[str, tuple[str, Words, str, str]] = {
    "answer": ("incentives:mdf_answer", gettext_lazy("Complete it"), "check-check", ""),
    "claim": ("incentives:mdf_claim", gettext_lazy("Claim the money"), "receipt-text", ""),
    "approve": ("incentives:mdf_approve", gettext_lazy("Approve"), "circle-check", ""),
    "approve_claim": ("incentives:mdf_approve_claim", gettext_lazy("Agree to pay"), "circle-check", ""),
    "pay": ("incentives:mdf_pay", gettext_lazy("Pay"), "banknote", ""),
    "request_changes": ("incentives:mdf_request_changes", gettext_lazy("Ask to complete"), "circle-question-mark", ""),
    "return_claim": ("incentives:mdf_return_claim", gettext_lazy("Ask to complete"), "circle-question-mark", ""),
    "refuse": ("incentives:mdf_refuse", gettext_lazy("Refuse"), "circle-x", "danger"),
    "withdraw": ("incentives:mdf_withdraw", gettext_lazy("Withdraw"), "undo-2", "danger"),
}
# These never stand as the one obvious button.
IN_THE_MENU = {"dispute", "claw_back", "cancel", "request_changes", "return_claim", "refuse", "withdraw"}


def doors(row: Fee | MdfRequest, actions: Iterable[str]) -> tuple[Door | None, list[Door]]:
    """The one obvious next step, and the others."""
    known = FEE_DOORS if isinstance(row, Fee) else MDF_DOORS
    names = [name for name in known if name in set(actions)]
    made = {name: _door(row, *known[name]) for name in names}
    first = next((name for name in names if name not in IN_THE_MENU), None)
    return (made[first] if first else None), [door for name, door in made.items() if name != first]


def _door(row: Fee | MdfRequest, address: str, label: Words, icon: str, tone: str) -> Door:
    return Door(reverse(address, args=[row.ref]), label, icon, tone)


PLACES = {
    M.SUBMITTED: (0, "current"),
    M.ACTION_REQUIRED: (0, "current"),
    M.REFUSED: (0, "stopped"),
    M.APPROVED: (1, "current"),
    M.LAPSED: (1, "stopped"),
    M.CLAIM_RETURNED: (2, "current"),
    M.CLAIMED: (2, "current"),
    M.PAYABLE: (3, "current"),
    M.PAID: (3, "done"),
}


def mdf_steps(row: MdfRequest) -> list[dict[str, str]]:
    """Decision, activity, claim, payment: where the request stands."""
    withdrawn_at = 1 if row.approved is not None else 0
    at, how = PLACES.get(M(row.state), (withdrawn_at, "stopped"))
    labels = [_("Decision"), _("Activity"), _("Claim"), _("Payment")]
    labels[at] = row.get_state_display() if how != "done" else labels[at]
    states = ["done" if number < at else how if number == at else "todo" for number in range(len(labels))]
    return [{"label": str(label), "state": state, "hint": ""} for label, state in zip(labels, states, strict=True)]
