"""What a token may be used for. The upper rooms name these in their API routes; a test finds one that is missing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .enums import STAFF

LABELS = {
    "leads:read": _("Read leads"),
    "leads:write": _("Submit and work leads"),
    "offers:read": _("Read offers"),
    "offers:write": _("Accept and decline offers"),
    "deals:read": _("Read deals"),
    "deals:write": _("Update deals"),
    "registrations:read": _("Read registrations"),
    "registrations:write": _("Register, answer and withdraw"),
    "partners:read": _("Read partners"),
    "partners:write": _("Change partners"),
    "members:read": _("Read members"),
    "members:write": _("Invite and change members"),
    "documents:read": _("Read documents"),
    "documents:write": _("Publish and acknowledge documents"),
    "fees:read": _("Read fees"),
    "fees:write": _("Approve and pay fees"),
    "mdf:read": _("Read marketing money"),
    "mdf:write": _("Ask for, decide and pay marketing money"),
    "webhooks:read": _("Read webhooks and their attempts"),
    "webhooks:write": _("Set up webhooks"),
    "imports:read": _("Read imports"),
    "imports:write": _("Start imports"),
}
STAFF_ONLY = frozenset({"partners:write", "fees:write", "imports:read", "imports:write"})


def scopes_for(role: str) -> dict[str, str | Promise]:
    """Scope and label of what a person with this role can put on a token."""
    return {scope: label for scope, label in LABELS.items() if role in STAFF or scope not in STAFF_ONLY}
