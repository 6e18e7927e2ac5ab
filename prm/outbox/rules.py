"""Who may set up webhooks, and which calls can be made again. Pure."""

from prm.accounts.enums import PARTNER_ADMINS, STAFF

from .enums import State

HOOKERS = STAFF | PARTNER_ADMINS
# A call that is on its way just now is nobody's to repeat.
REPEATABLE = frozenset({State.QUEUED, State.SENT, State.PARKED, State.CANCELLED})
MOST_ENDPOINTS = 20


def may_set_up(role: str, is_active: bool) -> bool:
    return is_active and role in HOOKERS
