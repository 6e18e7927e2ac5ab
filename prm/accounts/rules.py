"""Who may decide over whose account. Pure: roles in, yes or no out."""

from .enums import MEMBERS, STAFF, Role

# Whose colleagues (of which partner) a partner admin may act on, `partners` adds: this app knows no partner.
MANAGES: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(STAFF | MEMBERS),
    Role.CHANNEL_MANAGER: frozenset(MEMBERS),
    Role.PARTNER_ADMIN: frozenset(MEMBERS),
}


def may_invite(actor_role: str, role: str) -> bool:
    return role in MANAGES.get(actor_role, frozenset())


def may_manage(actor_role: str, role: str) -> bool:
    """May deactivate, reactivate and take back invitations of people with this role."""
    return may_invite(actor_role, role)


def may_change_role(actor_role: str, old: str, new: str) -> bool:
    """A person never changes sides: a member stays a member, staff stays staff."""
    same_side = (old in STAFF) == (new in STAFF)
    return same_side and may_manage(actor_role, old) and may_manage(actor_role, new)


def invitable_roles(actor_role: str) -> frozenset[str]:
    return MANAGES.get(actor_role, frozenset())
