"""All that the waterfall of the whole programme is drawn from, read at once: a first page shows more than that."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, DateTimeField, FloatField, JSONField, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import LessThan

from leads.enums import Direction
from leads.models import Passage

from ..enums import Measure, Normed
from ..models import ProgrammeFigure, WaterfallNorms
from ..periods import Period
from ..waterfall import Counted
from .medians import Median
from .waterfall import TOO_MANY_TO_WAIT, ByStep, ProgrammeFigures

NORMS, FRESH = "norms", "fresh"


@dataclass(frozen=True)
class WaterfallFacts:
    """The norms in force, the figures as they were last counted, and what was `counted` just now by direction.

    Nothing is counted now where there is so much that no page can wait for it.
    """

    norms: WaterfallNorms
    figures: ProgrammeFigures
    counted: dict[str, ByStep]


def waterfall_facts(user: Any, period: Period) -> WaterfallFacts:
    """For staff, who see every lead. One query."""
    norms, figures = WaterfallNorms(number=1, is_current=True), []
    counted: defaultdict[str, dict[str, Counted]] = defaultdict(dict)
    parts = (_fresh(user, period), _figures(user), _norms())
    for what, key, side, subject, at, numbers, count, leads, hours in parts[0].union(*parts[1:], all=True):
        if what == FRESH:
            counted[side][subject] = Counted(leads, count, hours)
        elif what == NORMS:
            norms = WaterfallNorms(is_current=True, **numbers)
        else:
            row = {"measure": what, "period": key, "side": side, "subject": subject, "counted_at": at}
            figures.append(ProgrammeFigure(**row, count=count, leads=leads, hours=hours))
    found: dict[str, ByStep] = {direction: counted[direction] for direction in Direction.values}
    return WaterfallFacts(norms, ProgrammeFigures(figures), found)


def _text(words: str) -> Value:
    return Value(words, output_field=CharField())


NOTHING = Value(None, output_field=JSONField())
NEVER = Value(None, output_field=DateTimeField())


def _fresh(user: Any, period: Period) -> QuerySet:
    """By direction and step, unless the figures say that there is too much to count."""
    reached = ProgrammeFigure.objects.filter(measure=Measure.STEP, period=period.key).order_by().values("measure")
    known = Coalesce(Subquery(reached.annotate(sum=Sum("leads")).values("sum")), 0)
    rows = Passage.objects.visible_to(user).filter(arrived_on__gte=period.since, arrived_on__lte=period.until)
    rows = rows.filter(LessThan(known, TOO_MANY_TO_WAIT)).order_by()
    named = rows.annotate(what=_text(FRESH), key=_text(""), when=NEVER, numbers=NOTHING)
    grouped = named.values_list("what", "key", "direction", "step", "when", "numbers")
    return grouped.annotate(timed=Count("hours"), reached=Count("pk"), median=Median("hours"))


def _figures(user: Any) -> QuerySet:
    rows = ProgrammeFigure.objects.visible_to(user).order_by().annotate(numbers=NOTHING)
    return rows.values_list("measure", "period", "side", "subject", "counted_at", "numbers", "count", "leads", "hours")


def _norms() -> QuerySet:
    fields = ["number", *(f"{what}_{step}" for what in ("share", "days") for step in Normed.values)]
    rows = WaterfallNorms.objects.filter(is_current=True).order_by()
    named = rows.annotate(
        what=_text(NORMS),
        key=_text(""),
        side=_text(""),
        subject=_text(""),
        when=NEVER,
        numbers=JSONObject(**{name: name for name in fields}),
        count=Value(0),
        leads=Value(0),
        hours=Value(None, output_field=FloatField()),
    )
    return named.values_list("what", "key", "side", "subject", "when", "numbers", "count", "leads", "hours")
