"""Something happened that other systems wait for: one call for each endpoint that may know."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from prm.core.models import DomainModel

from ..enums import Event
from ..models import WebhookEndpoint
from .posting import post_webhook


def announce(
    event: Event,
    subject: DomainModel,
    *,
    partner: Any,
    collection: str,
    at: datetime | None = None,
    **facts: Any,
) -> int:
    """Queues a call to every endpoint that asked for the event and whose owner may see `subject`; returns how many.

    Call it in the transaction of the event, after the row is written. `facts` are plain JSON and hold nothing that
    any reader of the row may not see: the body is a pointer with the new state, the API tells the rest. `at` (aware)
    tells two events of one kind on one row apart; the same event is queued once.
    """
    partner_id = getattr(partner, "pk", None)
    endpoints = WebhookEndpoint.objects.listening_to(event).of_partner_or_vendor(partner_id).select_related("user")
    moment = at or timezone.now()
    ref = str(subject.ref)  # type: ignore[attr-defined]
    payload = {
        "ref": ref,
        "partner": getattr(partner, "ref", None),
        "url": f"{settings.SITE_URL}/api/v1/{collection}/{ref}",
        **facts,
    }
    queued = 0
    for endpoint in endpoints:
        seen = type(subject)._default_manager.visible_to(endpoint.user)  # type: ignore[attr-defined]
        if seen.filter(pk=subject.pk).exists():
            key = f"{event}:{ref}:{moment.isoformat()}:{endpoint.ref}"
            queued += post_webhook(key=key, endpoint=endpoint, event=event, payload=payload) is not None
    return queued


def is_awaited(event: Event) -> bool:
    """Whether any endpoint asked for it, so that a bulk need not ask for each row."""
    return WebhookEndpoint.objects.listening_to(event).exists()
