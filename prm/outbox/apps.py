from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "prm.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        # Makes our Celery application the current one, so that tasks belong to it in every process.
        import prm.celery  # noqa: F401
