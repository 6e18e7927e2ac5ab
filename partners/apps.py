from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"
    verbose_name = "Partners"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
