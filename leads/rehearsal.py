"""What other rules would have made of past leads. Pure: facts and two standards in, both results side by side out."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import scoring
from .enums import Rank
from .learning import judging
from .learning.judging import Learned


@dataclass(frozen=True)
class Standard:
    """By what leads are judged: rules or what was learned, ranks from a score on, and what they need to be offered."""

    rules: tuple[scoring.Rule, ...]
    hot_from: int
    warm_from: int
    minimum: int
    required: frozenset[str]
    learned: Learned | None = None

    @property
    def model(self) -> int | None:
        """The version of the model that decides the score; None where the rules do."""
        return self.learned.number if self.learned and self.learned.in_use else None

    def judge(self, known: scoring.Facts) -> "Judgement":
        """As if the lead had arrived today."""
        score = judging.judge(known, self.rules, self.learned, days=0, half_life=1).points
        rank = scoring.rank_of(score, hot_from=self.hot_from, warm_from=self.warm_from)
        return Judgement(rank, not scoring.missing(known, self.required, score=score, minimum=self.minimum))


@dataclass(frozen=True)
class Judgement:
    rank: Rank
    passes: bool


@dataclass(frozen=True)
class Past:
    """A lead as it is known today. `gated`: it has to pass before it is offered. Only what has ended can be won."""

    ref: str
    name: str
    facts: scoring.Facts
    gated: bool
    ended: bool
    won: bool


@dataclass
class Tally:
    """Leads of one rank by one standard: how many, how many of them have ended, and how many of those were won."""

    leads: int = 0
    ended: int = 0
    won: int = 0

    def add(self, lead: Past) -> None:
        self.leads += 1
        self.ended += lead.ended
        self.won += lead.won


@dataclass
class Rehearsal:
    """Both standards over the same leads, by rank; who would change rank, be let through, or be held.

    `model_now` and `model_then` are the versions of the model by which the standards score, None for the rules.
    """

    leads: int = 0
    moved: int = 0
    model_now: int | None = None
    model_then: int | None = None
    before: dict[Rank, Tally] = field(default_factory=lambda: {rank: Tally() for rank in Rank})
    after: dict[Rank, Tally] = field(default_factory=lambda: {rank: Tally() for rank in Rank})
    let_through: list[Past] = field(default_factory=list)
    held: list[Past] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[Rank, Tally, Tally]]:
        return [(rank, self.before[rank], self.after[rank]) for rank in Rank]


def rehearse(leads: Iterable[Past], old: Standard, new: Standard) -> Rehearsal:
    """Judges every lead by both standards."""
    result = Rehearsal(model_now=old.model, model_then=new.model)
    for lead in leads:
        was, would = old.judge(lead.facts), new.judge(lead.facts)
        result.leads += 1
        result.moved += was.rank != would.rank
        result.before[was.rank].add(lead)
        result.after[would.rank].add(lead)
        if lead.gated and was.passes != would.passes:
            (result.let_through if would.passes else result.held).append(lead)
    return result
