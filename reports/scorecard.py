"""The two-way scorecard: what each side promised the other and how it kept it, in the same words for both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from leads.enums import Direction, Step
from partners.models import Partner
from prm.core import formats
from prm.promises.enums import INTERNAL, Kind, Side

from . import waterfall
from .enums import Measure
from .funnels import Drawn
from .selectors.keeping import OVERDUE, Record
from .selectors.waterfall import ProgrammeFigures
from .worklists import link

# From here on a side keeps its word, or does not.
GOOD, FAIR = 0.9, 0.75
AT_ONCE = 0.05


@dataclass(frozen=True)
class Count:
    """A number and the list that holds its rows."""

    number: int
    href: str


@dataclass(frozen=True)
class Line:
    """One kind of promise. `share` and `hours` say so where fewer than 20 speak; `programme` is the median of all."""

    label: str
    kept: Count
    late: Count
    broken: Count
    overdue: Count
    share: str
    tone: str
    verdict: str
    hours: str
    programme: str

    @property
    def counts(self) -> list[tuple[str, Count]]:
        return [
            (_("Kept"), self.kept),
            (_("Late"), self.late),
            (_("Broken"), self.broken),
            (_("Late now"), self.overdue),
        ]


@dataclass(frozen=True)
class Half:
    """One side's promises: the sum first, then by kind."""

    side: str
    total: Line
    lines: list[Line]


def halves(
    records: Iterable[Record], figures: ProgrammeFigures, partner: Partner, since: date, *, for_vendor: bool
) -> dict[str, Half]:
    """Both sides' promises. Kinds that nobody has ever promised this partner are left out."""
    found = {(record.side, record.kind): record for record in records}
    query = {"partner": partner.ref if for_vendor else "", "since": since}
    made = {}
    for side in Side.values:
        kinds = [kind for kind in Kind if kind not in INTERNAL and (side, kind.value) in found]
        own = [found[side, kind.value] for kind in kinds]
        lines = [_line(str(kind.label), found[side, kind.value], figures, query) for kind in kinds]
        made[side] = Half(side, _line(_("All together"), _sum(side, own), figures, query), lines)
    return made


def _sum(side: str, records: list[Record]) -> Record:
    counts = {
        name: sum(getattr(one, name) for one in records) for name in ("kept", "late", "broken", "open", "overdue")
    }
    return Record(side, "", **counts)


def _line(label: str, record: Record, figures: ProgrammeFigures, query: dict[str, Any]) -> Line:
    def count(number: int, how: str) -> Count:
        # What is late now is late whenever it was made.
        own = {name: value for name, value in query.items() if how != OVERDUE or name != "since"}
        return Count(number, link("reports:promises", side=record.side, kind=record.kind, how=how, **own))

    ended, kept = record.ended, record.kept
    enough = ended >= formats.TOO_FEW
    tone, verdict = _verdict(kept / ended) if enough else ("neutral", "")
    return Line(
        label=label,
        kept=count(kept, "kept"),
        late=count(record.late, "late"),
        broken=count(record.broken, "broken"),
        overdue=count(record.overdue, OVERDUE),
        share=formats.percent(kept / ended) if enough else _too_few(ended),
        tone=tone,
        verdict=verdict,
        hours=hours_in_words(record.hours, record.timed),
        programme=_programme(figures, record),
    )


def _verdict(share: float) -> tuple[str, str]:
    if share >= GOOD:
        return "success", _("keeps its word")
    return ("warning", _("mostly")) if share >= FAIR else ("danger", _("too often late"))


def _too_few(count: int) -> str:
    return _("too few to say: %(count)s") % {"count": formats.number(count)} if count else "—"


def hours_in_words(hours: float | None, count: int) -> str:
    """A median of business hours; days from 16 of them on, as a working day has eight."""
    if hours is None or not count:
        return "—"
    if count < formats.TOO_FEW:
        return _too_few(count)
    return business_time(hours)


def business_time(hours: float) -> str:
    if hours < AT_ONCE:
        return _("at once")
    if hours >= 16:
        return _("%(days)s business days") % {"days": formats.number(round(hours / 8, 1))}
    return _("%(hours)s business hours") % {"hours": formats.number(round(hours, 1))}


def _programme(figures: ProgrammeFigures, record: Record) -> str:
    row = figures.of(Measure.PROMISE, record.side, record.kind) if record.kind else None
    if row is None or row.hours is None or row.count < formats.TOO_FEW:
        return ""
    return business_time(row.hours)


@dataclass(frozen=True)
class Fact:
    """One figure of the partner beside its norm."""

    label: str
    value: str
    norm: str
    tone: str
    verdict: str
    href: str


def conversion(drawn: Iterable[Drawn]) -> list[Fact]:
    """How many of the vendor's leads the partner accepts, converts and wins, beside the norms."""
    offered = next((one for one in drawn if one.direction == Direction.OUTBOUND), None)
    if offered is None:
        return []
    labels = {
        Step.ACCEPTED: _("Offers accepted"),
        Step.OPPORTUNITY: _("Accepted leads that became a deal"),
        Step.WON: _("Deals from leads that were won"),
    }
    readings = [offered.of(step) for step in labels]
    hrefs = {reading.step: step.href for reading, step in zip(offered.readings, offered.chart.steps, strict=True)}
    return [_fact(labels[one.step], one, hrefs[one.step]) for one in readings if one is not None]


def _fact(label: str, reading: waterfall.Reading, href: str) -> Fact:
    words = {
        "above": ("success", _("at or above the norm")),
        "near": ("warning", _("close to the norm")),
        "below": ("danger", _("below the norm")),
    }
    tone, verdict = words.get(reading.verdict, ("", ""))
    whole = {"part": formats.number(reading.leads), "whole": formats.number(reading.base_leads)}
    counts = _("%(part)s of %(whole)s") % whole
    if reading.share is None:
        value = _("too few to say: %(counts)s") % {"counts": counts} if reading.base_leads else "—"
    else:
        value = f"{formats.percent(reading.share)} ({counts})"
    norm = _("norm %(norm)s") % {"norm": formats.percent(reading.norm)} if reading.norm is not None else ""
    return Fact(label, value, norm, tone, verdict, href)
