"""Entry points of the workers."""

from celery import shared_task

from . import services


@shared_task(name="incentives.mark_due")
def mark_due() -> None:
    """Fees whose day has come are owed from now on. Safe to run twice and side by side."""
    services.mark_due()
