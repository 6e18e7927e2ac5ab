"""Charts of how well it goes, for first pages: the waterfall, who wins, and how quickly both sides answer."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from leads.enums import Direction
from prm.core import charts, formats
from prm.promises.enums import Kind, Side

from .. import funnels, selectors
from ..enums import Measure
from ..periods import Period
from ..scorecard import business_time
from ..selectors import Load
from ..selectors.facts import WaterfallFacts
from ..selectors.waterfall import ProgrammeFigures
from ..worklists import link
from .parts import Panel, say_money

# What somebody waits for; the rest is work that takes its time.
ANSWERS = (Kind.ANSWER_OFFER, Kind.CONTACT_CUSTOMER, Kind.ACKNOWLEDGE, Kind.DECIDE_REGISTRATION, Kind.APPROVE_FEE)


def waterfall(user: Any, period: Period, facts: WaterfallFacts) -> Panel:
    """The vendor's leads of the period beside the norms. No query."""
    drawn = funnels.drawn(funnels.Scope(user, period), facts.norms, facts.figures, facts.counted)
    outbound = next(one for one in drawn if one.direction == Direction.OUTBOUND)
    return "reports/_waterfall.html", {
        "chart": outbound.chart,
        "title": outbound.title,
        "when": outbound.when,
        "url": link("reports:waterfall"),
    }


def winners_later(currency: str) -> Panel:
    """Who won most, once the page is there. No query."""
    return "reports/_winners_later.html", {"url": link("reports:winners", currency=currency)}


def won_by_partner(rows: Any, currency: str, since: date) -> dict[str, Any]:
    """Who won most in one currency, for the template reports/_winners.html. One query."""
    bars = [
        (
            one.name,
            float(one.total),
            link("deals:list", partner=one.ref, stage="won", closed_from=since, currency=currency),
        )
        for one in selectors.won_by_partner(rows, currency, since)
    ]
    return {"chart": charts.bars(bars, say_money(currency)), "currency": currency}


def team_answers(team: Iterable[Load], since: date) -> Panel:
    """How quickly each colleague answers an offer; who has answered too few is named without a figure. No query."""
    query = {"kind": Kind.ANSWER_OFFER, "side": Side.PARTNER, "how": "done", "since": since}
    timed = [
        (str(load.member.user), load.hours, load.answered, {**query, "person": load.member.user.ref}) for load in team
    ]
    return _timed(_("How quickly offers are answered, by colleague"), timed)


def own_answers(user: Any, since: date) -> Panel:
    """How quickly this person does what partners wait for. One query."""
    query = {"person": user.ref, "how": "done", "since": since}
    found = {(one.side, one.kind): one for one in selectors.own_records(user, since)}
    timed = [
        (str(kind.label), one.hours, one.timed, {**query, "side": side, "kind": kind})
        for side in Side
        for kind in ANSWERS
        if (one := found.get((side.value, kind.value)))
    ]
    return _timed(_("How quickly you answer partners"), timed)


def _timed(title: str, timed: list[tuple[str, float | None, int, dict[str, Any]]]) -> Panel:
    bars = [
        (name, hours, link("reports:promises", **query))
        for name, hours, count, query in timed
        if hours is not None and count >= formats.TOO_FEW
    ]
    few = [
        (name, formats.number(count), link("reports:promises", **query))
        for name, _hours, count, query in timed
        if 0 < count < formats.TOO_FEW
    ]
    return "reports/_answered.html", {"chart": charts.bars(bars, business_time), "title": title, "few": few}


def programme_answers(figures: ProgrammeFigures) -> Panel:
    """How quickly both sides answer each other, over all partners. No query."""
    found = [(side, kind, figures.of(Measure.PROMISE, side, kind)) for side in Side for kind in ANSWERS]
    timed = [(side, kind, row.hours, row.count) for side, kind, row in found if row is not None]
    bars = [
        (f"{side.label}: {kind.label}", hours, link("reports:promises", side=side, kind=kind, how="closed"))
        for side, kind, hours, count in timed
        if hours is not None and count >= formats.TOO_FEW
    ]
    return "reports/_answers.html", {"chart": charts.bars(bars, business_time)}
