"""The clock stops, runs on, or passes to somebody else."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from prm.accounts.models import User
from prm.core.calendar import BusinessCalendar, calendar_of

from ..enums import Side
from ..models import DUE_STEP, Nudge, Promise
from .making import moment_of

CLOCK = ("started_at", "due_at", "allowed_hours", "paused_at", "paused_seconds")


@transaction.atomic
def pause(kind: str, subject: models.Model) -> Promise | None:
    """Stops the clock (it is the other side's turn). A paused clock stays paused."""
    promise = Promise.objects.locked(kind, subject)
    if promise is not None and promise.paused_at is None:
        promise.paused_at = timezone.now()
        promise.save(update_fields=["paused_at"])
    return promise


@transaction.atomic
def resume(kind: str, subject: models.Model) -> Promise | None:
    """Lets the clock run on: due time and steps still to come move by the business time it stood."""
    promise = Promise.objects.locked(kind, subject)
    if promise is None or promise.paused_at is None:
        return promise
    calendar = calendar_of(promise.owed_by)
    hours = calendar.business_hours_between(promise.paused_at, timezone.now())
    for nudge in _steps_ahead(promise, promise.paused_at):
        nudge.at = _later(calendar, nudge.at, hours)
        nudge.save(update_fields=["at"])
    if promise.due_at > promise.paused_at:
        promise.due_at = _later(calendar, promise.due_at, hours)
    promise.paused_seconds += hours * 3600
    promise.paused_at = None
    promise.save(update_fields=["due_at", "paused_seconds", "paused_at"])
    return promise


@transaction.atomic
def reassign(
    kind: str, subject: models.Model, owed_by: User, *, restart: bool = False, due_at: datetime | None = None
) -> Promise | None:
    """Passes the promise to another person, who owes it by the same time.

    With `restart` the clock begins again: until `due_at` or, without it, as many business hours from now as there were
    at first, in the new person's calendar; and every step comes again.
    """
    promise = Promise.objects.locked(kind, subject)
    if promise is None:
        return None
    if restart:
        _restart(promise, calendar_of(owed_by), due_at)
    promise.owed_by = owed_by
    promise.side = Side.VENDOR if owed_by.is_vendor else Side.PARTNER
    promise.save(update_fields=["owed_by", "side", *CLOCK])
    return promise


def pass_on(kind: str, subject: models.Model, owed_by: User) -> Promise | None:
    """This person owes it now, by the same time, or by a new one when that has passed."""
    promise = reassign(kind, subject, owed_by)
    if promise is not None and promise.is_late():
        promise = reassign(kind, subject, owed_by, restart=True)
    return promise


def _restart(promise: Promise, calendar: BusinessCalendar, due_at: datetime | None) -> None:
    promise.started_at = timezone.now()
    if due_at is not None:
        promise.allowed_hours = calendar.business_hours_between(promise.started_at, due_at)
    promise.due_at = due_at or calendar.add_business_hours(promise.started_at, promise.allowed_hours)
    promise.paused_at, promise.paused_seconds = None, 0
    for nudge in promise.nudges.all():
        ends = nudge.step == DUE_STEP
        nudge.at = promise.due_at if ends else moment_of(promise, calendar, nudge.fraction)
        nudge.done_at = nudge.claimed_until = nudge.parked_at = None
        nudge.attempts = 0
        nudge.save()


def _steps_ahead(promise: Promise, moment: datetime) -> models.QuerySet[Nudge]:
    return promise.nudges.filter(done_at=None, at__gt=moment)


def _later(calendar: BusinessCalendar, moment: datetime, hours: float) -> datetime:
    # Without business time between, a due time outside business hours stays where it is.
    return calendar.add_business_hours(moment, hours) if hours else moment
