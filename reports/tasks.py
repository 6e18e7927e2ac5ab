"""Entry points of the workers."""

from celery import shared_task

from . import services


@shared_task(name="reports.bulk.roll_up")
def roll_up() -> None:
    """Counts the programme's medians anew. Safe to run twice and side by side."""
    services.roll_up()
