"""What somebody covers, and an index that finds who covers a subject without asking everybody. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

# A postal area is more telling than a country, a country more than nothing.
WEIGHTS = {"countries": 10, "regions": 12, "industries": 8, "sizes": 4, "products": 8}
POSTCODE_WEIGHT, PERSONAL_WEIGHT = 14, 1
CACHED_PLACES = 50_000


@dataclass(frozen=True, slots=True)
class Subject:
    """What is routed. `had_it` names the groups and candidates that may not get it (again).

    `holder` is the group that holds a protected deal with the customer: it gets the lead, and nobody else does.
    `needs` are the certificates without which nobody may get it; `language` the one it has to be worked in.
    """

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
    holder: str = ""
    needs: frozenset[str] = frozenset()
    language: str = ""


@dataclass(frozen=True, slots=True)
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
            and _admits(self.regions, plain(subject.region))
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


def plain(text: str) -> str:
    return " ".join(text.casefold().split()) if text else ""


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
        _upper(tuple(countries)),
        _plain(tuple(regions)),
        _postal(tuple(postal_prefixes)),
        _as_is(tuple(industries)),
        _as_is(tuple(sizes)),
        _as_is(tuple(products)),
        precedence,
        personal,
    )


# Thousands of territories name the same few things: each is normalised once.
@lru_cache(maxsize=CACHED_PLACES)
def _upper(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(value.upper() for value in values)


@lru_cache(maxsize=CACHED_PLACES)
def _plain(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain(value) for value in values)


@lru_cache(maxsize=CACHED_PLACES)
def _postal(values: tuple[str, ...]) -> frozenset[str]:
    """Of prefixes without a letter or a digit none fits: somebody meant a rule, so it is not as if there were none."""
    kept = frozenset(filter(None, (postal(value) for value in values)))
    return kept or frozenset("" for _value in values)


@lru_cache(maxsize=CACHED_PLACES)
def _as_is(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(values)


class Patch(NamedTuple):
    """Everybody who covers exactly what this area does: their numbers, with what each calls it."""

    area: Area
    holders: list[tuple[int, str]]


class Level(NamedTuple):
    """What covers a subject equally closely."""

    precedence: int
    specificity: int
    patches: tuple[Patch, ...]

    def holders(self) -> dict[int, str]:
        """Who covers it, with the name of the area; of two areas the later name in the alphabet."""
        if len(self.patches) == 1:
            return dict(sorted(self.patches[0].holders, key=lambda holder: holder[1]))
        return dict(sorted((one for patch in self.patches for one in patch.holders), key=lambda holder: holder[1]))


Place = tuple[str, ...]


class Atlas:
    """Finds the areas that cover a subject. Areas that cover the same are looked at once, whoever holds them."""

    def __init__(self, covered: Iterable[tuple[int, Sequence[Area]]]) -> None:
        patches: dict[tuple[object, ...], Patch] = {}
        for number, areas in covered:
            for one in areas:
                shape = (
                    one.countries, one.regions, one.postal_prefixes, one.industries, one.sizes, one.products,
                    one.precedence, one.personal,
                )  # fmt: skip
                patch = patches.get(shape)
                if patch is None:
                    patch = patches[shape] = Patch(one, [])
                patch.holders.append((number, one.name))
        self._at: dict[Place, list[Patch]] = defaultdict(list)
        for patch in patches.values():
            for place in _places_of(patch.area):
                self._at[place].append(patch)
        lengths = {len(prefix) for patch in patches.values() for prefix in patch.area.postal_prefixes}
        self._lengths = sorted(lengths)
        self._longest = max(lengths, default=0)
        self._found: dict[Place, tuple[Level, ...]] = {}

    def levels(self, subject: Subject) -> tuple[Level, ...]:
        """The areas that cover it, level by level: the highest precedence, then the most specific, first."""
        country, region, code = subject.country.upper(), plain(subject.region), postal(subject.postcode)
        place = (country, region, code[: self._longest], subject.industry, subject.size, subject.product)
        found = self._found.get(place)
        if found is None:
            if len(self._found) >= CACHED_PLACES:
                self._found.clear()
            found = self._found[place] = self._search(subject, country, region, code)
        return found

    def _search(self, subject: Subject, country: str, region: str, code: str) -> tuple[Level, ...]:
        at: dict[tuple[int, int], list[Patch]] = defaultdict(list)
        for patch in self._near(country, region, code):
            if patch.area.covers(subject):
                at[patch.area.precedence, patch.area.specificity(subject)].append(patch)
        return tuple(Level(*height, tuple(at[height])) for height in sorted(at, reverse=True))

    def _near(self, country: str, region: str, code: str) -> Iterator[Patch]:
        seen: set[int] = set()
        for land in dict.fromkeys((country, "")):
            prefixes = (("postal", land, code[:length]) for length in self._lengths if length <= len(code))
            for place in (*prefixes, ("region", land, region), ("country", land)):
                for patch in self._at.get(place, ()):
                    if id(patch) not in seen:  # one area may name several prefixes that fit
                        seen.add(id(patch))
                        yield patch


def _places_of(shape: Area) -> Iterator[Place]:
    """Where an area is looked for: by its narrowest dimension of place."""
    lands = sorted(shape.countries) or [""]
    if shape.postal_prefixes:
        return (("postal", land, prefix) for land in lands for prefix in sorted(shape.postal_prefixes))
    if shape.regions:
        return (("region", land, region) for land in lands for region in sorted(shape.regions))
    return (("country", land) for land in lands)
