from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "prm.importing"
    label = "importing"
    verbose_name = "Imports"
