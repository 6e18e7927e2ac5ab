"""How much of what a programme could win does each way of routing win?

A simulated programme: 200 partners with hidden conversion rates that drift, newcomers every quarter, eight quarters.
Every policy routes the same leads week by week under the same capacities, and learns only from its own outcomes, which
come weeks later. Measured is the expected won value as a share of an oracle that knows every rate, over many seeds.
"""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev

from leads import routing

from . import Row, bench, database

SEEDS, QUARTERS, WEEKS = 12, 8, 13
STUDENT = 2.2  # the 97.5 % point of Student's t for twelve seeds
PARTNERS, NEWCOMERS = 200, 8
LEADS_A_WEEK, PLACES_A_WEEK = 150, 2
WEEKS_TO_CLOSE = (3, 10)
DRIFT, SPREAD = 0.25, 0.7
COUNTRIES = {"US": 30, "DE": 15, "FR": 12, "GB": 10, "ES": 8, "IT": 8, "NL": 5, "CA": 5, "BR": 4, "IN": 3}
# share of partners, weight in turn, usual rate
TIERS = {1: (50, 1, 0.10), 2: (30, 3, 0.14), 3: (15, 6, 0.18), 4: (5, 10, 0.22)}
DECAY = 0.5 ** (7 / routing.HALF_LIFE_DAYS)
USUAL = sum(share * rate for share, _weight, rate in TIERS.values()) / 100


@dataclass
class Partner:
    key: str
    country: str
    tier: int
    logit: float
    joined: int

    @property
    def rate(self) -> float:
        return 1 / (1 + math.exp(-self.logit))


@dataclass
class Results:
    """What one policy has seen of one partner; older results fade."""

    won: float = 0
    closed: float = 0


Choice = dict[str, str]
Decide = Callable[[Sequence[routing.Subject], Sequence[Partner], dict[str, Results]], Choice]


