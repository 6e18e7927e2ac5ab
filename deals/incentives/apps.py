from django.apps import AppConfig


class IncentivesConfig(AppConfig):
    name = "deals.incentives"
    label = "incentives"
    verbose_name = "Incentives"
