"""Who publishes, and who is asked to acknowledge. Pure."""

from typing import Any

from prm.accounts.enums import CHANNEL, MEMBERS


def may_publish(user: Any) -> bool:
    return user.is_active and user.role in CHANNEL


def may_remind(user: Any) -> bool:
    """Who writes to partners' people that something waits to be read."""
    return user.is_active and user.role in CHANNEL


def is_asked_to_acknowledge(user: Any) -> bool:
    """Members answer for their partner; staff may read, but nobody waits for them."""
    return user.is_active and user.role in MEMBERS
