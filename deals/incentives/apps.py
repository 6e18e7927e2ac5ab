from django.apps import AppConfig


class IncentivesConfig(AppConfig):
    name = "deals.incentives"
    label = "incentives"
    verbose_name = "Incentives"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
