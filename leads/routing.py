"""Who gets this lead, and why. Pure: a batch of subjects and candidates in, decisions with reasons out.

The same engine gives outbound leads to members, and inbound leads and registrations to sales reps. Nothing here reads
the clock or the database, and chance comes only from the seed: the same input gives the same output in any order.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from .enums import Rank

RANK_ORDER: dict[str, int] = {Rank.HOT: 0, Rank.WARM: 1, Rank.COLD: 2}
# Points a candidate can earn at most; see `_points`.
TIER_POINTS, RESULT_POINTS, FREE_POINTS, SPECIALIST_POINTS, NAMED_POINTS = 25, 40, 25, 45, 15
# How far results count, by rank; in between where the rank is not known.
RESULT_SHARE: dict[str, float] = {Rank.HOT: 1.0, Rank.WARM: 0.5, Rank.COLD: 0.25}
# A rate seen on few leads is pulled towards this one, as if PRIOR_LEADS had been seen before.
PRIOR_RATE, PRIOR_LEADS = 0.2, 10
# A postal area is more telling than a country, a country more than nothing.
WEIGHTS = {"countries": 10, "regions": 12, "industries": 8, "sizes": 4, "products": 8}
POSTCODE_WEIGHT, PERSONAL_WEIGHT = 14, 1


@dataclass(frozen=True)
class Subject:
    """What is routed. `had_it` names the groups and candidates that may not get it (again)."""

    key: str
    country: str = ""
    region: str = ""
    postcode: str = ""
    industry: str = ""
    size: str = ""
    product: str = ""
    value: float = 0
    rank: str = ""
    had_it: frozenset[str] = frozenset()
    seed: int = 0


@dataclass(frozen=True)
class Area:
    """What somebody covers. An empty set means any. Higher precedence wins, then the more specific."""

    name: str
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    postal_prefixes: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    precedence: int = 0
    personal: bool = False

    def covers(self, subject: Subject) -> bool:
        return (
            _admits(self.countries, subject.country.upper())
            and _admits(self.regions, _plain(subject.region))
            and (not self.postal_prefixes or self.prefix_length(subject) > 0)
            and _admits(self.industries, subject.industry)
            and _admits(self.sizes, subject.size)
            and _admits(self.products, subject.product)
        )

    def prefix_length(self, subject: Subject) -> int:
        """Characters of the longest postal prefix that fits; 0 when none does."""
        code = postal(subject.postcode)
        return max((len(prefix) for prefix in self.postal_prefixes if code.startswith(prefix)), default=0)

    def specificity(self, subject: Subject) -> int:
        """How narrow the area is around this subject: more dimensions and longer postal prefixes weigh more."""
        narrowed = sum(weight for name, weight in WEIGHTS.items() if getattr(self, name))
        postcode = POSTCODE_WEIGHT + self.prefix_length(subject) if self.postal_prefixes else 0
        return narrowed + postcode + (PERSONAL_WEIGHT if self.personal else 0)


def _admits(allowed: frozenset[str], value: str) -> bool:
    return not allowed or value in allowed


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def postal(text: str) -> str:
    return "".join(text.upper().split()).replace("-", "")


def area(
    name: str,
    *,
    countries: Iterable[str] = (),
    regions: Iterable[str] = (),
    postal_prefixes: Iterable[str] = (),
    industries: Iterable[str] = (),
    sizes: Iterable[str] = (),
    products: Iterable[str] = (),
    precedence: int = 0,
    personal: bool = False,
) -> Area:
    """An Area from lists as people write them: case and blanks do not matter."""
    return Area(
        name,
        frozenset(code.upper() for code in countries),
        frozenset(_plain(region) for region in regions),
        frozenset(filter(None, (postal(prefix) for prefix in postal_prefixes))),
        frozenset(industries),
        frozenset(sizes),
        frozenset(products),
        precedence,
        personal,
    )


@dataclass(frozen=True)
class Candidate:
    """A seat that can get something. `group` is the partner ('' for staff), `load` what fills the seat already.

    `won` of `closed` are the results so far; `products` binds a specialist; `named` is the partner's own contact.
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
    won: int = 0
    closed: int = 0
    products: frozenset[str] = frozenset()
    away: bool = False
    closed_for_business: str = ""
    named: bool = False


@dataclass(frozen=True)
class Line:
    """How one candidate stood: refused with a reason, or scored with reasons."""

    key: str
    name: str
    group_name: str
    refused: str = ""
    area: str = ""
    precedence: int = 0
    specificity: int = 0
    score: float = 0
    reasons: tuple[str, ...] = ()
    chosen: bool = False
    load: int = 0
    capacity: int = 0

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "reasons": list(self.reasons)}


@dataclass(frozen=True)
class Decision:
    """Who gets it (None: nobody can), the reason in one sentence, and how every candidate stood, best first."""

    subject: str
    chosen: str | None
    sentence: str
    lines: tuple[Line, ...] = field(default=())


def decide(subjects: Iterable[Subject], candidates: Iterable[Candidate]) -> list[Decision]:
    """A decision for every subject: the hottest and biggest choose first, and no seat gets more than fits.

    The order of the input does not matter; the answer is in the order in which seats were given.
    """
    seats = sorted(candidates, key=lambda seat: seat.key)
    best_tier = max((seat.tier_rank for seat in seats), default=0)
    taken: dict[str, int] = defaultdict(int)
    decisions = []
    for subject in sorted(subjects, key=_urgency):
        lines = [_line(subject, seat, taken[seat.key], best_tier) for seat in seats]
        decision = _choose(subject, lines)
        if decision.chosen:
            taken[decision.chosen] += 1
        decisions.append(decision)
    return decisions


