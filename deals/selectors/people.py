"""Who looks after whom."""

from prm.accounts.enums import Role
from prm.accounts.models import User


def channel_team() -> list[User]:
    """Everybody who can step in: active channel managers and administrators."""
    return list(User.objects.active().with_role(Role.CHANNEL_MANAGER, Role.ADMINISTRATOR).order_by("pk"))
