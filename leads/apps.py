from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    label = "leads"
    verbose_name = "Leads"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
        receivers.connect_installation(self)
