from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "partners.library"
    label = "library"
    verbose_name = "Library"
