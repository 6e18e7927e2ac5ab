"""Reads that others need."""

from datetime import timedelta

from django.utils import timezone

from prm.accounts.models import User

from .models import Message, MessageQuerySet, WebhookEndpoint, WorkerSeen


def unread_notices(user: User) -> int:
    """How many of their own notices the person has not opened."""
    return Message.objects.unread().filter(recipient=user).count()


def notices_of(user: User) -> MessageQuerySet:
    """The person's own notices, newest first."""
    return Message.objects.notices().filter(recipient=user)


def endpoints_for(event: str, users: list[User]) -> list[WebhookEndpoint]:
    """The webhook endpoints of these people that want to hear of the event."""
    return list(WebhookEndpoint.objects.listening_to(event).filter(user__in=users))


def worker_seen_lately(seconds: float = 60) -> bool:
    """Whether a worker did something that came through the broker in the last seconds. Asks Postgres only."""
    return WorkerSeen.objects.filter(seen_at__gt=timezone.now() - timedelta(seconds=seconds)).exists()
