"""Accounts behind the administrator's window. What proves who somebody is stays unread."""

from prm.core.admin import show

from .models import ApiRequest, ApiToken, Invitation, RolePolicy, User

show(
    User,
    ("ref", "name", "email", "role", "is_active", "last_login"),
    search=("ref", "name", "email"),
    filters=("role", "is_active"),
    hidden=("password", "groups", "user_permissions", "session_epoch"),
)
show(
    Invitation,
    ("user", "invited_by", "expires_at", "accepted_at", "revoked_at"),
    search=("user__email",),
    hidden=("digest",),
)
show(
    ApiToken,
    ("ref", "user", "name", "prefix", "expires_at", "revoked_at"),
    search=("ref", "user__name"),
    hidden=("digest",),
)
show(
    ApiRequest,
    ("user", "method", "path", "status", "created_at"),
    search=("path",),
    hidden=("response", "body_digest"),
)
show(RolePolicy, ("role", "mfa_required"))
