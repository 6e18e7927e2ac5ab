"""The channel: companies, people, territories and campaigns; and the criteria of the tiers."""

from .campaigns import Campaign, CampaignQuerySet, Credited
from .certificates import Certificate, CertificateQuerySet
from .channel import (
    Contract,
    Member,
    MemberQuerySet,
    OwnPartnerQuerySet,
    Partner,
    PartnerQuerySet,
    Product,
    SharedQuerySet,
    StaffOnlyQuerySet,
    StaffProfile,
    Territory,
    TerritoryQuerySet,
    Tier,
    membership_of,
    partner_id_of,
)
from .tiers import TierChange, TierRevenue
from .types import TypeDefaults

__all__ = [
    "Campaign",
    "CampaignQuerySet",
    "Certificate",
    "CertificateQuerySet",
    "Contract",
    "Credited",
    "Member",
    "MemberQuerySet",
    "OwnPartnerQuerySet",
    "Partner",
    "PartnerQuerySet",
    "Product",
    "SharedQuerySet",
    "StaffOnlyQuerySet",
    "StaffProfile",
    "Territory",
    "TerritoryQuerySet",
    "Tier",
    "TierChange",
    "TierRevenue",
    "TypeDefaults",
    "membership_of",
    "partner_id_of",
]
