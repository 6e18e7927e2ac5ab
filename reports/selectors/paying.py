"""Fees, by what is to be done with them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateField, Q, Sum
from django.db.models.functions import TruncMonth

from deals.incentives.enums import FeeState
from deals.incentives.models import Fee, FeeQuerySet

from ..figures import Sum as Totals


@dataclass(frozen=True)
class FeeFacts:
    to_approve: list[Totals]
    to_pay: list[Totals]
    overdue: list[Totals]
    paid: list[Totals]


def fee_facts(user: Any, today: date, quarter: date) -> FeeFacts:
    """Fees by what is to be done with them, and those paid since the quarter began; by currency."""
    unpaid = Q(state__in=[FeeState.DUE, FeeState.APPROVED])
    groups = {
        "to_approve": Q(state=FeeState.DUE),
        "to_pay": Q(state=FeeState.APPROVED),
        "overdue": unpaid & Q(due_on__lt=today),
        "paid": Q(state=FeeState.PAID, paid_at__date__gte=quarter),
    }
    asked: dict[str, Any] = {}
    for name, wanted in groups.items():
        asked[f"{name}_count"] = Count("pk", filter=wanted)
        asked[f"{name}_sum"] = Sum("amount", filter=wanted)
    found = Fee.objects.visible_to(user).order_by("amount_currency").values("amount_currency").annotate(**asked)
    rows: list[Mapping[str, Any]] = list(found)
    return FeeFacts(
        **{
            name: [
                Totals(row["amount_currency"], row[f"{name}_count"], row[f"{name}_sum"])
                for row in sorted(rows, key=lambda row: (-row[f"{name}_count"], row["amount_currency"]))
                if row[f"{name}_count"]
            ]
            for name in groups
        }
    )


Months = dict[str, dict[date, Decimal]]


def fee_months(user: Any) -> tuple[Months, Months]:
    """By currency (the one with the most fees first) and first day of the month: what is unpaid by the day it falls
    due, and what was paid. Months of the active time zone. Two queries."""
    fees = Fee.objects.visible_to(user).order_by()
    return _by_month(fees.unpaid(), "due_on"), _by_month(fees.filter(state=FeeState.PAID), "paid_at")


def _by_month(fees: FeeQuerySet, day: str) -> Months:
    grouped = fees.annotate(month=TruncMonth(day, output_field=DateField())).values_list("amount_currency", "month")
    rows = list(grouped.annotate(Count("pk"), Sum("amount")))
    counted: Counter[str] = Counter()
    for currency, _month, count, _total in rows:
        counted[currency] += count
    found: Months = {currency: {} for currency, _count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))}
    for currency, month, _count, total in rows:
        found[currency][month] = total
    return found
