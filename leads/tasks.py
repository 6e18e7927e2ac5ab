"""Entry points of the workers."""

from contextlib import suppress

from celery import shared_task

from .services import routing
from .services.moving import Busy


@shared_task(name="leads.route_waiting")
def route_waiting() -> None:
    """Offers what waits, batch by batch. Safe to run twice and side by side; a batch that fails stays waiting."""
    with suppress(Busy):  # another worker is at it; the next tick comes in seconds
        while len(routing.route()) >= routing.BATCH:
            pass
