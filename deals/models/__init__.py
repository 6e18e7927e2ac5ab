"""Deals being worked, the registrations by which partners claim them, and the protection that follows."""

from .approvals import Approval, ApprovalPolicy, ApprovalQuerySet
from .opportunities import Opportunity, OpportunityQuerySet
from .policies import DealPolicy
from .protections import Protection, ProtectionQuerySet
from .registrations import Registration, RegistrationQuerySet
from .stages import StagePolicy
from .working import DealContact, DealFile, DealFileRemoval

__all__ = [
    "Approval",
    "ApprovalPolicy",
    "ApprovalQuerySet",
    "DealContact",
    "DealFile",
    "DealFileRemoval",
    "DealPolicy",
    "Opportunity",
    "OpportunityQuerySet",
    "Protection",
    "ProtectionQuerySet",
    "Registration",
    "RegistrationQuerySet",
    "StagePolicy",
]
