"""One function per event: what is said to whom about registrations, protection and deals."""

from . import deals, protection, registrations, reminders

__all__ = ["deals", "protection", "registrations", "reminders"]
