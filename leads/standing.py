"""How one candidate stood in a decision: kept as a short row of plain values, read back in the reader's language."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from partners.enums import Sharing
from prm.core.languages import language_name

from .enums import Refusal, Way


class Line(NamedTuple):
    """Refused with a reason, or scored with reasons. The order of the fields is the order in the stored row."""

    key: str
    name: str
    group_name: str
    refusal: str = ""
    area: str = ""
    precedence: int = 0
    specificity: int = 0
    score: float = 0
    chosen: bool = False
    load: int = 0
    capacity: int = 0
    won: float = 0
    closed: float = 0
    chance: float = 0
    answers: float = 0
    named: bool = False
    specialist: bool = False
    tier: str = ""
    certified: bool = False
    speaks: str = ""

    @property
    def kept(self) -> tuple[Any, ...]:
        """The row that is stored: without what is as usual at its end, in the order of the fields."""
        if self.refusal:
            return self[:REFUSED_FIELDS]
        return self if self.certified or self.speaks else self[:USUAL_FIELDS]

    @property
    def refused(self) -> str:
        """Why this candidate cannot get it, in words; '' when they can."""
        if not self.refusal:
            return ""
        words = {"partner": self.group_name, "load": self.load, "capacity": self.capacity}
        if self.refusal == Refusal.HAD_IT and self.group_name:
            return _("%(partner)s had this lead before.") % words
        if self.refusal == Refusal.FULL:
            return _("No free place: %(load)s of %(capacity)s taken.") % words
        return str(Refusal(self.refusal).label) if self.refusal in Refusal.values else self.refusal

    @property
    def reasons(self) -> list[str]:
        """What the score is made of, in words."""
        return [] if self.refusal else list(self._reasons())

    def _reasons(self) -> Iterable[str]:
        if self.named:
            yield _("Named contact of the partner")
        if self.specialist:
            yield _("Specialist for the product")
        if self.certified:
            yield _("Certified for the product")
        if self.speaks:
            yield _("Speaks %(language)s") % {"language": language_name(self.speaks)}
        if self.chance:
            yield _("Chance to win: %(chance)s %% (%(evidence)s)") % {
                "chance": round(self.chance * 100),
                "evidence": self._evidence(),
            }
        if self.answers:
            yield _("Takes %(share)s %% of what is offered") % {"share": round(self.answers * 100)}
        yield _("Free places: %(free)s of %(all)s") % {"free": self.capacity - self.load, "all": self.capacity}

    def _evidence(self) -> str:
        if self.closed:
            words = {"won": round(self.won), "closed": round(self.closed)}
            if (self.won, self.closed) == (words["won"], words["closed"]):
                return _("%(won)s won of %(closed)s closed") % words
            return _("about %(won)s won of about %(closed)s closed, older ones counting less") % words
        if self.tier:
            return _("no results yet; as other %(tier)s partners") % {"tier": self.tier}
        return _("no results yet, so an average is assumed")


# How many fields of a line say something, of one that is refused and of one that is not.
REFUSED_FIELDS, USUAL_FIELDS = Line._fields.index("capacity") + 1, Line._fields.index("tier") + 1


def read(rows: Iterable[Any]) -> list[Line]:
    """The lines of a decision as they were kept."""
    return [Line(*row) for row in rows]


def sentence_for(winner: Line, near: Sequence[Line], far: Sequence[Line], way: str) -> str:
    """Why this one, in one sentence.

    `near` could have taken it too and cover it as closely, `far` less so; each the best first. Colleagues of the
    winner are not what it was held against: see `within`.
    """
    who = f"{winner.name} ({winner.group_name})" if winner.group_name else winner.name
    equals = [line for line in near if not _are_colleagues(winner, line)]
    second = next((line for line in (*equals, *far) if not _are_colleagues(winner, line)), None)
    words = {"who": who, "area": winner.area, "other": second.name if second else "", "count": len(equals) + 1}
    if way == Way.HOLDER:
        return _("%(who)s: the partner holds the protected deal with this customer.") % words
    if not winner.area:
        return _("%(who)s is the partner's named contact.") % words
    if equals:
        return _among_equals(winner, equals[0], way) % words
    if second is None:
        return _alone(bool(near or far)) % words
    if winner.precedence > second.precedence:
        return _("%(who)s: territory “%(area)s” takes precedence.") % words
    return _("%(who)s: territory “%(area)s” fits more closely than any other.") % words


def _are_colleagues(one: Line, other: Line) -> bool:
    return bool(one.group_name) and one.group_name == other.group_name


def _alone(has_colleagues: bool) -> str:
    if has_colleagues:
        return _("%(who)s: no other partner can take it; territory “%(area)s”.")
    return _("%(who)s is the only one who can take it; territory “%(area)s”.")


def _among_equals(winner: Line, second: Line, way: str) -> str:
    if way == Way.TURN:
        return _("%(who)s: territory “%(area)s”, in weighted turn among %(count)s.")
    if way == Way.TRIAL:
        return _("%(who)s: territory “%(area)s”, a trial, so that those with few results can prove themselves.")
    if winner.score > second.score:
        return _("%(who)s: territory “%(area)s” and the best prospects, before %(other)s.")
    return _("%(who)s: territory “%(area)s”, drawn between equals.")


def within(winner: Line, rule: str) -> str:
    """Why this person among those of the partner who could have taken it, in one sentence."""
    words = {"who": winner.name, "partner": winner.group_name}
    if rule == Sharing.TURN:
        return _("Within %(partner)s it was the turn of %(who)s.") % words
    if rule == Sharing.TERRITORY:
        return _("Within %(partner)s it is the own territory of %(who)s.") % words
    return _("Within %(partner)s %(who)s has the most room.") % words


def nobody(refused: Sequence[Line], everybody: Sequence[Any], holder: str) -> str:
    """Why nobody gets it, in one sentence."""
    if not everybody:
        return _("Nobody is there who could take it.")
    if holder:
        return _("The partner who holds the protected deal with this customer cannot take it now.")
    if all(line.refusal == Refusal.OUTSIDE for line in refused):
        return _("No territory covers it.")
    return _("Nobody who covers it can take it now.")
