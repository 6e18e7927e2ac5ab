"""Claim, send, write down how it went. Filled in with the transports."""

from prm.accounts.models import User

from ..models import Message


def deliver(message_id: int) -> bool:
    """Sends the message if it is due and nobody else is at it. True when it was sent by this call."""
    raise NotImplementedError


def sweep(limit: int = 100) -> int:
    """Sends what is due, oldest first; returns how many were sent."""
    raise NotImplementedError


def resend(*, message: Message, actor: User) -> Message:
    """Queues a parked message again."""
    raise NotImplementedError
