"""Who gets this lead, and why. Pure: a batch of subjects and candidates in, decisions with reasons out.

*Filter*: who covers it and may take it. *Score*: the chance to win, drawn towards the tier's rate while there is
little evidence, times how often offers are taken, times the room that is left. *Choose*: hot and highest-value leads
go to the best score, ordinary ones in weighted turn, and a set share as a trial to those of whom little is known.

The same engine gives outbound leads to members, and inbound leads and registrations to sales reps. Nothing here reads
the clock or the database, and chance comes only from the seed: the same input gives the same output in any order.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from .areas import Area, Atlas, Level, Subject, area
from .enums import Rank, Refusal, Way
from .standing import Line, nobody, sentence_for

__all__ = ["Area", "Candidate", "Decision", "Line", "Policy", "Programme", "Subject", "area", "decide"]

RANK_ORDER: dict[str, int] = {Rank.HOT: 0, Rank.WARM: 1, Rank.COLD: 2}
# A rate seen on few leads is pulled towards what is usual, as if so many leads had been seen before.
PRIOR_RATE, PRIOR_LEADS = 0.2, 10
# Results fade, so that a partner is who it is now, not who it was.
HALF_LIFE_DAYS = 180
PRIOR_TAKEN, PRIOR_OFFERS = 0.7, 5
# A specialist comes before a generalist however busy, a named contact before somebody a little less so.
SPECIALIST, NAMED = 2.5, 1.15
# The share of the score that a seat keeps when its last place is left.
FULL_SEAT = 0.8
# So many lines are kept with a decision; the others are counted.
KEPT_LINES = 40
MASK = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A seat that can get something. `group` is the partner ('' for staff), `load` what fills the seat already.

    `won` of `closed` and `taken` of `offered` are the results so far (recent ones may count more, so they are no whole
    numbers); `weight` is the group's share in turn; `products` binds a specialist; `named` is the partner's own
    contact. `languages` and `certificates` empty mean any language and none.
    """

    key: str
    name: str
    areas: tuple[Area, ...] = ()
    group: str = ""
    group_name: str = ""
    capacity: int = 10
    load: int = 0
    tier_rank: int = 0
    tier_name: str = ""
    won: float = 0
    closed: float = 0
    products: frozenset[str] = frozenset()
    away: bool = False
    closed_for_business: str = ""
    named: bool = False
    weight: float = 1.0
    taken: float = 0
    offered: float = 0
    languages: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """How to choose. A lead worth `best_from` or more goes to the best, as hot ones always do; 0 means every lead.

    Of the others, `trial_share` (0 to 1) is a trial; the rest go in turn. `emphasis` is how far results bend the
    weights: with 0 shares match the weights alone, with 1 twice the score gets twice the share.
    """

    best_from: float = 0
    trial_share: float = 0
    emphasis: float = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """Who gets it (None: nobody can), the reason in one sentence, and how the candidates stood, the chosen one first.

    `others` counts those without a line: they cover it less closely, or not at all.
    """

    subject: str
    chosen: str | None
    sentence: str
    lines: tuple[Line, ...] = ()
    others: int = 0
    way: str = Way.NOBODY


class _Seat:
    """A candidate with what is computed once and what changes while a batch is decided."""

    __slots__ = ("answers", "candidate", "capacity", "chance", "group", "load", "noise", "refusal", "worth")

    def __init__(self, candidate: Candidate, prior: float) -> None:
        self.candidate = candidate
        self.group = candidate.group or candidate.key
        self.load, self.capacity = candidate.load, candidate.capacity
        self.noise = _number(self.group)
        self.refusal = candidate.closed_for_business or (Refusal.AWAY.value if candidate.away else "")
        self.chance = won_rate(candidate, prior) if candidate.group else 0.0
        taken = (candidate.taken + PRIOR_TAKEN * PRIOR_OFFERS) / (candidate.offered + PRIOR_OFFERS)
        self.answers = taken if candidate.group else 0.0
        self.worth = (self.chance * self.answers) if candidate.group else 1.0

    def score(self, specialist: bool) -> float:
        """What can be expected of giving it here, from 0 to 100 and over for specialists."""
        room = FULL_SEAT + (1 - FULL_SEAT) * (1 - self.load / self.capacity)
        score = 100 * self.worth * room
        if specialist:
            score *= SPECIALIST
        return score * NAMED if self.candidate.named else score


def won_rate(seat: Candidate, prior: float = PRIOR_RATE) -> float:
    """Share won, drawn towards `prior` while few leads are closed, so that one lucky lead proves nothing."""
    return (seat.won + prior * PRIOR_LEADS) / (seat.closed + PRIOR_LEADS)


def tier_rates(candidates: Iterable[Candidate]) -> dict[int, float]:
    """What partners of each tier win, drawn towards what all win, and that towards PRIOR_RATE."""
    groups = {seat.group: seat for seat in candidates if seat.group}
    won: dict[int, float] = defaultdict(float)
    closed: dict[int, float] = defaultdict(float)
    for seat in groups.values():
        won[seat.tier_rank] += seat.won
        closed[seat.tier_rank] += seat.closed
    overall = (sum(won.values()) + PRIOR_RATE * PRIOR_LEADS) / (sum(closed.values()) + PRIOR_LEADS)
    return {tier: (won[tier] + overall * PRIOR_LEADS) / (closed[tier] + PRIOR_LEADS) for tier in won}


