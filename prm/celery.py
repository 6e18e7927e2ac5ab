"""The Celery applications. Postgres holds the work; a task carries only a hint (an id), and beat only ticks.

So everything here may be lost, repeated or doubled: the sweepers find what is due in their tables.
"""

import logging
import os
import time
from typing import Any

from celery import Celery, Task
from celery.beat import ScheduleEntry, Scheduler
from kombu import Queue
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prm.settings.development")

logger = logging.getLogger(__name__)

BROKER_ERRORS = (KombuError, RedisError, OSError)
# How long a page, or beat, waits for a broker that does not answer.
HINT_SECONDS = 0.5

# Sweepers: task name and the seconds between two ticks. Each must be safe to run twice, side by side, and never.
SWEEPERS = {
    "accounts.tidy": 3600,
    "core.bulk.forget_looks": 3600,
    "outbox.sweep": 5,
    "outbox.bulk.sweep": 5,
    "outbox.digests": 60,
    "promises.sweep": 10,
    "importing.bulk.sweep": 15,
    "partners.bulk.review_tiers": 3600,
    "partners.bulk.remind_of_expiry": 3600,
    "leads.route_waiting": 15,
    "leads.bulk.learn": 3600,
    "leads.bulk.replay": 30,
    "deals.sweep_protection": 60,
    "deals.ask_for_new_days": 900,
    "incentives.mark_due": 60,
    "reports.bulk.roll_up": 3600,
}


class SteadyTask(Task):
    Request = "prm.acknowledging:Request"


app = Celery("prm", task_cls=SteadyTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
# What a person waits for, and the rest. A worker takes both unless `-Q` says which.
app.conf.task_queues = [Queue("interactive"), Queue("bulk")]
app.conf.beat_schedule = {
    # A tick that no worker took before the next two is dropped, so a worker that comes back finds no pile of them.
    task: {"task": task, "schedule": seconds, "options": {"expires": max(2 * seconds, 10)}}
    for task, seconds in SWEEPERS.items()
}
app.autodiscover_tasks()
app.steps["worker"].add("prm.watchdog:Watchdog")

# The same broker for whoever may not wait. Not the current app: tasks and workers belong to the one above.
hints = Celery("prm-hints", set_as_current=False)
hints.config_from_object("django.conf:settings", namespace="CELERY")
hints.conf.broker_transport_options = {
    **app.conf.broker_transport_options,
    "socket_timeout": HINT_SECONDS,
    "socket_connect_timeout": HINT_SECONDS,
    "max_retries": 0,
}


class SteadyScheduler(Scheduler):
    """Beat with nothing to lose: no file, no table, no wall clock.

    The stock schedulers remember last runs in a file or in the database, wait up to 30 s between attempts to reach a
    broker that is away, and stand still for an hour when the clock is set back by one. All our entries are intervals
    of sweepers; the first tick comes at start, a missed one is never made up for.
    """

    def setup_schedule(self) -> None:
        super().setup_schedule()
        self._next = dict.fromkeys(self.schedule, 0.0)
        self._broker_away = False

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Sends what is due and returns the seconds to wait."""
        for name, entry in self.schedule.items():
            if time.monotonic() >= self._next[name]:
                self._hint(entry)
                self._next[name] = time.monotonic() + entry.schedule.run_every.total_seconds()
        return max(min(self._next.values()) - time.monotonic(), 0.01)

    def _hint(self, entry: ScheduleEntry) -> None:
        try:
            hints.send_task(entry.task, retry=False, ignore_result=True, **entry.options)
        except BROKER_ERRORS as error:
            if not self._broker_away:
                logger.warning("The broker is away; beat goes on ticking: %r", error)
            self._broker_away = True
            return
        if self._broker_away:
            logger.warning("The broker is back.")
        self._broker_away = False
