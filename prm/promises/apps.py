from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "prm.promises"
    label = "promises"
    verbose_name = "Promises"
