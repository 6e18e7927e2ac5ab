"""Reads that others need."""

import base64
from datetime import timedelta
from typing import Any

from django.utils import timezone

from prm.accounts.models import User

from .enums import Channel
from .models import Message, MessageQuerySet, WebhookEndpoint, WorkerSeen
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


def endpoints_for(event: str, users: list[User]) -> list[WebhookEndpoint]:
    """The webhook endpoints of these people that want to hear of the event."""
    return list(WebhookEndpoint.objects.listening_to(event).filter(user__in=users).select_related("user"))


def worker_seen_lately(seconds: float = 60) -> bool:
    """Whether a worker did something that came through the broker in the last seconds. Asks Postgres only."""
    return WorkerSeen.objects.filter(seen_at__gt=timezone.now() - timedelta(seconds=seconds)).exists()
