"""Entry points of the workers."""

from celery import shared_task

from . import services


@shared_task(name="partners.bulk.review_tiers")
def review_tiers() -> None:
    """Proposes changes of tier. Safe to run twice and side by side."""
    services.review_tiers()
