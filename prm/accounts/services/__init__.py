"""What can be done to an account. The only writers of this app's rows."""

from .inviting import accept_invitation, invite, resend_invitation, revoke_invitation
from .people import (
    change_address,
    change_role,
    deactivate,
    reactivate,
    reset_second_factor,
    set_role_policy,
    sign_out_elsewhere,
    sign_out_everywhere,
    update_profile,
)
from .tokens import create_token, forget_dead_sessions, forget_old_api_requests, revoke_token

__all__ = [
    "accept_invitation",
    "change_address",
    "change_role",
    "create_token",
    "deactivate",
    "forget_dead_sessions",
    "forget_old_api_requests",
    "invite",
    "reactivate",
    "resend_invitation",
    "reset_second_factor",
    "revoke_invitation",
    "revoke_token",
    "set_role_policy",
    "sign_out_elsewhere",
    "sign_out_everywhere",
    "update_profile",
]
