"""Signing in, and what a signed-in person carries through each request."""

from allauth.account.auth_backends import AuthenticationBackend

from .models import User


class AccountBackend(AuthenticationBackend):
    """allauth's backend (e-mail and password, as slow for unknown addresses). Refuses inactive people."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.with_second_factor().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
