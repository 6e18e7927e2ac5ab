"""Where territories overlap, and what falls between them. Pure: areas and segments in, findings out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from leads.routing import Area, Subject

# Nobody reads more pairs than this; the page says that there are more.
MOST_PAIRS = 1000
DIMENSIONS = ("countries", "regions", "industries", "sizes", "products")
FIRST, SECOND, BY_SCORE, DEPENDS = "first", "second", "by_score", "depends"


@dataclass(frozen=True)
class Holding:
    """An area and whose it is. Areas of the same `group` (a partner, a sales rep) never compete."""

    ref: str
    url: str
    owner: str
    group: str
    area: Area


@dataclass(frozen=True)
class Overlap:
    """Two areas of the same precedence that one lead can fall into, and which of them wins there."""

    first: Holding
    second: Holding
    winner: str


@dataclass(frozen=True)
class Segment:
    """Leads that look the same to the rules."""

    country: str = ""
    region: str = ""
    postcode: str = ""
    industry: str = ""
    size: str = ""
    product: str = ""

    def subject(self) -> Subject:
        facts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Subject(key="", **facts)


@dataclass(frozen=True)
class Hole:
    """Leads that nobody covers: a whole country, or one industry and product within it."""

    country: str
    industry: str
    product: str
    whole_country: bool
    leads: int


def meets(one: Area, other: Area) -> bool:
    """Whether some lead could fall into both. An empty rule admits everything."""
    for name in DIMENSIONS:
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine and theirs and mine.isdisjoint(theirs):
            return False
    return not (one.postal_prefixes and other.postal_prefixes) or any(_common_postcodes(one, other))


def _common_postcodes(one: Area, other: Area) -> Iterator[str]:
    """The beginning of a postcode in both, the longer of every pair of prefixes that fit into each other."""
    for mine in one.postal_prefixes:
        for theirs in other.postal_prefixes:
            if mine.startswith(theirs) or theirs.startswith(mine):
                yield max(mine, theirs, key=len)


def winner(one: Area, other: Area) -> str:
    """Which of two areas of the same precedence a lead in both goes by: the narrower; equals are told by score."""
    if one.postal_prefixes and other.postal_prefixes:
        postcodes = set(_common_postcodes(one, other))
    else:
        postcodes = set(one.postal_prefixes or other.postal_prefixes) or {""}
    found = {_narrower(one, other, Subject(key="", postcode=code)) for code in postcodes}
    return found.pop() if len(found) == 1 else DEPENDS


def _narrower(one: Area, other: Area, subject: Subject) -> str:
    mine, theirs = one.specificity(subject), other.specificity(subject)
    if mine == theirs:
        return BY_SCORE
    return FIRST if mine > theirs else SECOND


def overlaps(holdings: Iterable[Holding], most: int = MOST_PAIRS) -> list[Overlap]:
    """Pairs of the same precedence and different groups that meet, at most `most` of them."""
    found: list[Overlap] = []
    for one, other in _neighbours(holdings):
        if one.group != other.group and meets(one.area, other.area):
            found.append(Overlap(one, other, winner(one.area, other.area)))
            if len(found) == most:
                break
    return found


def _neighbours(holdings: Iterable[Holding]) -> Iterator[tuple[Holding, Holding]]:
    """Every pair of the same precedence that shares a country, or of which one covers every country; each once."""
    by_precedence: dict[int, list[Holding]] = defaultdict(list)
    for holding in holdings:
        by_precedence[holding.area.precedence].append(holding)
    for _precedence, rows in sorted(by_precedence.items(), reverse=True):
        everywhere = [row for row in rows if not row.area.countries]
        somewhere = [row for row in rows if row.area.countries]
        yield from combinations(everywhere, 2)
        yield from ((one, other) for one in everywhere for other in somewhere)
        yield from _sharing_a_country(somewhere)


def _sharing_a_country(rows: Sequence[Holding]) -> Iterator[tuple[Holding, Holding]]:
    by_country: dict[str, list[Holding]] = defaultdict(list)
    for row in rows:
        for country in row.area.countries:
            by_country[country].append(row)
    for country, sharing in sorted(by_country.items()):
        for one, other in combinations(sharing, 2):
            if country == min(one.area.countries & other.area.countries):
                yield one, other


def uncovered(segments: Iterable[Segment], areas: Iterable[Area]) -> set[Segment]:
    """The segments that no area covers."""
    by_country: dict[str, list[Area]] = defaultdict(list)
    everywhere = []
    for area in areas:
        for country in area.countries:
            by_country[country].append(area)
        if not area.countries:
            everywhere.append(area)
    return {
        segment
        for segment in segments
        if not any(area.covers(segment.subject()) for area in (*everywhere, *by_country[segment.country]))
    }


def holes(counted: Counter[Segment], areas: Sequence[Area]) -> list[Hole]:
    """Uncovered leads by country, industry and product, the most leads first.

    A country that no rule admits is one hole, however many kinds of lead came from it.
    """
    named = {country for area in areas for country in area.countries}
    anywhere = any(not area.countries for area in areas)
    sums: Counter[tuple[str, str, str, bool]] = Counter()
    for segment in uncovered(counted, areas):
        whole = not anywhere and segment.country not in named
        kind = ("", "") if whole else (segment.industry, segment.product)
        sums[segment.country, *kind, whole] += counted[segment]
    rows = [Hole(*key, leads=count) for key, count in sums.items()]
    return sorted(rows, key=lambda row: (-row.leads, row.country, row.industry, row.product))
