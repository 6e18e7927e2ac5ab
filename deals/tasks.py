"""Entry points of the workers."""

from celery import shared_task

from . import services


@shared_task(name="deals.sweep_protection")
def sweep_protection() -> None:
    """Warns before protection ends, and ends it. Safe to run twice and side by side."""
    services.sweep_protection()
