from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "prm.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from . import second_factor

        authenticator_added.connect(second_factor.spend_activation_code, dispatch_uid="spend_activation_code")
