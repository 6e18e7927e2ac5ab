"""Questions about registrations, protection and deals that pages and other apps ask.

Worklists come with what a page prints beside each row, so that a list costs the same for 1 row and for 30.
"""

from .approving import APPROVALS, chain_of, expected_chain, may_approve
from .board import board_of
from .checking import check, customers_alike, holders_of, is_held_by_another, other_side, product_with_code
from .deals import (
    deals_for,
    deals_matching,
    deals_of_lead,
    deals_of_partner_stalled,
    deals_stalled,
    files_of,
    people_of,
    person_of,
    protections_against,
    protections_ending,
    stalled_or_not,
    totals,
    won_by_partners,
)
from .evidence import our_deals_against
from .policies import (
    approval_versions,
    current_approvals,
    current_policy,
    current_stages,
    stage_versions,
    stall_days_of,
)
from .registrations import (
    appeals_to_answer,
    clock_of,
    contested,
    decided_by,
    registrations_action_required,
    registrations_for,
    registrations_matching,
    registrations_to_complete_or_extend,
    registrations_to_decide,
    registrations_to_settle,
    rejections_to_check,
    reviewers,
    rivals_of,
)

__all__ = [
    "APPROVALS",
    "appeals_to_answer",
    "approval_versions",
    "board_of",
    "chain_of",
    "check",
    "clock_of",
    "contested",
    "current_approvals",
    "current_policy",
    "current_stages",
    "customers_alike",
    "deals_for",
    "deals_matching",
    "deals_of_lead",
    "deals_of_partner_stalled",
    "deals_stalled",
    "decided_by",
    "expected_chain",
    "files_of",
    "holders_of",
    "is_held_by_another",
    "may_approve",
    "other_side",
    "our_deals_against",
    "people_of",
    "person_of",
    "product_with_code",
    "protections_against",
    "protections_ending",
    "registrations_action_required",
    "registrations_for",
    "registrations_matching",
    "registrations_to_complete_or_extend",
    "registrations_to_decide",
    "registrations_to_settle",
    "rejections_to_check",
    "reviewers",
    "rivals_of",
    "stage_versions",
    "stall_days_of",
    "stalled_or_not",
    "totals",
    "won_by_partners",
]
