"""Who comes first by the rules of engagement, in words for the channel manager. Pure: facts in, sentences out.

No rule decides by itself: a person does, and says why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Claim:
    """What speaks for one side. `submitted_at` is UTC."""

    name: str
    submitted_at: datetime
    is_protected: bool = False
    has_contract: bool = False
    covers_territory: bool = False
    brought_a_lead: bool = False
    deal_moves: bool = False


@dataclass(frozen=True)
class Verdict:
    """One rule, what it says here, and the name it puts first ('' when it separates nobody)."""

    rule: str | Promise
    sentence: str
    first: str = ""


def _earliest(claims: Sequence[Claim]) -> list[Claim]:
    first = min(claim.submitted_at for claim in claims)
    return [claim for claim in claims if claim.submitted_at == first]


def _those(fact: str) -> Callable[[Sequence[Claim]], list[Claim]]:
    return lambda claims: [claim for claim in claims if getattr(claim, fact)]


# In this order: the first rule that leaves one side only says who comes first.
RULES: tuple[tuple[str | Promise, Callable[[Sequence[Claim]], list[Claim]]], ...] = (
    (gettext_lazy("A running protection counts before anything else"), _those("is_protected")),
    (gettext_lazy("The contract runs"), _those("has_contract")),
    (gettext_lazy("The customer lies in the partner’s territory"), _those("covers_territory")),
    (gettext_lazy("Has spoken with the customer: a lead of its own came before"), _those("brought_a_lead")),
    (gettext_lazy("The deal has moved beyond its first stage"), _those("deal_moves")),
    (gettext_lazy("Whoever registered first"), _earliest),
)


def verdicts(claims: Sequence[Claim]) -> list[Verdict]:
    """Every rule held against the sides, in the order in which the rules count."""
    return [_verdict(rule, claims, [claim.name for claim in choose(claims)]) for rule, choose in RULES]


def _verdict(rule: str | Promise, claims: Sequence[Claim], names: list[str]) -> Verdict:
    if not names:
        return Verdict(rule, _("Holds for nobody."))
    if len(names) == len(claims):
        return Verdict(rule, _("Holds for all of them alike."))
    return Verdict(rule, _("Holds for %(names)s.") % {"names": ", ".join(names)}, names[0] if len(names) == 1 else "")


def first_of(found: Sequence[Verdict]) -> Verdict | None:
    """The rule that separates them; None when no rule does."""
    return next((verdict for verdict in found if verdict.first), None)
