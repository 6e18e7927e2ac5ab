"""A chance from plain weights, and why. Pure: facts in, chance and reasons out; no numerical library.

Every fact falls into one bin: its value, the span a number lies in, '' for not known, OTHER for a value rarely seen.
Every bin has a weight, and so has every pair of bins that was often seen together: half of it is said of each fact.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean
from typing import Any

Facts = Mapping[str, str]
OTHER = "*"
POINTS = "points"  # the only fact of the model that gives the rules their chance
JOIN = "\x1f"  # between the parts of a pair's name; no fact contains it


@dataclass(frozen=True)
class Reason:
    """What one fact changes: `points` of a hundred of chance, beside a lead of which it says nothing special."""

    fact: str
    value: str
    points: int


@dataclass(frozen=True)
class Model:
    """`limits` are where a number's spans end; `weights` (log-odds) are by fact or pair, then by bin.

    `usual` is what each fact says on average.
    """

    base: float
    limits: Mapping[str, Sequence[float]]
    weights: Mapping[str, Mapping[str, float]]
    usual: Mapping[str, float] = field(default_factory=dict)

    def chance(self, known: Facts) -> float:
        """From 0 to 1."""
        return share_of(self.base + sum(self._weight(name, label) for name, label in self.bins(known)))

    def reasons(self, known: Facts, most: int = 8) -> list[Reason]:
        """What speaks for and against it, the strongest first; what changes less than a point is left out."""
        said = self.said(known)
        whole = self.base + sum(said.values())
        special = {fact: weight - self.usual.get(fact, 0.0) for fact, weight in said.items()}
        found = [
            Reason(fact, known.get(fact, ""), round(100 * (share_of(whole) - share_of(whole - weight))))
            for fact, weight in special.items()
        ]
        return sorted((one for one in found if one.points), key=lambda one: (-abs(one.points), one.fact))[:most]

    def said(self, known: Facts) -> dict[str, float]:
        """The weights (log-odds) by fact, those of pairs in halves."""
        said: dict[str, float] = {}
        for name, label in self.bins(known):
            weight, facts = self._weight(name, label), name.split(JOIN)
            for fact in facts:
                said[fact] = said.get(fact, 0.0) + weight / len(facts)
        return said

    def bins(self, known: Facts) -> list[tuple[str, str]]:
        """Which bins a lead falls into: the facts', then those of their pairs."""
        single = [(name, self._bin(name, known.get(name, ""))) for name in self.weights if JOIN not in name]
        return with_pairs(single)

    def _bin(self, name: str, value: str) -> str:
        label = span_of(value, self.limits[name]) if name in self.limits else value.casefold()
        return label if label in self.weights[name] else OTHER

    def _weight(self, name: str, label: str) -> float:
        return self.weights.get(name, {}).get(label, 0.0)

    def as_json(self) -> dict[str, Any]:
        """Rounded: the sixth digit of a weight changes no chance."""
        weights = {
            name: {label: round(weight, 5) for label, weight in bins.items()} for name, bins in self.weights.items()
        }
        limits = {name: list(found) for name, found in self.limits.items()}
        return {"base": round(self.base, 5), "limits": limits, "weights": weights, "usual": dict(self.usual)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Model":
        return cls(kept["base"], kept["limits"], kept["weights"], kept["usual"])


def with_pairs(single: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """These bins and those of their pairs, the same for the facts in any order."""
    pairs = [(f"{one}{JOIN}{two}", f"{a}{JOIN}{b}") for (one, a), (two, b) in combinations(sorted(single), 2)]
    return [*single, *pairs]


def span_of(value: str, limits: Sequence[float]) -> str:
    """Which span a number lies in, counted from below (a limit itself ends the lower one); '' for none."""
    number = number_of(value)
    return "" if number is None else str(bisect_left(limits, number))


def number_of(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def share_of(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def logarithm_of_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def log_loss(chances: Sequence[float], outcomes: Sequence[bool]) -> float:
    """The lower, the truer the chances; always saying one half is 0.693."""
    sure = [chance if won else 1 - chance for chance, won in zip(chances, outcomes, strict=True)]
    return -sum(math.log(max(chance, 1e-6)) for chance in sure) / len(sure)


def area_under_curve(chances: Sequence[float], outcomes: Sequence[bool]) -> float:
    """How often a lead that was won has the higher chance of two; 0.5 is guessing, also where all ended alike."""
    won, lost = sum(outcomes), len(outcomes) - sum(outcomes)
    if not won or not lost:
        return 0.5
    places = _places(chances)
    taken = sum(place for place, outcome in zip(places, outcomes, strict=True) if outcome)
    return (taken - won * (won + 1) / 2) / (won * lost)


def _places(chances: Sequence[float]) -> list[float]:
    """Each one's place from below; equals share the middle of theirs."""
    order = sorted(range(len(chances)), key=lambda number: chances[number])
    places = [0.0] * len(order)
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or chances[order[end]] != chances[order[start]]:
            for number in order[start:end]:
                places[number] = (start + 1 + end) / 2
            start = end
    return places


def faded(chance: float, days: float, half_life: float) -> float:
    """What is left of a chance after so many days: half of it after the half-life."""
    return chance * float(0.5 ** (max(days, 0.0) / half_life))


def quantiles(values: Iterable[float], parts: int) -> list[float]:
    """Limits between equal parts, each once."""
    ranked = sorted(values)
    return sorted({ranked[len(ranked) * part // parts] for part in range(1, parts)}) if ranked else []


def spread(chances: Iterable[float], points: Iterable[float], parts: int) -> list[list[float]]:
    """Pairs (chance, points) at equal places, every chance once: as many leads reach the one as reach the other."""
    left, right = sorted(chances), sorted(points)
    at: dict[float, list[float]] = defaultdict(list)
    for part in range(parts + 1):
        place = (len(left) - 1) * part // parts
        at[round(left[place], 5)].append(right[place])
    return [[chance, fmean(found)] for chance, found in sorted(at.items())]


def points_of(chance: float, scale: Sequence[Sequence[float]]) -> int:
    """The points that go with a chance, from 0 to 100, between the pairs of `spread` in proportion."""
    below = next((pair for pair in reversed(scale) if pair[0] <= chance), scale[0])
    above = next((pair for pair in scale if pair[0] >= chance), scale[-1])
    width = above[0] - below[0]
    share = (chance - below[0]) / width if width > 0 else 0.0
    return max(0, min(100, round(below[1] + share * (above[1] - below[1]))))
