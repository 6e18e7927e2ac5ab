"""Entry points of the workers."""

from celery import shared_task

from . import services


@shared_task(name="promises.sweep")
def sweep() -> None:
    """Announces what is due. Safe to run twice and side by side."""
    services.sweep()
