"""What a link in a mail lets its person do: update a deal, complete a registration."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deals.enums import OPEN_STAGES, RegistrationState
from deals.messages import acting
from deals.models import Opportunity, Registration
from prm.accounts.models import User
from prm.core import links
from prm.core.errors import InvalidInput

from .working import add_note, update_deal


def read_update_link(token: str) -> tuple[Opportunity, User]:
    """The open deal that a link lets its person update. Changes nothing. Raises BadLink."""
    rows = Opportunity.objects.filter(stage__in=OPEN_STAGES).select_related("partner", "member", "customer")
    return links.resolve(acting.UPDATE_DEAL, token, rows, acting.fingerprint_of_deal, _person)


def read_completing_link(token: str) -> tuple[Registration, User]:
    """The registration that a link lets its person complete. Changes nothing. Raises BadLink."""
    asked = Registration.objects.filter(state=RegistrationState.ACTION_REQUIRED)
    rows = asked.select_related("partner", "product", "customer")
    return links.resolve(acting.COMPLETE_REGISTRATION, token, rows, acting.fingerprint_of_registration, _person)


def _person(ref: str) -> User | None:
    return User.objects.active().filter(ref=ref).first()


@transaction.atomic
def update_by_mail(actor: User, deal: Opportunity, data: Mapping[str, Any], note: str, version: int) -> Opportunity:
    """Writes what differs and the note. Raises InvalidInput when neither says anything new, so that the clock of the
    deal begins again for a reason only; and as `update_deal` does."""
    changed = any(getattr(deal, name) != value for name, value in data.items())
    if not changed and not note.strip():
        sentence = _("Nothing has changed? Say so in the note, and the reminder is answered.")
        raise InvalidInput(sentence, fields={"note": sentence})
    deal = update_deal(actor, deal, data, version)
    return add_note(actor, deal, note) if note.strip() else deal
