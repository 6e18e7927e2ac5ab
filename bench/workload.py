"""A programme and leads to measure with: the same rows for the same size, and lead i does not depend on how many.

The mix of countries, tiers and values is that of an international channel: three leads in ten from the United States,
half the partners in the lowest tier, values spread log-normally around 9,900.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

SEED = 20261123
# share of leads and partners, time zone
COUNTRIES = {
    "US": (30, "America/New_York"), "DE": (15, "Europe/Berlin"), "FR": (12, "Europe/Paris"),
    "GB": (10, "Europe/London"), "ES": (8, "Europe/Madrid"), "IT": (8, "Europe/Rome"), "NL": (5, "Europe/Amsterdam"),
    "CA": (5, "America/Toronto"), "BR": (4, "America/Sao_Paulo"), "IN": (3, "Asia/Kolkata"),
}  # fmt: skip
# share of partners, rank of the tier
TIERS = {"Bronze": (50, 1), "Silver": (30, 2), "Gold": (15, 3), "Platinum": (5, 4)}
SOURCES = ("web", "event", "referral", "campaign", "other")
# Of ten territories: six small postal areas, three larger ones, and the country as a whole.
PREFIXES = (3, 3, 3, 3, 3, 3, 2, 2, 2, 0)


@dataclass(frozen=True, slots=True)
class PartnerRow:
    number: int
    country: str
    tier: str
    prefixes: tuple[str, ...]

    @property
    def zone(self) -> str:
        return COUNTRIES[self.country][1]


@dataclass(frozen=True, slots=True)
class LeadRow:
    number: int
    country: str
    postcode: str
    value: float
    score: int
    source: str

    @property
    def rank(self) -> str:
        return "hot" if self.score >= 70 else "warm" if self.score >= 40 else "cold"


def partners(count: int) -> Iterator[PartnerRow]:
    chance = random.Random(SEED)
    tiers, shares = list(TIERS), [share for share, _rank in TIERS.values()]
    for number in range(count):
        prefixes = tuple("".join(chance.choices("0123456789", k=length)) for length in PREFIXES)
        yield PartnerRow(number, _country(chance), chance.choices(tiers, shares)[0], prefixes)


def leads(count: int) -> Iterator[LeadRow]:
    for number in range(count):
        chance = random.Random(SEED * 1_000_003 + number)
        value = round(math.exp(chance.gauss(9.2, 1.0)), 2)
        postcode = f"{chance.randrange(100_000):05}"
        yield LeadRow(number, _country(chance), postcode, value, chance.randrange(15, 101), chance.choice(SOURCES))


def _country(chance: random.Random) -> str:
    return chance.choices(list(COUNTRIES), [share for share, _zone in COUNTRIES.values()])[0]
