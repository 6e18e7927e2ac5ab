"""Django's admin enters through our own sign-in, second factor included, and looks without touching."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from .models import ApiToken, Invitation, User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class LookOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(LookOnly):
    list_display = ("name", "email", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("name", "email", "ref")
    exclude = ("password", "groups", "user_permissions", "session_epoch")


@admin.register(ApiToken)
class ApiTokenAdmin(LookOnly):
    list_display = ("name", "user", "prefix", "expires_at", "last_used_at", "revoked_at")
    exclude = ("digest",)


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    list_display = ("user", "invited_by", "expires_at", "accepted_at", "revoked_at")
    exclude = ("digest",)
