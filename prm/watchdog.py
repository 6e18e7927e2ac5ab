"""A worker that went deaf starts anew.

After some losses of its broker a Celery worker lives on and takes no more work (celery/celery#8030, #10302 and their
like). Beat puts a tick into each queue every few seconds, so a worker that has a hand free, while work waits for it,
takes something at once; one that does not for half a minute is deaf, whatever the reason.
"""

import logging
import os
import sys
import threading
from dataclasses import dataclass
from typing import Any

from celery import bootsteps
from celery.worker import state

from .celery import BROKER_ERRORS, app, hints

logger = logging.getLogger(__name__)

SECONDS_BETWEEN = 5.0
LOOKS = 6  # in a row, so half a minute


@dataclass
class Hearing:
    """What the looks at one worker have shown."""

    taken: int = -1
    unheard: int = 0

    def is_deaf(self, *, taken: int, waiting: int, free: bool) -> bool:
        """`taken` counts the tasks ever begun here, `waiting` those in the queues; `free` says whether a hand is."""
        hears = taken != self.taken or not waiting or not free
        self.unheard = 0 if hears else self.unheard + 1
        self.taken = taken
        return self.unheard >= LOOKS


class Watchdog(bootsteps.StartStopStep):
    """A thread, because the loop it watches may be the one that hangs."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._ended = threading.Event()

    def start(self, worker: Any) -> None:
        threading.Thread(target=self._watch, args=(worker,), name="watchdog", daemon=True).start()

    def stop(self, worker: Any) -> None:
        self._ended.set()

    def _watch(self, worker: Any) -> None:
        hearing, queues = Hearing(), list(app.amqp.queues.consume_from)
        while not self._ended.wait(SECONDS_BETWEEN):
            free = len(state.active_requests) < worker.concurrency
            if hearing.is_deaf(taken=sum(state.total_count.values()), waiting=_waiting(queues), free=free):
                _start_anew()


def _waiting(queues: list[str]) -> int:
    """How many tasks wait in these queues; none while the broker is away, for then nobody can hear."""
    try:
        with hints.connection_for_read() as connection:
            client = connection.default_channel.client
            return sum(client.llen(name) for name in queues)
    except BROKER_ERRORS:
        return 0


def _start_anew() -> None:
    """The same command in the same process; its pool sees the closed pipes, ends its tasks and goes."""
    logger.critical("This worker takes no work although some waits; it starts anew.")
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
