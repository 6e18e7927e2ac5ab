"""What outcomes teach, and whether it is truer than the rules: both are asked about leads they have not seen.

Values in, values out: no database and no clock. Fitting needs scikit-learn, so only workers come here.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from . import fitting
from .model import POINTS, Facts, Model, area_under_curve, log_loss, spread

HELD_OUT = 0.25  # of the outcomes, the latest
LEAST, LEAST_OF_A_KIND = 100, 20
SCALE_PARTS = 100
# By the quality a partner gave a lead that came to nothing: a good one speaks less against leads like it.
COUNTS_BY_QUALITY = {1: 2.0, 2: 1.5, 4: 0.75, 5: 0.5}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A lead that has ended: what was known when it arrived, the points the rules give it, and whether it was won."""

    arrived_at: datetime
    known: Facts
    points: int
    won: bool
    quality: int | None = None

    @property
    def counts(self) -> float:
        return 1.0 if self.won else COUNTS_BY_QUALITY.get(self.quality or 0, 1.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """How true the chances were on the leads held out."""

    area: float
    loss: float


@dataclass(frozen=True)
class Lesson:
    """The model, the chance that goes with the rules' points, the scale between both, and how both did."""

    model: Model
    by_points: Model
    scale: list[list[float]]
    held_out: int
    held_out_from: datetime
    of_model: Measured
    of_rules: Measured


def is_enough(outcomes: Sequence[Outcome]) -> bool:
    """Whether there is anything to learn from, and anything to hold it against."""
    if len(outcomes) < LEAST:
        return False
    won = sum(one.won for one in outcomes)
    if min(won, len(outcomes) - won) < LEAST_OF_A_KIND:
        return False
    return all(len({one.won for one in part}) == 2 for part in _parts(outcomes))


def learn(outcomes: Sequence[Outcome], numbers: Sequence[str]) -> Lesson:
    """Compares on the latest outcomes what the earlier ones teach, then learns from all. Needs `is_enough`."""
    earlier, later = _parts(outcomes)
    asked = [one.won for one in later]
    model, by_points = _fit(earlier, numbers), _fit_points(earlier)
    of_model = _measured([model.chance(one.known) for one in later], asked)
    of_rules = _measured([by_points.chance(_points(one)) for one in later], asked)
    model, by_points = _fit(outcomes, numbers), _fit_points(outcomes)
    scale = spread([model.chance(one.known) for one in outcomes], [one.points for one in outcomes], SCALE_PARTS)
    return Lesson(model, by_points, scale, len(later), later[0].arrived_at, of_model, of_rules)


def _parts(outcomes: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Earlier and later arrivals; those of one moment stay together."""
    ranked = sorted(outcomes, key=lambda one: one.arrived_at)
    moment = ranked[int(len(ranked) * (1 - HELD_OUT))].arrived_at
    cut = bisect_right(ranked, moment, key=lambda one: one.arrived_at)
    return ranked[:cut], ranked[cut:]


def _fit(outcomes: Sequence[Outcome], numbers: Sequence[str]) -> Model:
    counts = [one.counts for one in outcomes]
    return fitting.fit([one.known for one in outcomes], [one.won for one in outcomes], numbers, counts)


def _fit_points(outcomes: Sequence[Outcome]) -> Model:
    return fitting.fit([_points(one) for one in outcomes], [one.won for one in outcomes], [POINTS])


def _points(one: Outcome) -> Facts:
    return {POINTS: str(one.points)}


def _measured(chances: Sequence[float], asked: Sequence[bool]) -> Measured:
    return Measured(area_under_curve(chances, asked), log_loss(chances, asked))
