"""One score out of rules, learned chance and age, with its reasons. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from .. import scoring
from ..enums import Fact
from . import words
from .model import POINTS, Facts, Model, faded, points_of

# What a model learns from. Addresses, numbers and sentences say whether they are there, not what they are.
PLAIN = (Fact.COUNTRY, Fact.INDUSTRY, Fact.SIZE, Fact.SOURCE, Fact.PRODUCT, Fact.VALUE, Fact.NEED_LENGTH, Fact.TITLE)
THERE = (Fact.COMPANY_EMAIL, Fact.FREE_EMAIL, Fact.PHONE)
NUMBERS = (Fact.VALUE, Fact.NEED_LENGTH)


@dataclass(frozen=True)
class Learned:
    """A version of what was learned; where it is not `in_use` the rules decide, with their chance by it."""

    number: int
    model: Model
    by_points: Model
    scale: Sequence[Sequence[float]]
    in_use: bool


@dataclass(frozen=True)
class Judgement:
    """0 to 100, the chance to become a deal (None: nothing was learned), why, and the version (None: the rules)."""

    points: int
    chance: float | None
    lines: tuple[scoring.Line, ...]
    scored_by: int | None


def telling(known: scoring.Facts) -> dict[str, str]:
    """The facts as a model takes them: no address, no phone number and no sentence of a person."""
    found = {str(fact): known.get(fact, "") for fact in PLAIN}
    return found | {str(fact): "yes" if known.get(fact) else "" for fact in THERE}


def judge(
    known: scoring.Facts, rules: Iterable[scoring.Rule], learned: Learned | None, *, days: int, half_life: float
) -> Judgement:
    """The score of a lead that arrived `days` ago. Points and chance halve with every half-life."""
    by_rules = scoring.score(known, rules)
    if learned is None:
        return _aged(by_rules, None, None, days, half_life)
    if not learned.in_use:
        chance = learned.by_points.chance({POINTS: str(by_rules.value)})
        return _aged(by_rules, chance, None, days, half_life)
    facts = telling(known)
    chance = learned.model.chance(facts)
    score = scoring.Score(points_of(chance, learned.scale), _lines(learned.model, facts))
    return _aged(score, chance, learned.number, days, half_life)


def _lines(model: Model, facts: Facts) -> tuple[scoring.Line, ...]:
    return tuple(scoring.Line(words.of(one), one.points) for one in model.reasons(facts))


def _aged(score: scoring.Score, chance: float | None, number: int | None, days: int, half_life: float) -> Judgement:
    points = round(faded(score.value, days, half_life))
    left = None if chance is None else round(faded(chance, days, half_life), 4)
    lines = score.lines
    if days > 0 and points < score.value:
        age = ngettext("Arrived %(days)s day ago", "Arrived %(days)s days ago", days) % {"days": days}
        lines = (*lines, scoring.Line(age, points - score.value))
    return Judgement(points, left, lines, number)
