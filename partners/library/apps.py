from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "partners.library"
    label = "library"
    verbose_name = "Library"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
