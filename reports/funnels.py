"""The waterfall as it is drawn: readings put into words, each number with the list that holds its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from leads.enums import Direction, Step
from partners.models import Partner
from prm.core import charts, formats

from . import selectors, waterfall
from .models import WaterfallNorms
from .periods import Period
from .waterfall import Counted, Reading
from .worklists import link


@dataclass(frozen=True)
class Drawn:
    """One direction: the chart and the readings behind it."""

    direction: str
    title: str
    chart: charts.Funnel
    readings: list[Reading]
    counted_at: datetime | None = None  # where it was counted beforehand

    def of(self, step: str) -> Reading | None:
        return next((reading for reading in self.readings if reading.step == step), None)

    @property
    def when(self) -> str:
        """When it was counted, where that was not just now."""
        return _("Counted on %(time)s.") % {"time": formats.full(self.counted_at)} if self.counted_at else ""


@dataclass(frozen=True)
class Scope:
    """Whose leads are counted, of which days, and for which reader."""

    reader: Any
    period: Period
    partner: Partner | None = None


def drawn(
    scope: Scope,
    norms: WaterfallNorms,
    figures: "selectors.ProgrammeFigures",
    fresh: Mapping[str, Mapping[str, Counted]] | None = None,
) -> list[Drawn]:
    """Both directions. One query at most, none with the `fresh` counts; the caller reads norms and figures."""
    rolled = figures.waterfall(scope.period) if scope.reader.is_vendor and not scope.partner else None
    counted = rolled.counted if rolled else fresh or selectors.waterfall(scope.reader, scope.period, scope.partner)
    found = [_direction(scope, direction, counted[direction], norms, figures) for direction in Direction.values]
    return [replace(one, counted_at=rolled.counted_at) for one in found] if rolled else found


def _direction(
    scope: Scope,
    direction: str,
    counted: Mapping[str, Counted],
    norms: WaterfallNorms,
    figures: "selectors.ProgrammeFigures",
) -> Drawn:
    path = waterfall.path_of(direction, is_one_partners=scope.partner is not None)
    own = figures if scope.partner else None
    readings = waterfall.read(path, counted, selectors.norms_for(direction, norms, own))
    chart = charts.funnel([_step(scope, direction, one) for one in readings], formats.number, formats.percent)
    return Drawn(direction, _title(direction, scope), chart, readings)


def _title(direction: str, scope: Scope) -> str:
    if direction == Direction.INBOUND:
        return _("Leads that the partner brought") if scope.partner else _("Leads that partners brought")
    return _("Leads offered to the partner") if scope.partner else _("The vendor’s own leads")


def _step(scope: Scope, direction: str, reading: Reading) -> charts.StepInput:
    return charts.StepInput(
        label=str(reading.step.label),
        count=reading.leads,
        norm=reading.norm,
        time=time_in_words(reading),
        href=rows_of(scope, direction, reading.step) if reading.leads else "",
        base=reading.base_leads if reading.base else None,
        verdict=reading.verdict,
        detail=interval_in_words(reading),
    )


def interval_in_words(reading: Reading) -> str:
    """“likely 58% to 66%”: how sure the share is."""
    if reading.low is None or reading.high is None:
        return ""
    return _("likely %(low)s to %(high)s") % {
        "low": formats.percent(reading.low),
        "high": formats.percent(reading.high),
    }


def time_in_words(reading: Reading) -> str:
    """The median time, beside what is usual."""
    if reading.base is None:
        return ""
    if reading.hours is None:
        return _("time: too few to say") if reading.timed else ""
    time = formats.span(3600 * reading.hours)
    if reading.hours_norm is None:
        return time
    return _("%(time)s (norm %(norm)s)") % {"time": time, "norm": formats.span(3600 * reading.hours_norm)}


def rows_of(scope: Scope, direction: str, step: Step) -> str:
    """The list that holds the leads of this number; empty where a reader may not open every one of them."""
    days = {"arrived_from": scope.period.since, "arrived_until": scope.period.until}
    partner = scope.partner.ref if scope.partner and scope.reader.is_vendor else ""
    if step == Step.OFFERED and direction == Direction.OUTBOUND:
        # A rep sees the offers made to them, not those of colleagues, and the number counts both.
        is_rep = scope.reader.role == "partner_rep"
        return "" if is_rep else link("offers:list", partner=partner, **days)
    return link("leads:list", passed=step, passed_by=partner, direction=direction, **days)
