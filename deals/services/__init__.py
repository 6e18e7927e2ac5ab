"""The verbs of registrations, protection and deals. One door per change of state."""

from .approvals import change_approvals
from .asking import AskedTooOften, ask
from .by_mail import read_completing_link, read_update_link, update_by_mail
from .contents import add_contact, add_files, remove_contact, remove_file
from .dating import ask_for_new_days
from .opening import convert_lead
from .protecting import extend
from .protecting import sweep as sweep_protection
from .registering import answer_action_required, hand_in, register, save_draft, submit, withdraw
from .rejecting import (
    answer_appeal,
    appeal,
    confirm_rejection,
    decline_contested,
    return_to_review,
    start_rejection,
)
from .reviewing import approve, award, reassign_reviewer, request_changes
from .sharing import share
from .stages import change_stages
from .working import add_note, lose, update_deal, win

__all__ = [
    "AskedTooOften",
    "add_contact",
    "add_files",
    "add_note",
    "answer_action_required",
    "answer_appeal",
    "appeal",
    "approve",
    "ask",
    "ask_for_new_days",
    "award",
    "change_approvals",
    "change_stages",
    "confirm_rejection",
    "convert_lead",
    "decline_contested",
    "extend",
    "hand_in",
    "lose",
    "read_completing_link",
    "read_update_link",
    "reassign_reviewer",
    "register",
    "remove_contact",
    "remove_file",
    "request_changes",
    "return_to_review",
    "save_draft",
    "share",
    "start_rejection",
    "submit",
    "sweep_protection",
    "update_by_mail",
    "update_deal",
    "win",
    "withdraw",
]
