"""Entry points of the workers."""

from celery import shared_task

from .services import routing


@shared_task(name="leads.route_waiting")
def route_waiting() -> None:
    """Offers what waits, batch by batch. Safe to run twice and side by side; a batch that fails stays waiting."""
    while len(routing.route()) >= routing.BATCH:
        pass
