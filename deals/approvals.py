"""Who approves a registration, one after the other. Pure: no database, no clock.

The reviewer comes first. Each step of the policy adds one person after them when it applies:

| amounts of the step | products of the step | it applies to |
|---|---|---|
| none | none | every registration |
| one in the registration's currency | none | what is above that amount |
| none in the registration's currency | none | every amount in it: nothing is converted, so it counts as large |
| none | some | these products |
| some | some | these products, and there as above |

While the amount is not known, steps with amounts are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from .enums import Approver, Because

MOST_STEPS = 4
MOST_DAYS = Decimal(30)


@dataclass(frozen=True)
class Step:
    """A further step: who, within how many business days, above which amount by currency, for which product codes."""

    who: str
    days: Decimal = Decimal(1)
    over: Mapping[str, Decimal] = field(default_factory=dict)
    products: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """As a version of the policy keeps it: amounts and days as texts."""
        over = {currency: f"{amount:f}" for currency, amount in sorted(self.over.items())}
        return {"who": str(self.who), "days": f"{self.days:f}", "over": over, "products": sorted(self.products)}


def step_from(kept: Mapping[str, Any]) -> Step:
    """A step out of what `as_json` made of it."""
    over = {currency: Decimal(amount) for currency, amount in kept["over"].items()}
    return Step(kept["who"], Decimal(kept["days"]), over, frozenset(kept["products"]))


@dataclass(frozen=True)
class Needed:
    """A step that applies, and why."""

    step: Step
    because: Because


def steps_for(steps: Iterable[Step], *, amount: Decimal | None, currency: str, product: str) -> list[Needed]:
    """The further steps of this registration, in the policy's order; none of two steps asks the same approver twice.

    `amount` is None while nobody has said it.
    """
    found: dict[str, Needed] = {}
    for step in steps:
        because = _because(step, amount, currency, product)
        if because is not None and step.who not in found:
            found[step.who] = Needed(step, because)
    return list(found.values())


def _because(step: Step, amount: Decimal | None, currency: str, product: str) -> Because | None:
    if step.products and product not in step.products:
        return None
    if not step.over:
        return Because.PRODUCT if step.products else Because.ALWAYS
    if amount is None:
        return None
    if currency not in step.over:
        return Because.CURRENCY
    return Because.AMOUNT if amount > step.over[currency] else None


@dataclass(frozen=True)
class Link:
    """One step of a registration's own chain: whose it is, and who approved it (None: nobody yet)."""

    person: int
    approved_by: int | None = None

    @property
    def is_given(self) -> bool:
        return self.approved_by is not None


class Givable(Protocol):
    """A step of a chain, however it is kept."""

    @property
    def is_given(self) -> bool: ...


Of = TypeVar("Of", bound=Givable)


def ahead(chain: Iterable[Of]) -> list[Of]:
    """What of the chain is still open, in its order; the first is whose turn it is."""
    return [one for one in chain if not one.is_given]


def open_place(chain: Sequence[Givable]) -> int:
    """Where the open step stands; behind the last one when all were given."""
    return next((place for place, one in enumerate(chain) if not one.is_given), len(chain))


class Standing(StrEnum):
    """What a person is to a chain right now."""

    TURN = "turn"
    GIVEN = "given"
    LATER = "later"
    STRANGER = "stranger"


def standing(person: int, chain: Sequence[Link], *, steps_in: bool) -> Standing:
    """Whether this person may approve now. `steps_in` says that they may do so for somebody else.

    | the open step is theirs | they approved an earlier one | a later one is theirs | may step in | |
    |---|---|---|---|---|
    | yes | | | | their turn |
    | no | yes | | | given: nobody approves twice |
    | no | no | yes | | later: their own step opens after it |
    | no | no | no | yes | their turn, for somebody else |
    | no | no | no | no | a stranger |

    A chain without an open step has no turn left for anybody.
    """
    at = open_place(chain)
    if at < len(chain) and chain[at].person == person:
        return Standing.TURN
    if any(link.approved_by == person for link in chain):
        return Standing.GIVEN
    if any(link.person == person for link in chain[at + 1 :]):
        return Standing.LATER
    return Standing.TURN if steps_in and at < len(chain) else Standing.STRANGER


def by_arbitration(who: str) -> bool:
    """Whether a channel manager's decision of a conflict is this step's approval too."""
    return who in (Approver.REVIEWER, Approver.CHANNEL_MANAGER)
