"""Questions about the channel that other apps ask."""

from typing import Any

from django.conf import settings

from prm.accounts.models import User
from prm.core.vcards import ContactCard

from .models import Campaign, Member, Partner, partner_id_of


def member_of(user: Any) -> Member | None:
    """The membership of this user; None for staff and anonymous users."""
    return getattr(user, "member", None) if getattr(user, "is_authenticated", False) else None


def partner_of(user: Any) -> Partner | None:
    """The partner this user belongs to; None for staff and anonymous users."""
    member = member_of(user)
    return member.partner if member else None


def card_of(user: User) -> ContactCard:
    """How to reach this person: at their partner, or at the vendor."""
    partner = partner_of(user)
    company = partner.name if partner else settings.SITE_NAME
    return ContactCard(user.name, user.title, company, user.email, user.phone)


def default_campaign(partner: Partner) -> Campaign | None:
    """The campaign that whatever this partner brings or receives belongs to."""
    return Campaign.objects.filter(partner=partner, is_default=True).first()


def named_sales_rep(partner: Partner) -> User:
    """Whom this partner calls: its sales rep, else its channel manager."""
    return partner.sales_rep or partner.owner


__all__ = ["card_of", "default_campaign", "member_of", "named_sales_rep", "partner_id_of", "partner_of"]
