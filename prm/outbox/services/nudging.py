"""Hints to the workers. A lost hint costs seconds, because sweepers find the work anyway; so it may never cost a page.

A dead Redis refuses at once and a frozen one after HINT_SECONDS; this process then sends no hints for REST_SECONDS.
"""

import logging
import time
from typing import Any

from django.db import transaction

from prm.celery import BROKER_ERRORS, hints

from ..enums import Channel
from ..models import Message

REST_SECONDS = 30
logger = logging.getLogger(__name__)
_resting_until = 0.0


def nudge(task: str, *args: Any) -> bool:
    """Asks a worker to run the task with this name soon. False when the broker did not take it. Never raises for that.

    The arguments are ids: the task reads the rows itself.
    """
    global _resting_until
    if time.monotonic() < _resting_until:
        return False
    try:
        hints.send_task(task, args=args, retry=False, ignore_result=True)
    except BROKER_ERRORS as error:
        _resting_until = time.monotonic() + REST_SECONDS
        logger.warning("The broker took no hint; none for %s s: %r", REST_SECONDS, error)
        return False
    return True


def nudge_on_commit(task: str, *args: Any) -> None:
    """The same once the current transaction is committed; nothing if it is rolled back."""
    # No functools.partial: Django wants the name of what failed, and a partial has none.
    transaction.on_commit(lambda: nudge(task, *args), robust=True)


def task_for(message: Message) -> str:
    """Mail is what a person waits for; webhooks may wait behind imports."""
    return "outbox.deliver" if message.channel == Channel.MAIL else "outbox.bulk.deliver"
