"""Reads that others need."""

import base64
import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from prm.accounts.models import User

from .enums import Channel
from .models import Attempt, MailChoice, Message, MessageQuerySet, WebhookCall, WebhookEndpoint, WorkerSeen
from .services import Attachment

BULKY = ("text", "html", "attachments", "payload")


def unread_notices(user: User) -> int:
    """How many of their own notices the person has not opened."""
    return Message.objects.unread().filter(recipient=user).count()


def notices_of(user: User) -> MessageQuerySet:
    """The person's own notices, newest first."""
    return Message.objects.visible_to(user).notices().filter(recipient=user)


def parked_messages(user: Any) -> MessageQuerySet:
    """What could not be delivered, among what the person may see, newest first; without the contents."""
    return Message.objects.visible_to(user).parked().defer(*BULKY).select_related("recipient")


def all_mails(to: str = "") -> MessageQuerySet:
    """Every mail, newest first, to addresses that contain `to`. For the page of development and demo only."""
    mails = Message.objects.filter(channel=Channel.MAIL).defer(*BULKY)
    return mails.filter(address__icontains=to) if to else mails


def mail_with(ref: str) -> Message:
    """One mail with its contents. For the page of development and demo only. Raises Message.DoesNotExist."""
    return Message.objects.filter(channel=Channel.MAIL).get(ref=ref)


def attachments_of(message: Message) -> list[Attachment]:
    """The files that go with the mail."""
    return [
        Attachment(file["name"], base64.b64decode(file["base64"]), file["content_type"])
        for file in message.attachments
    ]


def worker_seen_lately(seconds: float = 60) -> bool:
    """Whether a worker did something that came through the broker in the last seconds. Asks Postgres only."""
    return WorkerSeen.objects.filter(seen_at__gt=timezone.now() - timedelta(seconds=seconds)).exists()


def mail_choices(user: Any) -> dict[str, str]:
    """What the person has chosen, by topic."""
    return dict(MailChoice.objects.visible_to(user).filter(user=user).values_list("topic", "mode"))


# -- webhooks


def endpoints_for(user: Any) -> QuerySet[WebhookEndpoint]:
    """The endpoints this person looks after, each with when it was last called and how that stands."""
    latest = WebhookCall.objects.filter(endpoint=OuterRef("pk")).order_by("-created_at", "-pk")
    endpoints = WebhookEndpoint.objects.visible_to(user).select_related("user")
    return endpoints.annotate(
        called_at=Subquery(latest.values("created_at")[:1]), call_state=Subquery(latest.values("state")[:1])
    )


def calls_of(user: Any, endpoint: WebhookEndpoint) -> QuerySet[WebhookCall]:
    """The calls of an endpoint, newest first, each with the status of its last try; without what was sent."""
    last = Attempt.objects.filter(message=OuterRef("pk")).order_by("-at", "-pk")
    calls = WebhookCall.objects.visible_to(user).filter(endpoint=endpoint).defer(*BULKY)
    return calls.annotate(last_status=Subquery(last.values("status")[:1]))


def tries_of(user: Any, call: WebhookCall) -> list[Attempt]:
    """Every try of a call that this person looks after, newest first."""
    if not WebhookCall.objects.visible_to(user).filter(pk=call.pk).exists():
        return []
    return list(Attempt.objects.filter(message=call.pk))


def body_of(call: Message) -> str:
    """What was sent, as a person reads it."""
    return json.dumps(call.payload, ensure_ascii=False, indent=2)


def posted(keys: Collection[str]) -> set[str]:
    """Those of these keys under which something was posted."""
    return set(Message.objects.filter(key__in=list(keys)).values_list("key", flat=True))
