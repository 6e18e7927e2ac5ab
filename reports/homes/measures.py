"""Charts of how well it goes, for first pages: the waterfall, who wins, and how quickly both sides answer."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from leads.enums import Direction
from partners.models import Partner
from prm.core import charts, formats
from prm.promises.enums import Kind, Side

from .. import funnels, selectors
from ..enums import Measure
from ..periods import twelve_months
from ..scorecard import business_time
from ..selectors.keeping import Record
from ..selectors.waterfall import ProgrammeFigures
from ..worklists import link
from .parts import say_money

Panel = tuple[str, dict[str, Any]]
# What somebody waits for; the rest is work that takes its time.
ANSWERS = (Kind.ANSWER_OFFER, Kind.CONTACT_CUSTOMER, Kind.ACKNOWLEDGE, Kind.DECIDE_REGISTRATION, Kind.APPROVE_FEE)


def waterfall(user: Any, figures: ProgrammeFigures, partner: Partner | None = None) -> Panel:
    """The vendor's leads of twelve months beside the norms. Two queries."""
    scope = funnels.Scope(user, twelve_months(timezone.now().date()), partner)
    drawn = funnels.drawn(scope, selectors.current_norms(), figures)
    outbound = next(one for one in drawn if one.direction == Direction.OUTBOUND)
    return "reports/_waterfall.html", {
        "chart": outbound.chart,
        "title": outbound.title,
        "url": link("reports:waterfall"),
    }


def won_by_partner(rows: Any, currency: str, since: date) -> Panel:
    """Who won most in one currency. One query."""
    bars = [
        (
            one.name,
            float(one.total),
            link("deals:list", partner=one.ref, stage="won", closed_from=since, currency=currency),
        )
        for one in selectors.won_by_partner(rows, currency, since)
    ]
    return "reports/_winners.html", {"chart": charts.bars(bars, say_money(currency)), "currency": currency}


def programme_answers(figures: ProgrammeFigures) -> Panel:
    """How quickly both sides answer each other, over all partners. No query."""
    found = [(side, kind, figures.of(Measure.PROMISE, side, kind)) for side in Side for kind in ANSWERS]
    timed = [(side, kind, row.hours, row.count) for side, kind, row in found if row is not None]
    return _answers(timed, {})


def answers_between(records: Iterable[Record]) -> Panel:
    """The same between the vendor and one partner. No query."""
    found = {(one.side, one.kind): one for one in records}
    timed = [(side, kind, found.get((side.value, kind.value))) for side in Side for kind in ANSWERS]
    return _answers([(side, kind, one.hours, one.timed) for side, kind, one in timed if one is not None], {})


def _answers(timed: list[tuple[Side, Kind, float | None, int]], query: dict[str, Any]) -> Panel:
    bars = [
        (f"{side.label}: {kind.label}", hours, link("reports:promises", side=side, kind=kind, how="closed", **query))
        for side, kind, hours, count in timed
        if hours is not None and count >= formats.TOO_FEW
    ]
    return "reports/_answers.html", {"chart": charts.bars(bars, business_time)}
