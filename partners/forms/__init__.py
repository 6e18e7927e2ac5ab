"""The boundary: what people type about partners, members and territories. Nothing here writes."""

from .channel import (
    CampaignForm,
    CompanyForm,
    ContractForm,
    EditPartnerForm,
    InvitePartnerForm,
    PartnerStateForm,
    ProductForm,
    SalesRepForm,
    TerritoryForm,
    TierForm,
    TierReasonForm,
    TypeDefaultsForm,
)
from .people import CertificateForm, EditMemberForm, InviteMemberForm, LanguagesForm, ReasonForm, SharingForm

__all__ = [
    "CampaignForm",
    "CertificateForm",
    "CompanyForm",
    "ContractForm",
    "EditMemberForm",
    "EditPartnerForm",
    "InviteMemberForm",
    "InvitePartnerForm",
    "LanguagesForm",
    "PartnerStateForm",
    "ProductForm",
    "ReasonForm",
    "SalesRepForm",
    "SharingForm",
    "TerritoryForm",
    "TierForm",
    "TierReasonForm",
    "TypeDefaultsForm",
]
