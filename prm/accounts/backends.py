"""Signing in, and what a signed-in person carries through each request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from .enums import Role
from .models import User

# Apps that hold secrets, or second ways into somebody's account.
SECRETS = frozenset({"account", "mfa", "socialaccount", "usersessions", "sessions"})


class AccountBackend(AuthenticationBackend):
    """allauth's backend (e-mail and password, as slow for unknown addresses). Refuses inactive people."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.with_second_factor().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Administrators may look at everything in Django's admin; changing it takes a superuser."""
        app, _dot, action = perm.partition(".")
        if _administrates(user_obj) and action.startswith("view_") and app not in SECRETS:
            return True
        return super().has_perm(user_obj, perm, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return (_administrates(user_obj) and app_label not in SECRETS) or super().has_module_perms(user_obj, app_label)


def _administrates(user: Any) -> bool:
    return user.is_active and getattr(user, "role", "") == Role.ADMINISTRATOR
