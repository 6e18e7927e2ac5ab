"""Is this customer free for this product? Pure: facts in, a colour and its sentence out.

No sentence names or hints who is on the other side, how far they are, or until when.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Colour(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Finding(StrEnum):
    """Why. For our own use: `free` and `own` may be told as they are, the others only by their sentence."""

    FREE = "free"
    OWN = "own"
    HELD = "held"
    WORKED = "worked"
    SIMILAR = "similar"


@dataclass(frozen=True)
class Facts:
    """What is known about the customer within the product's scope, as seen from one partner.

    own       reference of the partner's own registration there that is undecided or approved, or ''
    held      somebody else's registration or protection keeps it, or the vendor itself has an open deal there:
              red says neither which
    worked    somebody else works a deal or a lead there, or was in touch lately
    similar   another customer that may be the same company, or of its group, is held or worked
    """

    own: str = ""
    held: bool = False
    worked: bool = False
    similar: bool = False


@dataclass(frozen=True)
class Assessment:
    """`own` is the reference of the partner's own registration, when that is the finding."""

    colour: Colour
    finding: Finding
    sentence: str | Promise
    own: str = ""

    @property
    def label(self) -> str | Promise:
        return LABELS[self.colour]


@dataclass(frozen=True)
class Answer:
    """What the screen says: the assessment, nothing yet, or that this was asked too often."""

    assessment: Assessment | None = None
    too_often: bool = False


LABELS = {
    Colour.GREEN: _("Free"),
    Colour.YELLOW: _("Needs a look"),
    Colour.RED: _("Not free"),
}
FREE = Assessment(Colour.GREEN, Finding.FREE, _("This customer is free for this product."))
OWN = Assessment(
    Colour.RED, Finding.OWN, _("Your company has registered this customer for this product already. Go on there.")
)
HELD = Assessment(
    Colour.RED,
    Finding.HELD,
    _(
        "This customer is not free for this product at the moment. You can still send your registration: "
        "it is kept as it is, and a channel manager decides."
    ),
)
WORKED = Assessment(
    Colour.YELLOW,
    Finding.WORKED,
    _("This customer needs a look for this product. Send your registration; the reviewer checks it."),
)
SIMILAR = Assessment(
    Colour.YELLOW,
    Finding.SIMILAR,
    _(
        "This customer needs a look: give its full name, its website and where it is, so that nobody takes it for "
        "another. Then send your registration; the reviewer checks it."
    ),
)


def assess(facts: Facts) -> Assessment:
    """Green, yellow or red. What the partner has itself comes first: there it can go on at once."""
    if facts.own:
        return replace(OWN, own=facts.own)
    if facts.held:
        return HELD
    if facts.worked:
        return WORKED
    return SIMILAR if facts.similar else FREE


def named_in(text: str, names: Iterable[str]) -> str:
    """The first of the names of the other side that stands in a text meant for this one; '' when none does."""
    spread = f" {' '.join(_words(text))} "
    for name in names:
        words = " ".join(_words(name))
        if len(words) > 2 and f" {words} " in spread:
            return name
    return ""


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()
