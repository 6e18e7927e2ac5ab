"""A promise ends: kept, late, broken or released. It ends once; nudges of a closed promise are never announced."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from prm.core.calendar import calendar_of

from ..enums import State
from ..models import Promise


def keep(kind: str, subject: models.Model, at: datetime | None = None) -> Promise | None:
    """What was promised is done: kept, or late when `at` (aware; now when left out) is after the due time."""
    return _close(kind, subject, at, None)


def break_(kind: str, subject: models.Model, at: datetime | None = None) -> Promise | None:
    """What was promised will not be done by this person: taken away, expired, recalled."""
    return _close(kind, subject, at, State.BROKEN)


@transaction.atomic
def release(kind: str | None, subject: models.Model) -> int:
    """Nobody wants it any more: counts for nobody. None means every kind. Returns how many were open."""
    rows = Promise.objects.about(subject).open()
    rows = rows.filter(kind=kind) if kind is not None else rows
    promises = list(rows.select_for_update(of=("self",)).select_related("owed_by").order_by("pk"))
    for promise in promises:
        _finish(promise, State.RELEASED, timezone.now())
    return len(promises)


@transaction.atomic
def _close(kind: str, subject: models.Model, at: datetime | None, state: State | None) -> Promise | None:
    promise = Promise.objects.locked(kind, subject)
    if promise is not None:
        moment = at or timezone.now()
        _finish(promise, state or _verdict(promise, moment), moment)
    return promise


def _verdict(promise: Promise, at: datetime) -> State:
    # While the clock is paused nothing can become late.
    effective = min(at, promise.paused_at) if promise.paused_at else at
    return State.KEPT if effective <= promise.due_at else State.LATE


def _finish(promise: Promise, state: State, at: datetime) -> None:
    calendar = calendar_of(promise.owed_by)
    end = min(at, promise.paused_at) if promise.paused_at else at
    hours = calendar.business_hours_between(promise.started_at, end) - promise.paused_seconds / 3600
    promise.state = state
    promise.closed_at = at
    promise.business_hours = round(max(hours, 0.0), 4)
    promise.save(update_fields=["state", "closed_at", "business_hours"])
