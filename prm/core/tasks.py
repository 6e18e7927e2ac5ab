"""Entry points of the workers."""

from celery import shared_task

from . import looks


@shared_task(name="core.bulk.forget_looks")
def forget_looks() -> None:
    """Drops looks that have been kept long enough. Safe to run twice and side by side, and late."""
    looks.forget_old()
