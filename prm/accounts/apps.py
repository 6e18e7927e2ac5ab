from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "prm.accounts"
    label = "accounts"
    verbose_name = "Accounts"
    default = True

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in
        from allauth.mfa.signals import authenticator_added

        from . import second_factor, sessions

        authenticator_added.connect(second_factor.spend_activation_code, dispatch_uid="spend_activation_code")
        user_logged_in.connect(sessions.note_sign_in, dispatch_uid="note_sign_in")


class SessionsConfig(UserSessionsConfig):
    """allauth's list of sessions without its own receiver, which loads each session of a person at each sign-in."""

    default = False

    def ready(self) -> None:
        pass
