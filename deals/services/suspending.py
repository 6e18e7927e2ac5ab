"""A partner that is not active gets no decision it could use: what waits for one waits with its clock standing."""

from collections.abc import Callable
from typing import Any

from deals.enums import RegistrationState
from deals.messages import suspending as messages
from deals.models import Registration
from partners.enums import PartnerState
from partners.models import Partner
from prm.promises import services as promises
from prm.promises.models import Promise

from .clocks import STANDING

Turn = Callable[[str, Any], Promise | None]


def follow(partner: Partner) -> None:
    """In the transaction that changes the partner's state: the vendor's clocks stand, or run on where they stood.

    Nothing is lost meanwhile: the partner can complete and withdraw, the vendor ask and refuse. Where it is the
    partner's turn, the clock of the decision goes on standing until it has answered.
    """
    waiting = Registration.objects.undecided().filter(partner=partner).order_by("pk")
    rows = list(waiting.select_for_update(of=("self",)).select_related("reviewer", "next_decider", "referrer__user"))
    if partner.state == PartnerState.ACTIVE:
        turned = _turn([row for row in rows if row.state != RegistrationState.ACTION_REQUIRED], promises.resume)
        messages.run_on(partner, turned)
    else:
        messages.stand(partner, _turn(rows, promises.pause))


def _turn(rows: list[Registration], turn: Turn) -> list[tuple[Registration, Promise]]:
    """The clocks that stand or run now, each with its registration."""
    return [(row, clock) for row in rows for kind in STANDING if (clock := turn(kind, row)) is not None]
