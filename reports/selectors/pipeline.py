"""Deals, counted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateTimeField, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth

from deals.enums import OPEN_STAGES, Stage
from deals.incentives.models import Fee
from deals.models import Opportunity, OpportunityQuerySet
from deals.selectors.credits import own_credit, shared_credit, shared_registrations

from ..figures import ZERO, Cell, DealFigures, Won, last_day
from ..worklists import link

MOST_LINES = 100
FeeCell = tuple[str, str, int, Decimal]


def deal_figures(rows: QuerySet[Opportunity], since: date) -> DealFigures:
    """Open deals and those closed since that day, by stage, currency and month (of the active time zone)."""
    return _figures(_counted(rows, since))


def deals_and_fees(rows: QuerySet[Opportunity], fees: QuerySet[Fee], since: date) -> tuple[DealFigures, list[FeeCell]]:
    """The same, and (state, currency, fees, sum) of the fees: a partner's first page has no query to spare."""
    nothing = Value(None, output_field=DateTimeField())
    paid = (
        fees.order_by()
        .annotate(month=nothing, what=Value("fee"))
        .values_list("what", "state", "amount_currency", "month")
    )
    found = list(_counted(rows, since).union(paid.annotate(Count("pk"), Sum("amount")), all=True))
    cells = [(state, currency, count, total) for what, state, currency, _month, count, total in found if what == "fee"]
    return _figures(row for row in found if row[0] == "deal"), cells


def _counted(rows: QuerySet[Opportunity], since: date) -> Any:
    wanted = rows.order_by().filter(Q(closed_at=None) | Q(closed_at__date__gte=since))
    grouped = wanted.annotate(month=TruncMonth("closed_at"), what=Value("deal"))
    return grouped.values_list("what", "stage", "amount_currency", "month").annotate(Count("pk"), Sum("amount"))


def _figures(counted: Iterable[Any]) -> DealFigures:
    return DealFigures(
        [
            Cell(stage, currency or "", month.date() if month else None, deals, total or ZERO)
            for _what, stage, currency, month, deals, total in counted
        ]
    )


def to_close_by_month(rows: OpportunityQuerySet, currency: str) -> dict[date, Decimal]:
    """What is open in this currency by the first day of the month in which it is to close."""
    wanted = rows.open().filter(amount_currency=currency, amount__isnull=False, close_on__isnull=False).order_by()
    counted = wanted.annotate(month=TruncMonth("close_on")).values_list("month").annotate(Sum("amount"))
    return dict(counted)


def currencies_of(rows: QuerySet[Opportunity]) -> dict[str, int]:
    """How many deals with an amount there are in each currency, the most used first."""
    counted = rows.order_by().filter(amount__isnull=False).values("amount_currency").annotate(deals=Count("pk"))
    return {row["amount_currency"]: row["deals"] for row in counted.order_by("-deals", "amount_currency")}


@dataclass(frozen=True)
class Amount:
    """So many deals worth so much, and the list that holds them."""

    deals: int
    total: Decimal
    href: str


@dataclass(frozen=True)
class Line:
    """Open deals of one partner (or member) by stage, in one currency."""

    name: str
    stages: list[Amount]
    all: Amount

    @property
    def labelled(self) -> list[tuple[str, Amount]]:
        return [(str(stage.label), amount) for stage, amount in zip(OPEN_STAGES, self.stages, strict=True)]


def pipeline_by_group(rows: OpportunityQuerySet, currency: str, user: Any) -> list[Line]:
    """For staff by partner, for members by colleague; the largest first, at most MOST_LINES."""
    group, label = ("partner", "partner__name") if user.is_vendor else ("member", "member__user__name")
    wanted = rows.open().filter(amount_currency=currency, amount__isnull=False).order_by()
    counted = wanted.values(f"{group}__ref", label, "stage").annotate(deals=Count("pk"), total=Sum("amount"))
    found: defaultdict[tuple[str, str], dict[str, tuple[int, Decimal]]] = defaultdict(dict)
    for row in counted:
        key = (row[f"{group}__ref"] or "", row[label] or "—")
        found[key][row["stage"]] = (row["deals"], row["total"])
    lines = [_line(group, ref, name, currency, by_stage) for (ref, name), by_stage in found.items()]
    return sorted(lines, key=lambda line: (-line.all.total, line.name))[:MOST_LINES]


def _line(group: str, ref: str, name: str, currency: str, by_stage: dict[str, tuple[int, Decimal]]) -> Line:
    query = {group: ref, "currency": currency}
    stages = [
        Amount(*by_stage.get(stage, (0, ZERO)), link("deals:list", stage=stage, **query)) for stage in OPEN_STAGES
    ]
    deals = sum(count for count, _total in by_stage.values())
    total = sum((total for _count, total in by_stage.values()), ZERO)
    return Line(name, stages, Amount(deals, total, link("deals:list", stage="open", **query)))


def won_by_partner(rows: QuerySet[Opportunity], currency: str, since: date, shown: int = 8) -> list[Won]:
    """Who won most since that day in this currency, by what each partner has the credit for; the largest sum first.

    `deals` are those of the partner itself, as the lists count.
    """
    facts = {"stage": Stage.WON, "closed_at__date__gte": since, "amount_currency": currency, "amount__isnull": False}
    own = rows.order_by().filter(partner__isnull=False, **facts).values_list("partner__ref", "partner__name")
    shared = shared_registrations(**facts).order_by().values_list("partner__ref", "partner__name")
    by_deal = own.annotate(deals=Count("pk"), total=own_credit())
    by_share = shared.annotate(deals=Value(0), total=shared_credit())
    found: dict[str, Won] = {}
    for ref, name, deals, total in by_deal.union(by_share, all=True):
        before = found.get(ref, Won(name, ref, 0, ZERO))
        found[ref] = Won(name, ref, before.deals + deals, before.total + total)
    return sorted(found.values(), key=lambda one: (-one.total, one.name))[:shown]


@dataclass(frozen=True)
class Month:
    """What was opened and what was won in a month that begins at `start`, in one currency."""

    start: date
    opened: Amount
    won: Amount


def traffic(rows: OpportunityQuerySet, currency: str, months: Sequence[date]) -> list[Month]:
    """Deals opened and won in each of these months (of the active time zone), in this currency."""
    wanted = rows.order_by().filter(amount_currency=currency, amount__isnull=False)
    opened = _by_month(wanted, "opened_at", months[0])
    won = _by_month(wanted.won(), "closed_at", months[0])
    return [
        Month(
            month, _in_month(opened, month, "opened", currency), _in_month(won, month, "closed", currency, stage="won")
        )
        for month in months
    ]


def _by_month(rows: QuerySet[Opportunity], field: str, since: date) -> dict[date, tuple[int, Decimal]]:
    wanted = rows.filter(**{f"{field}__date__gte": since}).annotate(month=TruncMonth(field))
    counted = wanted.values("month").annotate(deals=Count("pk"), total=Sum("amount"))
    return {row["month"].date(): (row["deals"], row["total"]) for row in counted}


def _in_month(found: dict[date, tuple[int, Decimal]], month: date, field: str, currency: str, **query: str) -> Amount:
    period = {f"{field}_from": month, f"{field}_until": last_day(month)}
    return Amount(*found.get(month, (0, ZERO)), link("deals:list", currency=currency, **period, **query))
