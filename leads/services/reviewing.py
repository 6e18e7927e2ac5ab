"""A sales rep asks for more of what a partner brought, and the partner completes it."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import links
from prm.core.errors import InvalidInput
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import identity, messages, rules
from ..enums import Action, LeadState
from ..models import Lead
from .moving import locked, move, note_down, open_offer_of, require

ANSWER_DAYS = 5


@transaction.atomic
def request_changes(actor: Any, lead: Lead, fields: Collection[str], note: str) -> Lead:
    """Asks the partner to complete the named fields; the rep's own clock stands meanwhile.

    Raises InvalidInput without a field or a note, NotAllowed and TransitionRefused.
    """
    lead = locked(lead)
    wanted = [name for name in rules.ASKABLE if name in fields]
    if not wanted:
        raise InvalidInput(_("Name at least one field."), fields={"fields": _("Choose at least one.")})
    if not note.strip():
        raise InvalidInput(_("Say what is missing."), fields={"note": _("Say what is missing.")})
    require(lead, Action.REQUEST_CHANGES, actor)
    move(
        lead,
        Action.REQUEST_CHANGES,
        actor,
        open_fields=wanted,
        request_note=note.strip(),
        requested_at=timezone.now(),
    )
    offer = open_offer_of(lead)
    if offer is not None:
        promises.pause(Kind.ANSWER_OFFER, offer)
    promises.make(
        kind=Kind.ANSWER_ACTION_REQUIRED,
        subject=lead,
        owed_by=lead.person,
        label=lead.company_name,
        url=lead.get_absolute_url(),
        partner=lead.partner,
        days=ANSWER_DAYS,
    )
    note_down(lead, actor, _("Asked for more"), icon="circle-question-mark", detail=note.strip())
    messages.lead_action_required(lead, actor)
    return lead


@transaction.atomic
def answer_request(actor: Any, lead: Lead, answers: dict[str, Any], note: str = "") -> Lead:
    """The partner completes what was asked for, and the lead is back in review. Only the named fields are written.

    Raises InvalidInput for a field left empty or an address that is none, NotAllowed and TransitionRefused.
    """
    lead = locked(lead)
    require(lead, Action.ANSWER, actor)
    given = {name: answers.get(name) for name in lead.open_fields}
    empty = {name: _("This was asked for.") for name, value in given.items() if value in (None, "")}
    if empty:
        raise InvalidInput(_("Please complete what was asked for."), fields=empty)
    _write(lead, given)
    move(lead, Action.ANSWER, actor, open_fields=[])
    promises.keep(Kind.ANSWER_ACTION_REQUIRED, lead)
    offer = open_offer_of(lead)
    if offer is not None:
        promises.resume(Kind.ANSWER_OFFER, offer)
    named = ", ".join(str(rules.ASKABLE[name]) for name in given)
    note_down(lead, actor, _("Completed: %(fields)s") % {"fields": named}, icon="list-checks", detail=note.strip())
    if lead.receiver is not None:
        messages.lead_completed(lead, lead.receiver)
    return lead


def read_completing_link(token: str) -> tuple[Lead, User]:
    """The lead that a link in a mail lets its person complete. Changes nothing. Raises BadLink."""
    asked = Lead.objects.filter(state=LeadState.ACTION_REQUIRED)
    rows = asked.select_related("customer", "contact", "partner", "product", "member")
    return links.resolve(messages.COMPLETE_BY_MAIL, token, rows, messages.fingerprint_of_question, _active)


def _active(ref: str) -> User | None:
    return User.objects.active().filter(ref=ref).first()


def _write(lead: Lead, given: dict[str, Any]) -> None:
    email = given.get("contact_email")
    if email and not identity.normal_email(email):
        raise InvalidInput(_("This is no e-mail address."), fields={"contact_email": _("This is no e-mail address.")})
    for name, value in given.items():
        if name in rules.CONTACT_FIELDS:
            setattr(lead.contact, name.removeprefix("contact_"), value)
        elif name in rules.COMPANY_FIELDS:
            lead.as_entered[name] = value
        else:
            setattr(lead, name, value)
    lead.contact.save()
    lead.save()
