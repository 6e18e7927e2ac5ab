"""The only writers of money: fees, disputes, plans, budgets, and requests for co-marketing money."""

from .budgets import accrue_mdf, grant
from .claiming import approve_claim, claim, lapse, pay_claim, return_claim
from .deciding import approve_request, cooled_at, refuse_request, request_changes
from .disputing import answer_dispute, cancel_fee, claw_back, dispute_fee
from .fees import DUE_AFTER, ESCALATE_AT, REMIND_AFTER, accrue, approve_fee, mark_due, pay_fee
from .plans import change_mdf_policy, delete_plan, save_plan
from .requesting import answer_request, request_money, withdraw_request
from .sharing import claw_back_by_shares, follow_shares

__all__ = [
    "DUE_AFTER",
    "ESCALATE_AT",
    "REMIND_AFTER",
    "accrue",
    "accrue_mdf",
    "answer_dispute",
    "answer_request",
    "approve_claim",
    "approve_fee",
    "approve_request",
    "cancel_fee",
    "change_mdf_policy",
    "claim",
    "claw_back",
    "claw_back_by_shares",
    "cooled_at",
    "delete_plan",
    "dispute_fee",
    "follow_shares",
    "grant",
    "lapse",
    "mark_due",
    "pay_claim",
    "pay_fee",
    "refuse_request",
    "request_changes",
    "request_money",
    "return_claim",
    "save_plan",
    "withdraw_request",
]
