"""Deals being worked, the registrations by which partners claim them, and the protection that follows."""

from .opportunities import Opportunity, OpportunityQuerySet
from .policies import DealPolicy
from .protections import Protection, ProtectionQuerySet
from .registrations import Registration, RegistrationQuerySet

__all__ = [
    "DealPolicy",
    "Opportunity",
    "OpportunityQuerySet",
    "Protection",
    "ProtectionQuerySet",
    "Registration",
    "RegistrationQuerySet",
]
