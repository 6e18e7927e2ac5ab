"""Who looks after whom."""

from partners.models import Partner
from prm.accounts.enums import Role
from prm.accounts.models import User


def manager_of(partner: Partner) -> User:
    """The partner's channel manager or, when that account is closed, another one, or an administrator."""
    if partner.owner.is_active:
        return partner.owner
    people = User.objects.active().order_by("pk")
    found = people.with_role(Role.CHANNEL_MANAGER).first() or people.with_role(Role.ADMINISTRATOR).first()
    return found or partner.owner


def second_reader_for(partner: Partner, starter: User) -> User:
    """Who reads a rejection before it goes out: the partner's channel manager, else a colleague of the starter."""
    manager = manager_of(partner)
    if manager.pk != starter.pk:
        return manager
    people = User.objects.active().exclude(pk=starter.pk).order_by("pk")
    found = people.with_role(Role.CHANNEL_MANAGER).first() or people.with_role(Role.ADMINISTRATOR).first()
    return found or manager


def channel_team() -> list[User]:
    """Everybody who can step in: active channel managers and administrators."""
    return list(User.objects.active().with_role(Role.CHANNEL_MANAGER, Role.ADMINISTRATOR).order_by("pk"))
