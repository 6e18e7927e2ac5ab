"""Entry points of the workers."""

from contextlib import suppress

from celery import shared_task

from prm.outbox.services import nudge

from .services import drafts, holding, learning, routing
from .services.moving import Busy


@shared_task(name="leads.route_waiting")
def route_waiting() -> None:
    """Offers what waits; of very many only the first, and the bulk queue does the rest.

    Safe to run twice and side by side; a batch that fails stays waiting.
    """
    with suppress(Busy):  # another worker is at it; the next tick comes in seconds
        if len(routing.route()) >= routing.BATCH:
            nudge("leads.bulk.route_waiting")


@shared_task(name="leads.bulk.route_waiting")
def route_many() -> None:
    """Offers all that waits, chunk by chunk. Safe to run twice and side by side."""
    with suppress(Busy):
        routing.route_all()


@shared_task(name="leads.bulk.recheck_held")
def recheck_held() -> None:
    """Checks every held lead by the rules in force. Safe to run twice and side by side."""
    holding.recheck_held(None, limit=None)


@shared_task(name="leads.bulk.learn")
def learn() -> None:
    """Learns the score that is asked for, or the weekly one. Safe to run twice and side by side."""
    learning.learn_due()


@shared_task(name="leads.bulk.replay")
def replay() -> None:
    """Replays past leads under the drafts that wait. Safe to run twice and side by side."""
    drafts.replay_waiting()