def _urgency(subject: Subject) -> tuple[int, float, str]:
    return RANK_ORDER.get(subject.rank, 1), -subject.value, subject.key


def _choose(subject: Subject, lines: list[Line]) -> Decision:
    able = sorted((line for line in lines if not line.refused), key=lambda line: _preference(subject, line))
    refused = sorted((line for line in lines if line.refused), key=lambda line: (line.group_name, line.name, line.key))
    if not able:
        return Decision(subject.key, None, _nobody(refused), tuple(refused))
    winner = replace(able[0], chosen=True)
    sentence = _sentence(winner, able[1] if len(able) > 1 else None)
    return Decision(subject.key, winner.key, sentence, (winner, *able[1:], *refused))


def _preference(subject: Subject, line: Line) -> tuple[int, int, float, str]:
    return -line.precedence, -line.specificity, -line.score, tie_break(subject, line.key)


def tie_break(subject: Subject, key: str) -> str:
    """A number drawn by the seed, the same whoever else takes part."""
    return hashlib.blake2b(f"{subject.seed}|{subject.key}|{key}".encode(), digest_size=8).hexdigest()


def _line(subject: Subject, seat: Candidate, taken: int, best_tier: int) -> Line:
    load = seat.load + taken
    base = Line(seat.key, seat.name, seat.group_name, load=load, capacity=seat.capacity)
    covering = [candidate for candidate in seat.areas if candidate.covers(subject)]
    refused = _refusal(subject, seat, load, bool(covering))
    if refused:
        return replace(base, refused=refused)
    found = max(covering, key=lambda one: (one.precedence, one.specificity(subject), one.name), default=Area(""))
    points = _points(subject, seat, load, best_tier)
    return replace(
        base,
        area=found.name,
        precedence=found.precedence,
        specificity=found.specificity(subject),
        score=round(sum(points.values()), 2),
        reasons=tuple(f"{reason}: +{value:.0f}" for reason, value in points.items() if round(value)),
    )


def _refusal(subject: Subject, seat: Candidate, load: int, covered: bool) -> str:
    if seat.group and seat.group in subject.had_it:
        return _("%(partner)s had this lead before.") % {"partner": seat.group_name}
    if seat.key in subject.had_it:
        return _("Had it before.")
    if seat.closed_for_business:
        return seat.closed_for_business
    if not covered and not seat.named:
        return _("Outside the territory.")
    if seat.products and subject.product not in seat.products and not seat.named:
        return _("A specialist for other products.")
    if seat.away:
        return _("Away today.")
    if load >= seat.capacity:
        return _("No free place: %(load)s of %(capacity)s taken.") % {"load": load, "capacity": seat.capacity}
    return ""


def _points(subject: Subject, seat: Candidate, load: int, best_tier: int) -> dict[str, float]:
    """Points by reason."""
    points: dict[str, float] = {}
    if seat.named:
        points[_("Named contact of the partner")] = NAMED_POINTS
    if seat.products and subject.product in seat.products:
        points[_("Specialist for the product")] = SPECIALIST_POINTS
    if best_tier and seat.tier_rank:
        points[_("%(tier)s partner") % {"tier": seat.tier_name or _("Ranked")}] = (
            TIER_POINTS * seat.tier_rank / best_tier
        )
    if seat.group:
        share = RESULT_SHARE.get(subject.rank, 0.5)
        points[_results_in_words(seat)] = RESULT_POINTS * share * won_rate(seat)
    free = (seat.capacity - load) / seat.capacity
    points[_("Free places: %(free)s of %(all)s") % {"free": seat.capacity - load, "all": seat.capacity}] = (
        FREE_POINTS * free
    )
    return points


def _results_in_words(seat: Candidate) -> str:
    if not seat.closed:
        return _("No results yet, so an average is assumed")
    return _("Results: %(won)s won of %(closed)s closed") % {"won": seat.won, "closed": seat.closed}


def won_rate(seat: Candidate) -> float:
    """Share won, drawn towards PRIOR_RATE while few leads are closed, so that one lucky lead proves nothing."""
    return (seat.won + PRIOR_RATE * PRIOR_LEADS) / (seat.closed + PRIOR_LEADS)


def _sentence(winner: Line, second: Line | None) -> str:
    who = f"{winner.name} ({winner.group_name})" if winner.group_name else winner.name
    words = {"who": who, "area": winner.area, "other": second.name if second else ""}
    if not winner.area:
        return _("%(who)s is the partner's named contact.") % words
    if second is None:
        return _("%(who)s is the only one who can take it; territory “%(area)s”.") % words
    if winner.precedence > second.precedence:
        return _("%(who)s: territory “%(area)s” takes precedence.") % words
    if winner.specificity > second.specificity:
        return _("%(who)s: territory “%(area)s” fits more closely than any other.") % words
    if winner.score > second.score:
        return _("%(who)s: territory “%(area)s” and the most points, before %(other)s.") % words
    return _("%(who)s: territory “%(area)s”, drawn between equals.") % words


def _nobody(refused: Sequence[Line]) -> str:
    reasons = {line.refused for line in refused}
    if not refused:
        return _("Nobody is there who could take it.")
    if reasons == {_("Outside the territory.")}:
        return _("No territory covers it.")
    return _("Nobody who covers it can take it now.")


def lines_as_json(decision: Decision) -> list[dict[str, Any]]:
    """The lines as they are kept with the decision."""
    return [line.as_json() for line in decision.lines]