@dataclass
class Player:
    """A policy with its own memory."""

    decide: Decide
    seen: dict[str, Results] = field(default_factory=lambda: defaultdict(Results))
    due: dict[int, list[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(list))
    won: list[float] = field(default_factory=lambda: [0.0] * QUARTERS)


@bench("routing_quality")
def routing_quality() -> Iterator[Row]:
    database.set_up()
    shares: dict[tuple[str, int], list[float]] = defaultdict(list)
    for seed in range(SEEDS):
        for (name, quarter), share in _play(seed).items():
            shares[name, quarter].append(share)
    best_rival = {
        quarter: max(fmean(shares[name, quarter]) for name in POLICIES if name != "ours")
        for quarter in range(QUARTERS)
    }
    for name in POLICIES:
        for quarter in range(QUARTERS):
            share = fmean(shares[name, quarter])
            reference = best_rival[quarter] if name == "ours" else None
            yield Row(f"routing_quality/{name}/q{quarter + 1}", share, "of oracle", reference, _goal(name, quarter))
    yield from _ahead(shares)


def _ahead(shares: dict[tuple[str, int], list[float]]) -> Iterator[Row]:
    """How far ours is ahead of the best rival, seed by seed: the lower end of the 95 % interval; its middle beside."""
    for quarter in range(QUARTERS):
        rivals = [shares[name, quarter] for name in POLICIES if name != "ours"]
        best = max(rivals, key=fmean)
        leads = [own - other for own, other in zip(shares["ours", quarter], best, strict=True)]
        middle, half = fmean(leads), STUDENT * stdev(leads) / math.sqrt(len(leads))
        goal = "value > 0" if quarter else None
        yield Row(f"routing_quality/ahead/q{quarter + 1}", middle - half, "of oracle", middle, goal)


def _goal(name: str, quarter: int) -> str | None:
    if name != "ours" or quarter == 0:
        return None
    return "ratio > 1, value >= 0.90" if quarter >= 3 else "ratio > 1"


def _play(seed: int) -> dict[tuple[str, int], float]:
    chance = random.Random(seed)
    partners = [_partner(chance, number) for number in range(PARTNERS)]
    players = {name: Player(decide) for name, decide in POLICIES.items()}
    best = [0.0] * QUARTERS
    for week in range(QUARTERS * WEEKS):
        quarter = week // WEEKS
        if week % WEEKS == 0 and week:
            for one in partners:
                one.logit += chance.gauss(0, DRIFT)
        present = [one for one in partners if one.joined <= quarter]
        leads = [_lead(chance, seed, week, number) for number in range(LEADS_A_WEEK)]
        luck = {lead.key: chance.random() for lead in leads}
        best[quarter] += _worth(_oracle(leads, present), leads, present)
        for player in players.values():
            _play_week(player, chance.randrange(2**30), week, leads, present, luck)
    return {(name, q): player.won[q] / best[q] for name, player in players.items() for q in range(QUARTERS)}


def _play_week(
    player: Player,
    seed: int,
    week: int,
    leads: Sequence[routing.Subject],
    present: Sequence[Partner],
    luck: dict[str, float],
) -> None:
    for results in player.seen.values():
        results.won *= DECAY
        results.closed *= DECAY
    for key, won in player.due.pop(week, ()):
        player.seen[key].closed += 1
        player.seen[key].won += won
    given = player.decide(leads, present, player.seen)
    player.won[week // WEEKS] += _worth(given, leads, present)
    rates = {one.key: one.rate for one in present}
    chance = random.Random(seed)
    for lead, key in given.items():
        player.due[week + chance.randint(*WEEKS_TO_CLOSE)].append((key, luck[lead] < rates[key]))


def _partner(chance: random.Random, number: int) -> Partner:
    tier = chance.choices(list(TIERS), [share for share, _weight, _rate in TIERS.values()])[0]
    usual = TIERS[tier][2]
    logit = math.log(usual / (1 - usual)) + chance.gauss(0, SPREAD)
    joined = max(0, (number - (PARTNERS - NEWCOMERS * (QUARTERS - 1))) // NEWCOMERS + 1)
    return Partner(f"P-{number:03}", _country(chance), tier, logit, joined)


def _lead(chance: random.Random, seed: int, week: int, number: int) -> routing.Subject:
    value = round(math.exp(chance.gauss(9.2, 1.0)), 2)
    return routing.Subject(f"L-{week}-{number}", _country(chance), value=value, seed=seed)


def _country(chance: random.Random) -> str:
    return chance.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]


def _worth(given: Choice, leads: Sequence[routing.Subject], present: Sequence[Partner]) -> float:
    rates = {one.key: one.rate for one in present}
    return sum(lead.value * rates[given[lead.key]] for lead in leads if lead.key in given)


def _seats(present: Sequence[Partner], seen: dict[str, Results], *, weighted: bool) -> list[routing.Candidate]:
    return [
        routing.Candidate(
            one.key,
            one.key,
            (AREAS[one.country],),
            group=one.key,
            capacity=PLACES_A_WEEK,
            tier_rank=one.tier,
            won=seen[one.key].won,
            closed=seen[one.key].closed,
            weight=TIERS[one.tier][1] if weighted else 1,
        )
        for one in present
    ]


AREAS = {code: routing.area(code, countries=[code]) for code in COUNTRIES}


def _by_engine(policy: routing.Policy, *, weighted: bool) -> Decide:
    def decide(leads: Sequence[routing.Subject], present: Sequence[Partner], seen: dict[str, Results]) -> Choice:
        decisions = routing.decide(leads, _seats(present, seen, weighted=weighted), policy)
        return {one.subject: one.chosen for one in decisions if one.chosen}

    return decide


def _to_the_highest(
    rate_of: Callable[[Partner], float], leads: Sequence[routing.Subject], present: Sequence[Partner]
) -> Choice:
    """The highest value first, each to the highest rate that has a place."""
    free = {one.key: PLACES_A_WEEK for one in present}
    ranked = sorted(present, key=lambda one: (-rate_of(one), one.key))
    given: Choice = {}
    for lead in sorted(leads, key=lambda one: -one.value):
        found = next((one.key for one in ranked if one.country == lead.country and free[one.key]), None)
        if found:
            free[found] -= 1
            given[lead.key] = found
    return given


def _oracle(leads: Sequence[routing.Subject], present: Sequence[Partner]) -> Choice:
    return _to_the_highest(lambda one: one.rate, leads, present)


def _greedy(leads: Sequence[routing.Subject], present: Sequence[Partner], seen: dict[str, Results]) -> Choice:
    """By the rate seen so far and nothing else; who has no results is taken for average."""
    return _to_the_highest(lambda one: _seen_rate(seen[one.key]), leads, present)


def _seen_rate(results: Results) -> float:
    return results.won / results.closed if results.closed > 0.01 else USUAL


NEVER = math.inf
POLICIES: dict[str, Decide] = {
    "ours": _by_engine(routing.Policy(best_from=5000, trial_share=0.1, emphasis=2), weighted=False),
    "turn": _by_engine(routing.Policy(best_from=NEVER), weighted=False),
    "tiers": _by_engine(routing.Policy(best_from=NEVER), weighted=True),
    "greedy": _greedy,
}
