"""Entry points of the workers."""

from celery import shared_task

from . import services


@shared_task(name="partners.bulk.review_tiers")
def review_tiers() -> None:
    """Proposes changes of tier. Safe to run twice and side by side."""
    services.review_tiers()


@shared_task(name="partners.bulk.remind_of_expiry")
def remind_of_expiry() -> None:
    """Tells people of certificates that soon expire. Safe to run twice and side by side."""
    services.remind_of_expiry()
