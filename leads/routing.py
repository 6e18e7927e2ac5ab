"""Who gets this lead, and why. Pure: a batch of subjects and candidates in, decisions with reasons out.

*Filter*: who covers it and may take it. *Score*: the chance to win, drawn towards the tier's rate while there is
little evidence, times how often offers are taken, times the room that is left. *Choose*: hot and highest-value leads
go to the best score, ordinary ones in weighted turn, and a set share as a trial to those of whom little is known.

The same engine gives outbound leads to members, and inbound leads and registrations to sales reps. Nothing here reads
the clock or the database, and chance comes only from the seed: the same input gives the same output in any order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from partners.enums import Sharing

from .areas import Area, Atlas, Level, Subject, area
from .enums import Rank, Refusal, Way
from .seating import (
    HALF_LIFE_DAYS,
    MASK,
    PRIOR_LEADS,
    PRIOR_RATE,
    Candidate,
    Seat,
    drawn,
    load_first,
    mixed,
    number_of,
    tier_rates,
    waiting_time,
    won_rate,
)
from .standing import Line, nobody, sentence_for, within

__all__ = [
    "HALF_LIFE_DAYS",
    "PRIOR_LEADS",
    "PRIOR_RATE",
    "Area",
    "Candidate",
    "Decision",
    "Line",
    "Policy",
    "Programme",
    "Subject",
    "area",
    "decide",
    "tier_rates",
    "won_rate",
]

RANK_ORDER: dict[str, int] = {Rank.HOT: 0, Rank.WARM: 1, Rank.COLD: 2}
# So many lines are kept with a decision; the others are counted.
KEPT_LINES = 40


@dataclass(frozen=True, slots=True)
class Policy:
    """How to choose. A lead worth `best_from` or more goes to the best, as hot ones always do; 0 means every lead.

    Of the others, `trial_share` (0 to 1) is a trial; the rest go in turn. `emphasis` is how far results bend the
    weights: with 0 shares match the weights alone, with 1 twice the score gets twice the share. `tier_weights`, by the
    tier's rank, multiply those of the candidates; 1 where nothing is said. Weights that are all zero are equal.
    """

    best_from: float = 0
    trial_share: float = 0
    emphasis: float = 0
    tier_weights: Mapping[int, float] = field(default_factory=dict)


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


class Programme:
    """Everybody who can get something, prepared so that many batches can be decided.

    Places that a batch fills stay filled for the next one; `set_loads` says how full seats really are.
    """

    def __init__(self, candidates: Iterable[Candidate], policy: Policy | None = None) -> None:
        people = sorted(candidates, key=lambda seat: seat.key)
        rates = tier_rates(people)
        self.policy = policy or Policy()
        self._seats = [Seat(one, rates.get(one.tier_rank, PRIOR_RATE)) for one in people]
        self._numbers = {one.key: number for number, one in enumerate(people)}
        self._atlas = Atlas((number, one.areas) for number, one in enumerate(people))
        self._named = {number: "" for number, one in enumerate(people) if one.named}
        self._everybody = len(people) <= KEPT_LINES
        self._members: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(people):
            self._members[one.group or one.key].append(number)
        self._latest = max((one.last_given for one in people), default=0)
        self._given: list[tuple[Seat, int, float]] | None = None

    def set_loads(self, loads: Mapping[str, int]) -> None:
        """How many places are taken now, by the candidates' keys. Unknown keys are passed over."""
        for key, load in loads.items():
            if key in self._numbers:
                self._seats[self._numbers[key]].load = load

    def seat(self, keys: Iterable[str]) -> None:
        """These have got something more, each time they are named. Unknown keys are passed over."""
        for key in keys:
            if key in self._numbers:
                self._give(self._seats[self._numbers[key]])

    def remember(self) -> None:
        """From here on `restore` takes back what is given."""
        self._given = []

    def restore(self) -> None:
        """As if nothing had been given since `remember`."""
        for seat, load, last_given in reversed(self._given or ()):
            seat.load, seat.last_given = load, last_given
        self._given = None

    def decide(self, subjects: Iterable[Subject]) -> list[Decision]:
        """A decision for every subject: hot ones, then the highest value, choose first.

        The order of the input does not matter; the answer is in the order in which seats were given.
        """
        return [self._decide(subject) for subject in sorted(subjects, key=_urgency)]

    def _decide(self, subject: Subject) -> Decision:
        noise = number_of(f"{subject.seed}|{subject.key}")
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
        trial = mixed(noise, MASK) / MASK < self.policy.trial_share
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
        first, reached_by = self._choose(way, noise, able)
        colleagues = self._colleagues(subject, self._seats[first].group, able)
        number, line = self._share(subject, noise, colleagues)
        self._give(self._seats[number])
        winner = line._replace(chosen=True)
        near, far = ([one for mark, one in lines if mark != number] for lines in (able, further))
        sentence = sentence_for(reached_by._replace(name=winner.name), _ranked(near), _ranked(far), way)
        if len(colleagues) > 1:
            sentence = f"{sentence} {within(winner, self._rule_for(subject, number))}"
        ranked = _ranked(near) + _ranked(far)
        kept = (winner, *ranked, *refused)[:KEPT_LINES]
        return Decision(subject.key, winner.key, sentence, kept, len(self._seats) - len(kept), way)

    def _colleagues(self, subject: Subject, group: str, able: list[tuple[int, Line]]) -> list[tuple[int, Line]]:
        """Everybody of the chosen partner who can take it, however closely they cover it."""
        found = [one for one in able if self._seats[one[0]].group == group]
        if len(found) == len(self._members[group]):
            return found
        near = {number for number, _line_of in found}
        for number in self._members[group]:
            seat = self._seats[number]
            covering = () if number in near else [one for one in seat.candidate.areas if one.covers(subject)]
            if covering and not _refusal(subject, seat):
                one = max(covering, key=lambda one: (*_height(one, subject), one.name))
                found.append((number, _line(seat, subject, "", one.name, _height(one, subject))))
        return found

    def _share(self, subject: Subject, noise: int, colleagues: list[tuple[int, Line]]) -> tuple[int, Line]:
        """Who of the partner's people gets it, by the partner's own rule."""
        if len(colleagues) == 1:
            return colleagues[0]
        rule = self._seats[colleagues[0][0]].candidate.sharing
        if rule == Sharing.TURN:
            return min(colleagues, key=lambda one: (self._seats[one[0]].last_given, *drawn(noise, one[1])))
        if rule == Sharing.LOAD:
            return min(colleagues, key=lambda one: load_first(noise, one[1]))
        return min(colleagues, key=lambda one: (*self._own_first(subject, one), *load_first(noise, one[1])))

    def _own_first(self, subject: Subject, one: tuple[int, Line]) -> tuple[int, int, int, int, int]:
        """Sorts whoever covers it as their own first, the more closely the earlier; then as the territories say."""
        own = max((_height(area, subject) for area in self._seats[one[0]].own if area.covers(subject)), default=None)
        precedence, specificity = own or (0, 0)
        return 0 if own else 1, -precedence, -specificity, -one[1].precedence, -one[1].specificity

    def _rule_for(self, subject: Subject, number: int) -> str:
        """By which rule the seat came first; somebody without a territory of their own, by load."""
        seat = self._seats[number]
        by_load = seat.candidate.sharing == Sharing.TERRITORY and not any(one.covers(subject) for one in seat.own)
        return Sharing.LOAD.value if by_load else seat.candidate.sharing

    def _give(self, seat: Seat) -> None:
        if self._given is not None:
            self._given.append((seat, seat.load, seat.last_given))
        self._latest += 1
        seat.load, seat.last_given = seat.load + 1, self._latest

    def _choose(self, way: Way, noise: int, able: list[tuple[int, Line]]) -> tuple[int, Line]:
        if len(able) == 1:
            return able[0]
        if way in (Way.BEST, Way.HOLDER):
            return min(able, key=lambda one: (-one[1].score, mixed(noise, self._seats[one[0]].noise), one[1].key))
        groups: dict[str, list[tuple[int, Line]]] = defaultdict(list)
        for one in able:
            groups[self._seats[one[0]].group].append(one)
        weights = {name: self._weight(way, group) for name, group in groups.items()}
        if not any(weights.values()):
            weights = dict.fromkeys(weights, 1.0)
        chosen = min(
            weights, key=lambda name: (waiting_time(noise, self._noise_of(groups[name]), weights[name]), name)
        )
        return groups[chosen][0]

    def _noise_of(self, group: list[tuple[int, Line]]) -> int:
        return self._seats[group[0][0]].noise

    def _weight(self, way: Way, group: list[tuple[int, Line]]) -> float:
        """The group's share: in turn by weight and results; in a trial the larger, the less is known of it."""
        seats = [self._seats[number] for number, _line in group]
        if way == Way.TRIAL:
            pending = sum(seat.load for seat in seats)
            return (PRIOR_LEADS / (PRIOR_LEADS + seats[0].candidate.closed + pending)) ** 2
        first = seats[0].candidate
        weight = max(0.0, first.weight * self.policy.tier_weights.get(first.tier_rank, 1.0))
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


def _height(one: Area, subject: Subject) -> tuple[int, int]:
    return one.precedence, one.specificity(subject)


def _before(subject: Subject, seat: Seat) -> str:
    had = subject.had_it
    return Refusal.HAD_IT.value if had and (seat.group in had or seat.candidate.key in had) else ""


def _refusal(subject: Subject, seat: Seat) -> str:
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


def _line(seat: Seat, subject: Subject, refusal: str, area_name: str, height: tuple[int, int]) -> Line:
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


def _ranked(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.precedence, -line.specificity, -line.score, line.key))


def lines_as_json(decision: Decision) -> list[list[Any]]:
    """The lines as they are kept with the decision; `standing.read` makes lines of them again."""
    return [list(line.kept) for line in decision.lines]
