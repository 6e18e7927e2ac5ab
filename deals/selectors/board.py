"""Open deals by stage, as a board shows them. Two questions, however many deals there are."""

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, Subquery, Sum

from deals.enums import OPEN_STAGES, Stage
from deals.models import Opportunity, OpportunityQuerySet
from prm.core.paging import CAP
from prm.promises.enums import Kind
from prm.promises.models import Promise

CARDS = 15


@dataclass
class Column:
    """One stage: `count` deals (more than CAP are not counted), their sums by currency, and the latest of them."""

    stage: Stage
    count: int
    sums: list[tuple[str, Decimal]]
    cards: list[Any]

    @property
    def is_capped(self) -> bool:
        return self.count >= CAP

    @property
    def has_more(self) -> bool:
        return self.count > len(self.cards)


def board_of(rows: OpportunityQuerySet) -> list[Column]:
    """The open stages with their deals; each card carries `clock_due` (UTC) and `clock_owner`, or None."""
    counted = _counted(rows)
    shown: dict[str, list[Any]] = {stage: [] for stage in OPEN_STAGES}
    for card in _with_clock(rows.filter(_first(rows, CARDS))).order_by("-last_activity_at", "-pk"):
        shown[card.stage].append(card)
    columns = []
    for stage in OPEN_STAGES:
        found = [row for row in counted if row["stage"] == stage]
        sums = [(row["amount_currency"], row["total"]) for row in found if row["total"] is not None]
        columns.append(Column(stage, sum(row["deals"] for row in found), sums, shown[stage]))
    return columns


def _first(rows: OpportunityQuerySet, most: int) -> Q:
    """The latest of each stage, chosen by their order alone."""
    latest = rows.select_related(None).order_by("-last_activity_at", "-pk")
    return reduce(or_, (Q(pk__in=latest.filter(stage=stage).values("pk")[:most]) for stage in OPEN_STAGES))


def _counted(rows: OpportunityQuerySet) -> list[Any]:
    within = Opportunity.objects.filter(_first(rows, CAP)).order_by()
    counted = within.values("stage", "amount_currency").annotate(deals=Count("pk"), total=Sum("amount"))
    return list(counted.order_by("-deals", "amount_currency"))


def _with_clock(rows: OpportunityQuerySet) -> OpportunityQuerySet:
    clocks = Promise.objects.open().about_each(Opportunity).filter(kind=Kind.UPDATE_DEAL)
    return rows.annotate(
        clock_due=Subquery(clocks.values("due_at")[:1]), clock_owner=Subquery(clocks.values("owed_by__name")[:1])
    )
