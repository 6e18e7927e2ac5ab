"""A promise starts its clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from prm.accounts.models import User
from prm.core.calendar import BusinessCalendar, calendar_of
from prm.core.errors import violated

from ..enums import Kind, Side
from ..models import DUE_STEP, Nudge, Promise

Steps = Sequence[tuple[str, float]]
HALF_TIME: Steps = (("remind", 0.5),)


def make(
    *,
    kind: str,
    subject: models.Model,
    owed_by: User,
    label: str,
    url: str,
    partner: Any = None,
    side: str | None = None,
    days: float | None = None,
    hours: float | None = None,
    due_at: datetime | None = None,
    nudges: Steps = HALF_TIME,
    started_at: datetime | None = None,
) -> Promise:
    """Starts a clock in business time of `owed_by`; returns the open promise of this kind unchanged if there is one.

    Give exactly one of `days` and `hours` (business time) or `due_at` (aware). `nudges` are steps at a fraction of
    the business time between start and due, over 1 for steps after it; the promise's own `due` step is added.
    `label` is frozen and shown to whoever sees the promise, so it holds nothing that is masked; `url` is a path.
    `partner` is the partner on either side, for visibility and scorecards; `side` is who owes, taken from `owed_by`.
    Raises ValueError for a kind that is unknown, a step named twice, and times that contradict each other.
    """
    existing = _open_promise(subject, kind)
    if existing:
        return existing
    calendar = calendar_of(owed_by)
    start = started_at or timezone.now()
    due = _due(calendar, start, days, hours, due_at)
    promise = Promise(
        kind=Kind(kind),
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        subject_ref=getattr(subject, "ref", ""),
        subject_label=label[:200],
        url=url,
        owed_by=owed_by,
        side=side or (Side.VENDOR if owed_by.is_vendor else Side.PARTNER),
        partner=partner,
        started_at=start,
        due_at=due,
        allowed_hours=calendar.business_hours_between(start, due),
    )
    return _first(promise, subject, calendar, nudges)


def _open_promise(subject: models.Model, kind: str) -> Promise | None:
    return Promise.objects.about(subject).open().filter(kind=kind).first()


def _first(promise: Promise, subject: models.Model, calendar: BusinessCalendar, nudges: Steps) -> Promise:
    """This promise, saved; or the one that somebody else was quicker with."""
    try:
        with transaction.atomic():
            promise.save(force_insert=True)
            Nudge.objects.bulk_create(_steps(promise, calendar, nudges))
    except IntegrityError as error:
        existing = _open_promise(subject, promise.kind)
        if existing is None or violated(error) != "one_open_promise_per_subject":
            raise
        return existing
    return promise


def _due(
    calendar: BusinessCalendar, start: datetime, days: float | None, hours: float | None, due_at: datetime | None
) -> datetime:
    if [days, hours, due_at].count(None) != 2:
        raise ValueError("A promise is due after days, after hours, or at a time: give exactly one.")
    if due_at is not None:
        return due_at
    if days is not None:
        return calendar.add_business_days(start, days)
    return calendar.add_business_hours(start, hours or 0)


def _steps(promise: Promise, calendar: BusinessCalendar, nudges: Steps) -> list[Nudge]:
    names = [name for name, _fraction in nudges]
    if len(set(names)) < len(names) or DUE_STEP in names:
        raise ValueError(f"Steps of a promise have different names, and none is {DUE_STEP!r}: {names}")
    steps = [
        Nudge(promise=promise, step=name, level=level, fraction=fraction, at=moment_of(promise, calendar, fraction))
        for level, (name, fraction) in enumerate(nudges)
    ]
    return [*steps, Nudge(promise=promise, step=DUE_STEP, level=len(steps), fraction=1, at=promise.due_at)]


def moment_of(promise: Promise, calendar: BusinessCalendar, fraction: float) -> datetime:
    """When this fraction of the promise's business time has run, counted from its start."""
    moment = calendar.add_business_hours(promise.started_at, promise.allowed_hours * fraction)
    # A due time that was given may lie outside business hours; a step before it stays before it.
    return min(moment, promise.due_at) if fraction <= 1 else moment
