"""Roles. A person has one; staff work for the vendor, members for a partner."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    CHANNEL_MANAGER = "channel_manager", _("Channel manager")
    SALES_REP = "sales_rep", _("Sales rep")
    FINANCE = "finance", _("Finance")
    PARTNER_ADMIN = "partner_admin", _("Partner admin")
    PARTNER_REP = "partner_rep", _("Partner rep")


STAFF = frozenset({Role.ADMINISTRATOR, Role.CHANNEL_MANAGER, Role.SALES_REP, Role.FINANCE})
SELLING_STAFF = frozenset({Role.ADMINISTRATOR, Role.CHANNEL_MANAGER, Role.SALES_REP})
CHANNEL = frozenset({Role.ADMINISTRATOR, Role.CHANNEL_MANAGER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
MONEY_STAFF = frozenset({Role.ADMINISTRATOR, Role.FINANCE})
PARTNER_ADMINS = frozenset({Role.PARTNER_ADMIN})
MEMBERS = frozenset({Role.PARTNER_ADMIN, Role.PARTNER_REP})
# To choose from when somebody joins a partner.
MEMBER_ROLES = [(role.value, role.label) for role in (Role.PARTNER_REP, Role.PARTNER_ADMIN)]
# Whoever works leads and deals, on either side.
SELLERS = SELLING_STAFF | MEMBERS
EVERYONE = STAFF | MEMBERS


class InvitationState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Taken back")
    EXPIRED = "expired", _("Expired")


class TokenState(models.TextChoices):
    ACTIVE = "active", _("Active")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
