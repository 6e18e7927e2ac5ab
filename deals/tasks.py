"""Entry points of the workers."""

from celery import shared_task

from . import services


@shared_task(name="deals.sweep_protection")
def sweep_protection() -> None:
    """Warns before protection ends, and ends it. Safe to run twice and side by side."""
    services.sweep_protection()


@shared_task(name="deals.ask_for_new_days")
def ask_for_new_days() -> None:
    """Asks for a new close date where it has passed. Safe to run twice and side by side."""
    services.ask_for_new_days()
