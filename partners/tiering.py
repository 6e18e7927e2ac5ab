"""Which tier a partner's figures earn, and what is missing to the next one. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from prm.core.quarters import next_quarter, quarter_of

from .enums import Measure

# None of a figure: too few cases to say. None of a need: the tier asks for it, but names no amount in this currency.
Values = Mapping[Measure, Decimal | None]


@dataclass(frozen=True)
class Span:
    """Days that are counted, both included."""

    since: date
    until: date


@dataclass(frozen=True)
class Rung:
    """A tier as one partner meets it: what it asks for in that partner's currency. Without needs it is given."""

    tier: int
    rank: int
    needs: Values


@dataclass(frozen=True)
class Bar:
    """One thing a tier asks for, and how far the partner is."""

    measure: Measure
    value: Decimal | None
    need: Decimal | None

    @property
    def is_met(self) -> bool:
        """A share of too few cases says nothing against anybody."""
        if self.value is None:
            return True
        return self.need is not None and self.value >= self.need

    @property
    def missing(self) -> Decimal:
        """How much is still to come; 0 when it is met."""
        if self.is_met or self.need is None:
            return Decimal(0)
        return self.need - (self.value or Decimal(0))

    @property
    def reached(self) -> int:
        """Percent of what is needed, at most 100, and never 100 before it is met."""
        if self.is_met:
            return 100
        return min(int((self.value or 0) * 100 / self.need), 99) if self.need else 0


def four_quarters_with(day: date) -> Span:
    """The quarter of `day` and the three before it: what the next review counts."""
    after = next_quarter(day)
    return Span(after.replace(year=after.year - 1), after - timedelta(days=1))


def four_quarters_before(day: date) -> Span:
    """The four quarters that were over when the quarter of `day` began: what the review of its first day counts."""
    return four_quarters_with(quarter_of(day) - timedelta(days=1))


def bars(rung: Rung, values: Values) -> list[Bar]:
    """What the tier asks for, in the order of `Measure`."""
    zero = Decimal(0)
    return [
        Bar(measure, values.get(measure, zero), rung.needs[measure]) for measure in Measure if measure in rung.needs
    ]


def is_met(rung: Rung, values: Values) -> bool:
    return all(bar.is_met for bar in bars(rung, values))


def earned(rungs: Sequence[Rung], values: Values) -> Rung | None:
    """The highest tier whose needs are met, else the lowest of all; None when no tier asks for anything."""
    by_rank = sorted(rungs, key=lambda rung: rung.rank)
    if not any(rung.needs for rung in by_rank):
        return None
    met = [rung for rung in by_rank if rung.needs and is_met(rung, values)]
    return met[-1] if met else by_rank[0]


def next_above(rungs: Sequence[Rung], rank: int) -> Rung | None:
    """The lowest tier above this rank that is reached by figures."""
    above = [rung for rung in rungs if rung.rank > rank and rung.needs]
    return min(above, key=lambda rung: rung.rank, default=None)


@dataclass(frozen=True)
class Proposal:
    """Another tier than the present one, with what the review read: `shown` is what the reader is to see of it."""

    tier: int
    span: Span
    shown: Sequence[Bar]


def proposal(
    rungs: Sequence[Rung], present: Rung, over: tuple[Span, Values], running: tuple[Span, Values], *, may_fall: bool
) -> Proposal | None:
    """The rise or fall that the figures speak for; None when the partner stands where it should.

    `over` are the four quarters that are over, `running` those that the next review counts: what has been reached in
    either is enough. A fall is shown by what the present tier asks for; a tier without needs is never taken away.
    """
    found = [(tier, counted) for counted in (over, running) if (tier := earned(rungs, counted[1])) is not None]
    if not found:
        return None
    best, counted = max(found, key=lambda one: one[0].rank)
    if best.rank > present.rank:
        return Proposal(best.tier, counted[0], bars(best, counted[1]))
    if best.rank < present.rank and present.needs and may_fall:
        return Proposal(best.tier, over[0], bars(present, over[1]))
    return None


def asks_less(lower: Mapping[str, Decimal], higher: Mapping[str, Decimal]) -> list[str]:
    """Names of what the higher tier asks less of than the lower one, or not at all. One without needs is given."""
    if not lower or not higher:
        return []
    return [name for name, need in lower.items() if higher.get(name, Decimal(-1)) < need]
