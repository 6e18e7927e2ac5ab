"""Money comes into a budget and moves through it. Every move is an entry; the database does the sums."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals.models import Opportunity
from partners.models import Partner
from prm.accounts.enums import CHANNEL
from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, needed, violated
from prm.core.money import smallest_unit

from .. import funding
from ..enums import EntryKind, Pot
from ..messages import mdf as messages
from ..models import Budget, BudgetEntry, MdfRequest
from ..selectors import current_mdf_policy

OVERDRAWN = "budget_never_overdrawn"
MOST = Decimal("100000000")


def budget_for(partner: Partner, year: int, currency: str) -> Budget:
    """The partner's budget of that year and currency; made when it is the first time. Safe for many at once."""
    days = {"ends_on": date(year, 12, 31)}
    days["spend_until"] = days["ends_on"] + timedelta(days=current_mdf_policy().spend_days)
    key: dict[str, Any] = {"partner": partner, "starts_on": date(year, 1, 1), "currency": currency}
    return Budget.objects.get_or_create(**key, defaults=days)[0]


def move(
    budget: Budget,
    kind: EntryKind,
    source: Pot,
    target: Pot,
    amount: Decimal,
    *,
    actor: User | None = None,
    request: MdfRequest | None = None,
    opportunity: Opportunity | None = None,
    note: str = "",
) -> BudgetEntry | None:
    """Moves an amount between pots; None for nothing to move.

    Raises TransitionRefused when the pot does not hold so much. Nothing is looked up before: two at once would both
    find the money there.
    """
    if not amount:
        return None
    try:
        with transaction.atomic():
            return BudgetEntry.objects.create(
                budget=budget,
                kind=kind,
                source=source,
                target=target,
                amount=amount,
                at=timezone.now(),
                actor=actor,
                request=request,
                opportunity=opportunity,
                note=note,
            )
    except IntegrityError as error:
        if violated(error) != OVERDRAWN:
            raise
        budget.refresh_from_db()
        words = {"left": formats.money(budget.available, str(budget.currency)), "budget": budget}
        sentence = _("The budget %(budget)s has only %(left)s left. Nothing was changed.") % words
        raise TransitionRefused(sentence, fields={"amount": sentence}) from error


@transaction.atomic
def accrue_mdf(opportunity: Opportunity) -> BudgetEntry | None:
    """The policy's share of a deal that has just been won, into the budget of its year and currency. Once per deal."""
    if opportunity.partner is None or opportunity.amount is None or opportunity.closed_at is None:
        return None
    currency = str(opportunity.amount.currency)
    percent = current_mdf_policy().accrual_percent
    amount = funding.accrual_of(opportunity.amount.amount, percent, currency)
    known = BudgetEntry.objects.filter(opportunity=opportunity, kind=EntryKind.ACCRUAL)
    if not amount or known.exists():
        return None
    budget = budget_for(opportunity.partner, timezone.localdate(opportunity.closed_at).year, currency)
    return move(
        budget,
        EntryKind.ACCRUAL,
        Pot.OUTSIDE,
        Pot.AVAILABLE,
        amount,
        opportunity=opportunity,
        note=f"{percent.normalize():f} %",
    )


@transaction.atomic
def grant(actor: User, partner: Partner, year: int, currency: str, amount: Decimal, note: str) -> BudgetEntry:
    """A channel manager adds money by hand and says what for. Raises NotAllowed and InvalidInput."""
    if not actor.is_active or actor.role not in CHANNEL:
        raise NotAllowed(_("A channel manager grants budgets."))
    today = timezone.localdate()
    if year not in (today.year, today.year + 1):
        raise InvalidInput(_("This year or the next."), fields={"year": _("This year or the next.")})
    note = needed(note, "note", _("Say what the money is for: the partner reads it."))
    check_amount(amount, currency)
    entry = move(
        budget_for(partner, year, currency), EntryKind.GRANT, Pot.OUTSIDE, Pot.AVAILABLE, amount, actor=actor,
        note=note[:300],
    )  # fmt: skip
    assert entry is not None
    words = {"amount": formats.money(amount, currency), "year": year}
    sentence = _("granted %(amount)s of marketing money for %(year)s") % words
    timeline.record(partner, actor, sentence, icon="megaphone", detail=note, partner=partner)
    messages.granted(entry, actor)
    return entry


def check_amount(amount: Decimal, currency: str, field: str = "amount") -> None:
    """Raises InvalidInput for what is nothing, too much to be true, or cannot be paid in the currency."""
    sentence = ""
    if amount <= 0:
        sentence = _("More than nothing.")
    elif amount > MOST:
        sentence = _("That is more than this portal handles. Is the amount right?")
    elif amount % smallest_unit(currency):
        sentence = _("This currency has no such small amounts.")
    if sentence:
        raise InvalidInput(sentence, fields={field: sentence})
