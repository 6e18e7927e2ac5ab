"""Webhook endpoints: set up, changed, tried, taken away."""

import base64
import secrets
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core.errors import DomainError, InvalidInput, NotAllowed

from .. import rules
from ..addresses import check_url, refuse_inside
from ..enums import TEST_EVENT, Event
from ..models import Message, WebhookEndpoint
from .posting import post_webhook

CHANGEABLE = frozenset({"url", "events", "active"})


@transaction.atomic
def add_endpoint(*, actor: User, url: str, events: Sequence[str] = ()) -> WebhookEndpoint:
    """Makes an endpoint of the actor, with a new secret. No events means all, also those of later versions.

    Raises NotAllowed, InvalidInput for the address or an unknown event, and DomainError when there are too many.
    """
    if not rules.may_set_up(actor.role, actor.is_active):
        raise NotAllowed(_("Partner admins and the vendor's staff set up webhooks."))
    checked = _checked({"url": url, "events": events})
    User.objects.lock(actor)
    if WebhookEndpoint.objects.filter(user=actor).count() >= rules.MOST_ENDPOINTS:
        raise DomainError(_("You have %(count)s webhooks. Delete one first.") % {"count": rules.MOST_ENDPOINTS})
    return WebhookEndpoint.objects.create(user=actor, secret=_new_secret(), **checked)


@transaction.atomic
def change_endpoint(*, actor: User, endpoint: WebhookEndpoint, changes: Mapping[str, Any]) -> WebhookEndpoint:
    """Writes `url`, `events` and `active`, as far as they are named. What is queued for an endpoint that is switched
    off is cancelled when its turn comes. Raises NotAllowed, and InvalidInput as `add_endpoint` does."""
    row = _claimed(actor, endpoint)
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValueError(f"Not changeable: {sorted(unknown)}")
    for name, value in _checked(changes).items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def renew_secret(*, actor: User, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """A new secret; calls are signed with it from the next try on. Raises NotAllowed."""
    row = _claimed(actor, endpoint)
    row.secret = _new_secret()
    row.save(update_fields=["secret"])
    return row


@transaction.atomic
def delete_endpoint(*, actor: User, endpoint: WebhookEndpoint) -> None:
    """The endpoint and the list of its calls are gone. Raises NotAllowed."""
    _claimed(actor, endpoint).delete()


@transaction.atomic
def try_endpoint(*, actor: User, endpoint: WebhookEndpoint) -> Message:
    """Queues a call that says nothing, to see whether the other side answers. Raises NotAllowed and DomainError."""
    row = _claimed(actor, endpoint)
    if not row.active:
        raise DomainError(_("The webhook is switched off. Switch it on first."))
    payload = {"ref": row.ref, "sentence": "This is a test. Nothing has happened."}
    message = post_webhook(key=f"test:{uuid.uuid4()}", endpoint=row, event=TEST_EVENT, payload=payload)
    assert message is not None
    return message


def _claimed(actor: User, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    may = rules.may_set_up(actor.role, actor.is_active)
    if not may or not WebhookEndpoint.objects.visible_to(actor).filter(pk=endpoint.pk).exists():
        raise NotAllowed(_("This webhook is not yours to change."))
    return WebhookEndpoint.objects.lock(endpoint)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    checked = dict(values)
    if "url" in checked:
        refuse_inside(check_url(checked["url"]))
    if "events" in checked:
        unknown = set(checked["events"]) - set(Event.values)
        if unknown:
            sentence = _("“%(name)s” is no event.") % {"name": str(min(unknown))[:60]}
            raise InvalidInput(sentence, fields={"events": sentence})
        checked["events"] = sorted(set(checked["events"]))
    return checked


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
