from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "partners.goals"
    label = "goals"
    verbose_name = "Goals"
