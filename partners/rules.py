"""Who may do what to a partner, and from which state. Pure: no database, no clock."""

from collections.abc import Collection
from typing import Any

from prm.accounts.enums import CHANNEL, MEMBERS, Role

from .enums import PartnerState

TRANSITIONS: dict[PartnerState, tuple[PartnerState, ...]] = {
    PartnerState.PROSPECT: (PartnerState.ACTIVE, PartnerState.ENDED),
    PartnerState.ACTIVE: (PartnerState.SUSPENDED, PartnerState.ENDED),
    PartnerState.SUSPENDED: (PartnerState.ACTIVE, PartnerState.ENDED),
    # A partner that comes back starts again as a prospect, with its history.
    PartnerState.ENDED: (PartnerState.PROSPECT,),
}
# What takes something away from the partner is never done without saying why.
NEEDS_REASON = frozenset({PartnerState.SUSPENDED, PartnerState.ENDED})

# What a partner keeps up to date about itself; the rest is the vendor's to decide.
OWN_COMPANY_FIELDS = frozenset({"about", "website", "phone", "city"})


def next_states(state: str) -> tuple[PartnerState, ...]:
    """The states a partner in `state` can be put in."""
    return TRANSITIONS[PartnerState(state)]


def can_change_state(old: str, new: str) -> bool:
    return new in next_states(old)


def runs_the_channel(user: Any) -> bool:
    """Channel managers and administrators: they invite partners, decide their tier, state and territories."""
    return user.is_active and user.role in CHANNEL


def runs_the_team(user: Any, partner_id: int) -> bool:
    """Who invites, edits and deactivates the members of this partner: its own admins and the channel's managers."""
    if runs_the_channel(user):
        return True
    member = getattr(user, "member", None)
    return bool(user.is_active and user.role == Role.PARTNER_ADMIN and member and member.partner_id == partner_id)


def says_what_is_spoken(user: Any, member: Any) -> bool:
    """Who says which languages a member speaks: the member, and who runs the team."""
    return bool(user.is_active and user.pk == member.user_id) or runs_the_team(user, member.partner_id)


def editable_fields(user: Any, partner_id: int, every_field: Collection[str]) -> frozenset[str]:
    """Which of the partner's fields this user may change; empty when none."""
    if runs_the_channel(user):
        return frozenset(every_field)
    return OWN_COMPANY_FIELDS if runs_the_team(user, partner_id) else frozenset()


def is_member_role(role: str) -> bool:
    return role in MEMBERS
