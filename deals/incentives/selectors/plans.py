"""Versions of the compensation plan, and what another version would have meant for deals that were won."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from deals.enums import RegistrationState
from deals.models import Opportunity
from prm.accounts.enums import MONEY_STAFF

from .. import plans
from ..models import CompensationPlan
from .fees import calculation_for, plan_in_force

PREVIEWED = 50
PROTECTED_AT_THE_END = (RegistrationState.APPROVED, RegistrationState.COMPLETED)


def plans_for(user: Any) -> QuerySet[CompensationPlan]:
    """Every version, the newest first; for those who decide about money."""
    rows = CompensationPlan.objects.visible_to(user)
    return (rows if user.role in MONEY_STAFF else rows.none()).order_by("-in_force_from", "-number", "pk")


@dataclass(frozen=True)
class Compared:
    """A won deal by the plan in force and by another one."""

    deal: Opportunity
    currency: str
    old: plans.Calculation
    new: plans.Calculation

    @property
    def difference(self) -> Decimal:
        return self.new.amount - self.old.amount


@dataclass
class Difference:
    """Sums of one currency over the deals that were compared."""

    currency: str
    deals: int = 0
    old: Decimal = Decimal(0)
    new: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        return self.new - self.old


def plan_preview(plan: CompensationPlan) -> tuple[list[Compared], list[Difference]]:
    """The latest PREVIEWED won deals by the plan in force today and by this one, with today's tiers; and the sums.

    Both are empty while no plan is in force.
    """
    current = plan_in_force(timezone.localdate())
    if current is None:
        return [], []
    deals = Opportunity.objects.won().filter(partner__isnull=False, amount__isnull=False)
    deals = deals.select_related("partner__tier", "registration").order_by("-closed_at", "-pk")
    rows: list[Compared] = []
    sums: dict[str, Difference] = {}
    for deal in deals[:PREVIEWED]:
        registered = getattr(getattr(deal, "registration", None), "state", "") in PROTECTED_AT_THE_END
        old, new = (calculation_for(deal, each, is_registered=registered) for each in (current, plan))
        assert deal.amount is not None
        row = Compared(deal, str(deal.amount.currency), old, new)
        total = sums.setdefault(row.currency, Difference(row.currency))
        total.deals, total.old, total.new = total.deals + 1, total.old + old.amount, total.new + new.amount
        rows.append(row)
    return rows, sorted(sums.values(), key=lambda one: (-one.deals, one.currency))