class Programme:
    """Everybody who can get something, prepared so that many batches can be decided.

    Places that a batch fills stay filled for the next one; `set_loads` says how full seats really are.
    """

    def __init__(self, candidates: Iterable[Candidate], policy: Policy | None = None) -> None:
        people = sorted(candidates, key=lambda seat: seat.key)
        rates = tier_rates(people)
        self.policy = policy or Policy()
        self._seats = [_Seat(one, rates.get(one.tier_rank, PRIOR_RATE)) for one in people]
        self._numbers = {one.key: number for number, one in enumerate(people)}
        self._atlas = Atlas((number, one.areas) for number, one in enumerate(people))
        self._named = {number: "" for number, one in enumerate(people) if one.named}
        self._everybody = len(people) <= KEPT_LINES
        self._members: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(people):
            self._members[one.group].append(number)

    def set_loads(self, loads: Mapping[str, int]) -> None:
        """How many places are taken now, by the candidates' keys. Unknown keys are passed over."""
        for key, load in loads.items():
            if key in self._numbers:
                self._seats[self._numbers[key]].load = load

    def decide(self, subjects: Iterable[Subject]) -> list[Decision]:
        """A decision for every subject: hot ones, then the highest value, choose first.

        The order of the input does not matter; the answer is in the order in which seats were given.
        """
        return [self._decide(subject) for subject in sorted(subjects, key=_urgency)]

    def _decide(self, subject: Subject) -> Decision:
        noise = _number(f"{subject.seed}|{subject.key}")
        way = self._way(subject, noise)
        refused: list[Line] = []
        able: list[tuple[int, Line]] = []
        further: list[tuple[int, Line]] = []
        seen: set[int] = set()
        for precedence, specificity, holders in self._rings(subject):
            if able and not self._everybody:
                break
            found = further if able else able
            self._stand(subject, holders, (precedence, specificity), seen, found, refused)
        if self._everybody:
            refused += self._outside(subject, seen)
        return self._conclude(subject, way, noise, able, further, refused)

    def _way(self, subject: Subject, noise: int) -> Way:
        if subject.holder:
            return Way.HOLDER
        if subject.rank == Rank.HOT or subject.value >= self.policy.best_from:
            return Way.BEST
        trial = _mixed(noise, MASK) / MASK < self.policy.trial_share
        return Way.TRIAL if trial else Way.TURN

    def _rings(self, subject: Subject) -> Iterable[tuple[int, int, dict[int, str]]]:
        """Who may be asked, from those who cover it most closely outwards: precedence, specificity, and areas."""
        if subject.holder:
            covering = {number: name for level in self._atlas.levels(subject) for number, name in _named_areas(level)}
            yield 0, 0, {number: covering.get(number, "") for number in self._members.get(subject.holder, ())}
            return
        for level in self._atlas.levels(subject):
            yield level.precedence, level.specificity, level.holders()
        if self._named:
            yield 0, 0, self._named

    def _stand(
        self,
        subject: Subject,
        holders: Mapping[int, str],
        height: tuple[int, int],
        seen: set[int],
        able: list[tuple[int, Line]],
        refused: list[Line],
    ) -> None:
        for number, area_name in holders.items():
            if number in seen:
                continue
            seen.add(number)
            seat = self._seats[number]
            refusal = _refusal(subject, seat)
            line = _line(seat, subject, refusal, area_name, height)
            if refusal:
                refused.append(line)
            else:
                able.append((number, line))

    def _outside(self, subject: Subject, seen: set[int]) -> list[Line]:
        reason = Refusal.PROTECTED.value if subject.holder else Refusal.OUTSIDE.value
        rest = (seat for number, seat in enumerate(self._seats) if number not in seen)
        return [_line(seat, subject, _before(subject, seat) or reason, "", (0, 0)) for seat in rest]

    def _conclude(
        self,
        subject: Subject,
        way: Way,
        noise: int,
        able: list[tuple[int, Line]],
        further: list[tuple[int, Line]],
        refused: list[Line],
    ) -> Decision:
        refused.sort(key=lambda line: (line.group_name, line.name, line.key))
        if not able:
            kept = tuple(refused[:KEPT_LINES])
            sentence = nobody(refused, self._seats, subject.holder)
            return Decision(subject.key, None, sentence, kept, len(self._seats) - len(kept))
        number, line = self._choose(way, noise, able)
        self._seats[number].load += 1
        winner = line._replace(chosen=True)
        ranked = _ranked([one for mark, one in able if mark != number], noise) + _ranked(
            [one for _mark, one in further], noise
        )
        sentence = sentence_for(winner, ranked, way, len(able))
        kept = (winner, *ranked, *refused)[:KEPT_LINES]
        return Decision(subject.key, winner.key, sentence, kept, len(self._seats) - len(kept), way)

    def _choose(self, way: Way, noise: int, able: list[tuple[int, Line]]) -> tuple[int, Line]:
        if len(able) == 1:
            return able[0]
        if way in (Way.BEST, Way.HOLDER):
            return min(able, key=lambda one: (-one[1].score, _mixed(noise, self._seats[one[0]].noise), one[1].key))
        groups: dict[str, list[tuple[int, Line]]] = defaultdict(list)
        for one in able:
            groups[self._seats[one[0]].group].append(one)
        weights = {name: self._weight(way, group) for name, group in groups.items()}
        if not any(weights.values()):
            weights = dict.fromkeys(weights, 1.0)
        chosen = min(weights, key=lambda name: (_turn(noise, self._noise_of(groups[name]), weights[name]), name))
        return min(groups[chosen], key=lambda one: _load_first(noise, one[1]))

    def _noise_of(self, group: list[tuple[int, Line]]) -> int:
        return self._seats[group[0][0]].noise

    def _weight(self, way: Way, group: list[tuple[int, Line]]) -> float:
        """The group's share: in turn by weight and results; in a trial the larger, the less is known of it."""
        seats = [self._seats[number] for number, _line in group]
        if way == Way.TRIAL:
            pending = sum(seat.load for seat in seats)
            return (PRIOR_LEADS / (PRIOR_LEADS + seats[0].candidate.closed + pending)) ** 2
        weight = max(0.0, seats[0].candidate.weight)
        return weight * float(seats[0].worth ** self.policy.emphasis) if self.policy.emphasis else weight


