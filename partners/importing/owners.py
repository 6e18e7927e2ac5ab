"""Who looks after an imported partner that names nobody."""

from typing import Any

from django.utils.translation import gettext as _

from partners.models import Tier
from prm.accounts.enums import CHANNEL, Role
from prm.accounts.models import User

PLACEHOLDER = "channel-manager@import.invalid"


def default_owner(actor: Any) -> User | None:
    """The person who imports, if they run the channel; else the first channel manager, else an administrator."""
    if actor is not None and actor.role in CHANNEL:
        return actor
    staff = User.objects.active().with_role(*CHANNEL).order_by("pk")
    return staff.filter(role=Role.CHANNEL_MANAGER).first() or staff.first()


def owner_or_placeholder(actor: Any) -> User:
    """The same; in an installation without any, an account that nobody can sign in to stands in."""
    owner = default_owner(actor) or User.objects.filter(email=PLACEHOLDER).first()
    if owner is None:
        owner = User.objects.create_user(
            PLACEHOLDER, None, name=_("Channel manager to be named"), role=Role.CHANNEL_MANAGER, is_active=False
        )
    return owner


def lowest_tier() -> Tier:
    """The rank a new partner starts with. Made where the programme has no tiers yet."""
    return Tier.objects.order_by("rank").first() or Tier.objects.create(name=_("Registered"), rank=1)
