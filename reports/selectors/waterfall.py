"""Leads by step of the waterfall: counted in a window of arrival days, by index, never over all leads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import Lower

from leads.enums import Direction, Step
from leads.models import Passage
from partners.models import Partner
from prm.core import versions
from prm.core.counting import how_many

from ..enums import Measure, Normed
from ..models import ProgrammeFigure, WaterfallNorms
from ..periods import YEAR, Period
from ..waterfall import TOO_FEW, Counted, Norms
from .medians import Median

ByStep = Mapping[str, Counted]
TOO_MANY_TO_WAIT = 200_000  # passages: their medians take a second or more


def waterfall(user: Any, period: Period, partner: Partner | None = None) -> dict[str, ByStep]:
    """By direction: what was counted at each step, of the leads that arrived in the period. One query.

    With a partner: the passages of leads while they were with it.
    """
    rows = Passage.objects.visible_to(user).filter(arrived_on__gte=period.since, arrived_on__lte=period.until)
    return by_step(rows.filter(partner=partner) if partner else rows)


def by_step(rows: QuerySet[Passage]) -> dict[str, ByStep]:
    counted = rows.order_by().values("direction", "step")
    found: defaultdict[str, dict[str, Counted]] = defaultdict(dict)
    for row in counted.annotate(leads=Count("pk"), timed=Count("hours"), median=Median("hours")):
        found[row["direction"]][row["step"]] = Counted(row["leads"], row["timed"], row["median"])
    return {direction: found[direction] for direction in Direction.values}


def partners_with_steps(user: Any, since: date) -> QuerySet[Partner]:
    """Partners the user may see with the leads offered to them that arrived since that day, most offers first.

    `offered`, `accepted`, `opportunities` and `won` count leads that passed the step while they were with the partner.
    """
    passed = Passage.objects.filter(partner=OuterRef("pk"), arrived_on__gte=since, direction=Direction.OUTBOUND)
    rows = Partner.objects.visible_to(user).select_related("tier")
    rows = rows.annotate(
        offered=how_many(passed.filter(step=Step.OFFERED)),
        accepted=how_many(passed.filter(step=Step.ACCEPTED)),
        opportunities=how_many(passed.filter(step=Step.OPPORTUNITY)),
        won=how_many(passed.filter(step=Step.WON)),
    )
    return rows.order_by("-offered", Lower("name"), "pk")


def current_norms() -> WaterfallNorms:
    """The norms in force; the defaults, unsaved, where nobody has ever changed them."""
    return versions.in_force(WaterfallNorms, number=1)


def norms_versions() -> QuerySet[WaterfallNorms]:
    """Every version, the newest first."""
    return WaterfallNorms.objects.select_related("made_by").order_by("-number")


def norms_for(direction: str, row: WaterfallNorms, figures: "ProgrammeFigures | None") -> Norms:
    """Shares and hours expected of each step: those that were set, else the programme's own median of 20 or more.

    Without `figures` a time that nobody has set stays open: the programme is not measured by itself.
    """
    shares, hours = {}, {}
    for step in Normed.values:
        share, days = getattr(row, f"share_{step}"), getattr(row, f"days_{step}")
        if share is not None:
            shares[step] = float(share) / 100
        own = figures.of(Measure.STEP, direction, step) if figures else None
        if days is not None:
            hours[step] = 24 * float(days)
        elif own is not None and own.hours is not None and own.count >= TOO_FEW:
            hours[step] = own.hours
    return Norms(shares, hours)


@dataclass(frozen=True)
class Rolled:
    """The waterfall of the whole programme as a task counted it at that time (UTC)."""

    counted: dict[str, ByStep]
    counted_at: datetime


def programme_figures(user: Any) -> "ProgrammeFigures":
    """The figures of the whole programme, as far as the user may read them. One query."""
    return ProgrammeFigures(ProgrammeFigure.objects.visible_to(user))


class ProgrammeFigures:
    """The figures of the whole programme as they were last counted."""

    def __init__(self, rows: Iterable[ProgrammeFigure]) -> None:
        self._found = {(row.measure, row.period, row.side, row.subject): row for row in rows}

    def of(self, measure: str, side: str, subject: str) -> ProgrammeFigure | None:
        """Of the last twelve months."""
        return self._found.get((measure, YEAR, side, subject))

    def waterfall(self, period: Period) -> Rolled | None:
        """The programme's waterfall where there is so much of it that no page can wait for the count; else None."""
        steps = [row for row in self._found.values() if row.measure == Measure.STEP and row.period == period.key]
        if sum(row.leads for row in steps) < TOO_MANY_TO_WAIT:
            return None
        found: dict[str, dict[str, Counted]] = {direction: {} for direction in Direction.values}
        for row in steps:
            found[row.side][row.subject] = Counted(row.leads, row.count, row.hours)
        return Rolled(dict(found), min(row.counted_at for row in steps))
