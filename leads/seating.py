"""Who can get something, what can be expected of them, and who is next among equals. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from partners.enums import Sharing

from .areas import Area
from .enums import Refusal
from .standing import Line

# A rate seen on few leads is pulled towards what is usual, as if so many leads had been seen before.
PRIOR_RATE, PRIOR_LEADS = 0.2, 10
# Results fade, so that a partner is who it is now, not who it was.
HALF_LIFE_DAYS = 180
PRIOR_TAKEN, PRIOR_OFFERS = 0.7, 5
# A specialist comes before a generalist however busy, a named contact before somebody a little less so.
SPECIALIST, NAMED = 2.5, 1.15
# The share of the score that a seat keeps when its last place is left.
FULL_SEAT = 0.8
MASK = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A seat that can get something. `group` is the partner ('' for staff), `load` what fills the seat already.

    `won` of `closed` and `taken` of `offered` are the results so far (recent ones may count more, so they are no whole
    numbers); `weight` is the group's share in turn; `products` binds a specialist; `named` is the partner's own
    contact. `languages` and `certificates` empty mean any language and none. `sharing` is the partner's own rule for
    its people, `last_given` when this one got something last: the smaller, the longer ago.
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
    sharing: str = Sharing.TERRITORY.value
    last_given: float = 0


class Seat:
    """A candidate with what is computed once and what changes while a batch is decided."""

    __slots__ = (
        "answers", "candidate", "capacity", "chance", "group", "last_given", "load", "noise", "own", "refusal", "worth"
    )  # fmt: skip

    def __init__(self, candidate: Candidate, prior: float) -> None:
        self.candidate = candidate
        self.group = candidate.group or candidate.key
        self.load, self.capacity, self.last_given = candidate.load, candidate.capacity, candidate.last_given
        self.own = tuple(one for one in candidate.areas if one.personal)
        self.noise = number_of(self.group)
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


def number_of(text: str) -> int:
    """64 bits that look like chance and are always the same for the same text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def mixed(one: int, other: int) -> int:
    """A draw for a pair of numbers, the same whoever else takes part (the finish of splitmix64)."""
    draw = ((one ^ other) * 0xBF58476D1CE4E5B9) & MASK
    draw = ((draw ^ (draw >> 27)) * 0x94D049BB133111EB) & MASK
    return draw ^ (draw >> 31)


def waiting_time(noise: int, other: int, weight: float) -> float:
    """Whose waiting time is over first: waits drawn so that each is first as often as its weight says."""
    return -math.log((mixed(noise, other) + 1) / 2**64) / weight if weight > 0 else math.inf


def load_first(noise: int, line: Line) -> tuple[float, int, str]:
    """Within a partner: the emptiest seat, equals drawn."""
    return line.load / line.capacity, *drawn(noise, line)


def drawn(noise: int, line: Line) -> tuple[int, str]:
    return mixed(noise, number_of(line.key)), line.key