def decide(
    subjects: Iterable[Subject], candidates: Iterable[Candidate], policy: Policy | None = None
) -> list[Decision]:
    """A decision for every subject, see `Programme.decide`; no seat gets more than fits."""
    return Programme(candidates, policy).decide(subjects)


def _named_areas(level: Level) -> Iterable[tuple[int, str]]:
    return level.holders().items()


def _urgency(subject: Subject) -> tuple[int, float, str]:
    return RANK_ORDER.get(subject.rank, 1), -subject.value, subject.key


def _number(text: str) -> int:
    """64 bits that look like chance and are always the same for the same text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _mixed(one: int, other: int) -> int:
    """A draw for a pair of numbers, the same whoever else takes part (the finish of splitmix64)."""
    draw = ((one ^ other) * 0xBF58476D1CE4E5B9) & MASK
    draw = ((draw ^ (draw >> 27)) * 0x94D049BB133111EB) & MASK
    return draw ^ (draw >> 31)


def _turn(noise: int, other: int, weight: float) -> float:
    """Whose waiting time is over first: waits drawn so that each is first as often as its weight says."""
    return -math.log((_mixed(noise, other) + 1) / 2**64) / weight if weight > 0 else math.inf


def _load_first(noise: int, line: Line) -> tuple[float, int, str]:
    """Within a partner: the emptiest seat, equals drawn."""
    return line.load / line.capacity, _mixed(noise, _number(line.key)), line.key


def _before(subject: Subject, seat: _Seat) -> str:
    had = subject.had_it
    return Refusal.HAD_IT.value if had and (seat.group in had or seat.candidate.key in had) else ""


def _refusal(subject: Subject, seat: _Seat) -> str:
    """The code of Refusal (or what the candidate says itself) that keeps this seat from getting it; '' for none."""
    candidate = seat.candidate
    before = _before(subject, seat) or seat.refusal
    if before:
        return before
    if candidate.products and subject.product not in candidate.products and not candidate.named:
        return Refusal.PRODUCT.value
    if subject.needs and not subject.needs <= candidate.certificates:
        return Refusal.CERTIFICATE.value
    if subject.language and candidate.languages and subject.language not in candidate.languages:
        return Refusal.LANGUAGE.value
    return Refusal.FULL.value if seat.load >= seat.capacity else ""


def _line(seat: _Seat, subject: Subject, refusal: str, area_name: str, height: tuple[int, int]) -> Line:
    candidate = seat.candidate
    if refusal:
        return Line(
            candidate.key, candidate.name, candidate.group_name, refusal, load=seat.load, capacity=seat.capacity
        )
    specialist = bool(candidate.products) and subject.product in candidate.products
    return Line(
        candidate.key,
        candidate.name,
        candidate.group_name,
        "",
        area_name,
        height[0],
        height[1],
        round(seat.score(specialist), 3),
        False,
        seat.load,
        seat.capacity,
        candidate.won,
        candidate.closed,
        round(seat.chance, 4),
        round(seat.answers, 4) if candidate.offered else 0,
        candidate.named,
        specialist,
        candidate.tier_name,
        bool(subject.needs),
        subject.language if subject.language in candidate.languages else "",
    )


def _ranked(lines: list[Line], noise: int) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.precedence, -line.specificity, -line.score, line.key))


def lines_as_json(decision: Decision) -> list[list[Any]]:
    """The lines as they are kept with the decision; `standing.read` makes lines of them again."""
    return [list(line) for line in decision.lines]
