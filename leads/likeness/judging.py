"""Is the company that somebody typed one that we know? Pure: two companies in, the reason or none out."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

SHORTEST_STEM = 5  # of a domain that says something about the company without its ending
SPELLED_ALIKE = 0.6  # share of common trigrams from which two names in one place should be compared by a person
SPELLED_ALIKE_ANYWHERE = 0.7  # where one of them says no place
IN_ONE_GROUP = 0.25  # where the domains differ by their ending only
LETTERS_PER_TYPO = 5
MOST_TYPOS = 2


class Why(StrEnum):
    """Why two companies may be one, the strongest first. For staff only."""

    DOMAIN = "domain"
    PERSON = "person"
    NAME = "name"
    SPELLING = "spelling"
    GROUP = "group"


WORDS = {
    Why.DOMAIN: _("the same web domain"),
    Why.PERSON: _("the same person’s e-mail address or number"),
    Why.NAME: _("the same name, but for the legal form"),
    Why.SPELLING: _("a name spelled alike in the same place"),
    Why.GROUP: _("the same group of companies"),
}


@dataclass(frozen=True)
class Company:
    """One side. `core`, `parent` and `places` are what leads.likeness.names makes of names and address.

    domains     own ones, normalised, without free-mail providers
    places      without the country alone
    in_group    its name says that it is one of several
    """

    core: str
    country: str = ""
    domains: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    parent: str = ""
    in_group: bool = False


@dataclass(frozen=True)
class Likeness:
    """What else is known of the two: shared trigrams of their cores (0 to 1), and whether they share a person."""

    trigrams: float = 0.0
    same_person: bool = False


def judge(typed: Company, known: Company, likeness: Likeness) -> list[Why]:
    """Every reason to take them for one company, the strongest first; of those that lie in the name one at most."""
    found = []
    if any(_is_within(domain, own) for domain in typed.domains for own in known.domains):
        found.append(Why.DOMAIN)
    if likeness.same_person:
        found.append(Why.PERSON)
    by_name = _by_name(typed, known, likeness)
    return [*found, by_name] if by_name is not None else found


def _by_name(typed: Company, known: Company, likeness: Likeness) -> Why | None:
    same_name = bool(typed.core) and typed.core == known.core
    if same_name and _may_be_in_one_place(typed, known):
        return Why.NAME
    if _is_spelled_alike(typed, known, likeness.trigrams):
        return Why.SPELLING
    return Why.GROUP if _is_in_one_group(typed, known, likeness.trigrams) else None


def _is_within(domain: str, own: str) -> bool:
    return domain == own or domain.endswith(f".{own}") or own.endswith(f".{domain}")


def _may_be_in_one_place(typed: Company, known: Company) -> bool:
    if typed.places & known.places:
        return True
    return _one_has_no_place(typed, known) and _may_be_one_country(typed, known)


def _one_has_no_place(typed: Company, known: Company) -> bool:
    return not typed.places or not known.places


def _is_spelled_alike(typed: Company, known: Company, trigrams: float) -> bool:
    if typed.places & known.places:
        return trigrams >= SPELLED_ALIKE or _is_typo(typed.core, known.core)
    return _one_has_no_place(typed, known) and _may_be_one_country(typed, known) and trigrams >= SPELLED_ALIKE_ANYWHERE


def _may_be_one_country(typed: Company, known: Company) -> bool:
    return typed.country == known.country or not (typed.country and known.country)


def _is_typo(one: str, other: str) -> bool:
    allowed = min(MOST_TYPOS, min(len(one), len(other)) // LETTERS_PER_TYPO)
    return allowed >= max(1, abs(len(one) - len(other))) and typos(one, other) <= allowed


def _is_in_one_group(typed: Company, known: Company, trigrams: float) -> bool:
    if typed.core and typed.core == known.core and (typed.in_group or known.in_group):
        return True
    if known.parent and typed.core == known.parent:
        return True
    stems = {stem_of(domain) for domain in typed.domains} & {stem_of(domain) for domain in known.domains}
    return bool(stems - {""}) and trigrams >= IN_ONE_GROUP


def stem_of(domain: str) -> str:
    """The domain without its ending: “acme-tools” of acme-tools.co.uk; '' where it is too short to tell anybody."""
    labels = domain.split(".")
    stem = labels[-3] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2] if len(labels) > 1 else ""
    return stem if len(stem) >= SHORTEST_STEM else ""


def typos(one: str, other: str) -> int:
    """Letters to add, leave out, change, or swap with their neighbour to make one of the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            line.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, line
    return last[-1]
