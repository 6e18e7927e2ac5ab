"""Webhook endpoints."""

import base64
import secrets
from collections.abc import Sequence

from prm.accounts.models import User

from ..addresses import check_url
from ..models import WebhookEndpoint


def add_endpoint(*, actor: User, url: str, events: Sequence[str] = ()) -> WebhookEndpoint:
    """Makes an endpoint of the actor, with a new secret. No events means all. Raises InvalidInput for the address."""
    check_url(url)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    return WebhookEndpoint.objects.create(user=actor, url=url, secret=secret, events=sorted(set(events)))


def switch_endpoint(*, endpoint: WebhookEndpoint, active: bool) -> WebhookEndpoint:
    """Switches the endpoint on or off. What is queued for an endpoint that is off is cancelled when its turn comes."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(active=active)
    endpoint.refresh_from_db()
    return endpoint
