"""Announcing what is due. The rows are the schedule, so it does not matter who sweeps, how often, or how many do."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ..models import DUE_STEP, Nudge, Promise
from ..signals import fell_due, reminder_due

logger = logging.getLogger(__name__)

# How long a step belongs to the sweeper that claimed it. After that a second one may start, and only one commits.
LEASE = timedelta(seconds=15)
MAX_TRIES = 8
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)


class _Overtaken(Exception):
    """Somebody else announced or moved the step meanwhile; what the receivers did here is rolled back."""


def sweep(now: datetime | None = None, limit: int = 200) -> int:
    """Announces at most `limit` due steps, the oldest first, and returns how many were announced.

    `now` is for tests; otherwise each step is measured by the clock. A receiver that fails holds up no other step.
    """
    clock: Callable[[], datetime] = timezone.now if now is None else (lambda: now)
    announced = 0
    for _number in range(limit):
        nudge = _claim(clock())
        if nudge is None:
            break
        announced += _announce(nudge, clock)
    return announced


def _claim(now: datetime) -> Nudge | None:
    """The oldest step that is due and free, now ours for the length of the lease."""
    with transaction.atomic():
        rows = Nudge.objects.due(now).select_related("promise__owed_by").order_by("at", "pk")
        nudge = rows.select_for_update(of=("self",), skip_locked=True).first()
        if nudge is not None:
            # Counted before the try, so that a step that kills its worker is parked too.
            nudge.attempts += 1
            nudge.claimed_until = now + LEASE
            nudge.save(update_fields=["attempts", "claimed_until"])
    return nudge


def _announce(nudge: Nudge, clock: Callable[[], datetime]) -> bool:
    if nudge.attempts > MAX_TRIES:
        _park(nudge, clock())
        return False
    try:
        with transaction.atomic():
            _send(nudge)
            # Last, so that locks are taken in the same order as by the services: the owner's object, then our rows.
            mine = Nudge.objects.filter(pk=nudge.pk, done_at=None, at=nudge.at)
            if not mine.update(done_at=clock(), claimed_until=None, last_error=""):
                raise _Overtaken
    except _Overtaken:
        return False
    except Exception as error:
        logger.exception("Step %s of promise %s failed (try %s)", nudge.step, nudge.promise.ref, nudge.attempts)
        _postpone(nudge, clock(), error)
        return False
    return True


def _send(nudge: Nudge) -> None:
    signal = fell_due if nudge.step == DUE_STEP else reminder_due
    if not Promise.objects.running().filter(pk=nudge.promise_id).exists():
        raise _Overtaken
    signal.send(sender=Promise, promise=nudge.promise, nudge=nudge)


def _postpone(nudge: Nudge, now: datetime, error: Exception) -> None:
    if nudge.attempts >= MAX_TRIES:
        _park(nudge, now, repr(error))
        return
    pause = min(FIRST_PAUSE * 2 ** (nudge.attempts - 1), LONGEST_PAUSE)
    Nudge.objects.filter(pk=nudge.pk, done_at=None).update(claimed_until=now + pause, last_error=repr(error)[:1000])


def _park(nudge: Nudge, now: datetime, reason: str = "The worker was killed each time.") -> None:
    Nudge.objects.filter(pk=nudge.pk, done_at=None).update(parked_at=now, claimed_until=None, last_error=reason[:1000])


def retry(nudge: Nudge) -> None:
    """Lets a parked step be announced again."""
    Nudge.objects.parked().filter(pk=nudge.pk).update(parked_at=None, claimed_until=None, attempts=0)
