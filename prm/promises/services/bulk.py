"""Many promises of one kind that start at the same moment, as `make` makes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import models

from prm.accounts.enums import STAFF
from prm.core import bulk, references
from prm.core.calendar import BusinessCalendar, HasCalendar, calendar_of

from ..enums import Kind, Side
from ..models import DUE_STEP, Nudge, Promise
from .making import HALF_TIME

PROMISE = (
    "id", "ref", "kind", "content_type_id", "object_id", "subject_ref", "subject_label", "url", "owed_by_id", "side",
    "partner_id", "started_at", "due_at", "allowed_hours",
)  # fmt: skip
NUDGE = ("promise_id", "step", "level", "fraction", "at")


class Debtor(HasCalendar, Protocol):
    """Who owes: an account, or what is needed of one."""

    @property
    def pk(self) -> int: ...

    @property
    def role(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Owed:
    """One of the promises; see `make` for what the names mean. `days` are business days."""

    object_id: int
    subject_ref: str
    label: str
    url: str
    owed_by: Debtor
    days: float
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Clock:
    """As text, which is how they are written, very often."""

    due: str
    hours: float
    half: str


class Clocks:
    """Due times of promises that start at one moment; equal ones are reckoned once."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self._known: dict[tuple[BusinessCalendar, float], _Clock] = {}

    def of(self, debtor: HasCalendar, days: float) -> _Clock:
        calendar = calendar_of(debtor)
        found = self._known.get((calendar, days))
        if found is None:
            due = calendar.add_business_days(self.start, days)
            hours = calendar.business_hours_between(self.start, due)
            half = min(calendar.add_business_hours(self.start, hours * HALF_TIME[0][1]), due)
            found = self._known[calendar, days] = _Clock(due.isoformat(), hours, half.isoformat())
        return found


def make_many(kind: Kind, model: type[models.Model], owed: Sequence[Owed], clocks: Clocks) -> None:
    """Writes the promises and their steps (a reminder at half time, and the due step). None may be open already.

    Raises IntegrityError when one is.
    """
    content_type = ContentType.objects.get_for_model(model).pk
    numbers, refs = bulk.reserve(Promise, len(owed)), references.reserve("X", len(owed))
    promises, nudges = [], []
    start, staff = clocks.start.isoformat(), {str(role) for role in STAFF}
    vendor, partner = Side.VENDOR.value, Side.PARTNER.value
    for number, ref, one in zip(numbers, refs, owed, strict=True):
        clock = clocks.of(one.owed_by, one.days)
        side = vendor if one.owed_by.role in staff else partner
        promises.append((
            number, ref, kind.value, content_type, one.object_id, one.subject_ref, one.label[:200], one.url,
            one.owed_by.pk, side, one.partner_id, start, clock.due, clock.hours,
        ))  # fmt: skip
        nudges.append((number, HALF_TIME[0][0], 0, HALF_TIME[0][1], clock.half))
        nudges.append((number, DUE_STEP, 1, 1, clock.due))
    bulk.copy(Promise, PROMISE, promises)
    bulk.copy(Nudge, NUDGE, nudges)
