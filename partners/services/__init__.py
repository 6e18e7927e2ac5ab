"""What is done to partners, their teams and their territories. The only writers of this app."""

from .campaigns import create_campaign, edit_campaign
from .certificates import confirm_certificate, enter_certificate, remind_of_expiry, speak, withdraw_certificate
from .companies import change_partner_state, invite_partner, update_partner
from .contracts import agree_contract
from .crediting import decide_credit
from .programme import save_product, save_sales_rep, save_tier, save_type_defaults
from .sharing import share_leads
from .team import deactivate_member, invite_member, reactivate_member, resend_member_invitation, update_member
from .territories import create_territory, edit_territory, end_territory
from .tiers import accept_tier_change, decline_tier_change, review_tiers

__all__ = [
    "accept_tier_change",
    "agree_contract",
    "change_partner_state",
    "confirm_certificate",
    "create_campaign",
    "create_territory",
    "deactivate_member",
    "decide_credit",
    "decline_tier_change",
    "edit_campaign",
    "edit_territory",
    "end_territory",
    "enter_certificate",
    "invite_member",
    "invite_partner",
    "reactivate_member",
    "remind_of_expiry",
    "resend_member_invitation",
    "review_tiers",
    "save_product",
    "save_sales_rep",
    "save_tier",
    "save_type_defaults",
    "share_leads",
    "speak",
    "update_member",
    "update_partner",
    "withdraw_certificate",
]
