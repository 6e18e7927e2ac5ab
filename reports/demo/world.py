"""The demo programme while it is being made up: rows in memory, with their numbers, references and clocks.

Nothing here reads the database or the clock. A row is a dictionary of columns that can also be read as attributes;
`loading` writes all of them at once. The same day and the same numbers give the same programme.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.urls import reverse

from prm.core.calendar import BusinessCalendar
from prm.promises.enums import Kind, Side, State
from prm.promises.models import DUE_STEP

from .hours import Hours
from .words import COUNTRIES

HALF_TIME: Sequence[tuple[str, float]] = (("remind", 0.5),)
HISTORY = timedelta(days=365)
# The tables of opening hours reach this far beyond the day: open promises fall due there.
AHEAD = timedelta(days=200)
NOTHING = "L-000000"


class Row(dict):
    """Columns of one row, also as attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __hash__(self) -> int:  # type: ignore[override]
        return self["id"]


class Numbers:
    """Where row numbers and references come from; the database in truth, a counter in tests."""

    def row(self, table: str) -> int:
        raise NotImplementedError

    def ref(self, prefix: str) -> str:
        raise NotImplementedError


class World:
    """Twelve months of a programme that end at the beginning of `day` (UTC)."""

    def __init__(self, day: date, numbers: Numbers) -> None:
        self.day = day
        self.now = datetime.combine(day, time(), UTC)
        self.began = self.now - HISTORY
        self.rng = random.Random(f"northwind {day}")
        self.numbers = numbers
        self.tables: dict[str, list[Row]] = defaultdict(list)
        self.people: dict[int, Row] = {}
        self._open: dict[tuple[str, str, int], Row] = {}
        self._hours: dict[str, Hours] = {}

    # -- rows

    def add(self, table: str, prefix: str = "", **columns: Any) -> Row:
        """A new row; with a prefix it has a public reference."""
        row = Row(id=self.numbers.row(table), **columns)
        if prefix:
            row["ref"] = self.numbers.ref(prefix)
        self.tables[table].append(row)
        if table == "accounts.User":
            self.people[row.id] = row
        return row

    # -- time

    def hours(self, person: Row) -> Hours:
        """The business hours of a person."""
        found = self._hours.get(person.country)
        if found is None:
            calendar = BusinessCalendar(person.country, COUNTRIES[person.country].zone)
            start = self.began - timedelta(days=400)
            found = self._hours[person.country] = Hours(calendar, start, self.now + AHEAD)
        return found

    def later(self, person: Row, start: datetime, low: float, high: float) -> datetime:
        """Some moment within this person's business hours, between `low` and `high` business hours after `start`."""
        moment = self.hours(person).add(start, self.rng.uniform(low, high))
        return moment + timedelta(seconds=self.rng.randint(1, 55))

    def past(self, moment: datetime) -> bool:
        """Whether it has happened by now: what lies ahead has not been decided yet."""
        return moment < self.now

    # -- sentences

    def tell(
        self,
        table: str,
        subject: Row,
        at: datetime,
        actor: Row | None,
        sentence: str,
        *,
        icon: str = "circle",
        detail: str = "",
        partner: Row | None = None,
    ) -> None:
        """One line on the timeline of `subject`; members of `partner` read it, without one only the vendor."""
        self.add(
            "core.TimelineEntry",
            subject_table=table,
            object_id=subject.id,
            at=at,
            actor_id=actor.id if actor else None,
            actor_name=actor.name if actor else "",
            sentence=sentence,
            detail=detail,
            icon=icon,
            partner_id=partner.id if partner else None,
        )

    # -- promises, as prm.promises keeps them

    def promise(
        self,
        kind: Kind,
        table: str,
        subject: Row,
        person: Row,
        start: datetime,
        *,
        label: str,
        url: str,
        partner: Row | None = None,
        days: float | None = None,
        due: datetime | None = None,
        nudges: Sequence[tuple[str, float]] = HALF_TIME,
    ) -> Row:
        hours = self.hours(person)
        due = due or hours.add_days(start, days or 0)
        promise = self.add(
            "promises.Promise",
            "X",
            kind=str(kind),
            subject_table=table,
            object_id=subject.id,
            subject_ref=subject.ref,
            subject_label=label[:200],
            url=url,
            owed_by_id=person.id,
            side=str(Side.VENDOR if person.partner_id is None else Side.PARTNER),
            partner_id=partner.id if partner else None,
            state=str(State.OPEN),
            started_at=start,
            due_at=due,
            allowed_hours=hours.between(start, due),
            closed_at=None,
            paused_at=None,
            paused_seconds=0.0,
            business_hours=None,
        )
        promise["steps"] = nudges
        self._open[str(kind), table, subject.id] = promise
        return promise

    def open_promise(self, kind: Kind, table: str, subject: Row) -> Row | None:
        return self._open.get((str(kind), table, subject.id))

    def keep(self, kind: Kind, table: str, subject: Row, at: datetime) -> None:
        """Done: in time, or late."""
        promise = self.open_promise(kind, table, subject)
        if promise is not None:
            end = min(at, promise.paused_at) if promise.paused_at else at
            self._close(promise, State.KEPT if end <= promise.due_at else State.LATE, at)

    def break_(self, kind: Kind, table: str, subject: Row, at: datetime) -> None:
        promise = self.open_promise(kind, table, subject)
        if promise is not None:
            self._close(promise, State.BROKEN, at)

    def release(self, table: str, subject: Row, at: datetime, *kinds: Kind) -> None:
        """Nobody wants these any more; without kinds, any."""
        for kind in kinds or tuple(Kind):
            promise = self.open_promise(kind, table, subject)
            if promise is not None:
                self._close(promise, State.RELEASED, at)

    def pause(self, kind: Kind, table: str, subject: Row, at: datetime) -> None:
        promise = self.open_promise(kind, table, subject)
        if promise is not None:
            promise.paused_at = at

    def resume(self, kind: Kind, table: str, subject: Row, at: datetime) -> None:
        """The clock runs on, later by the business time it stood."""
        promise = self.open_promise(kind, table, subject)
        if promise is None or promise.paused_at is None:
            return
        hours = self.hours(self.people[promise.owed_by_id])
        stood = hours.between(promise.paused_at, at)
        if promise.due_at > promise.paused_at and stood:
            promise.due_at = hours.add(promise.due_at, stood)
        promise.paused_seconds += stood * 3600
        promise.paused_at = None

    def restart(self, kind: Kind, table: str, subject: Row, at: datetime, due: datetime) -> None:
        """The same promise, from now."""
        promise = self.open_promise(kind, table, subject)
        if promise is not None:
            hours = self.hours(self.people[promise.owed_by_id])
            promise.update(started_at=at, due_at=due, allowed_hours=hours.between(at, due))

    def _close(self, promise: Row, state: State, at: datetime) -> None:
        end = min(at, promise.paused_at) if promise.paused_at else at
        worked = self.hours(self.people[promise.owed_by_id]).between(promise.started_at, end)
        spent = max(worked - promise.paused_seconds / 3600, 0.0)
        promise.update(state=str(state), closed_at=at, business_hours=round(spent, 4))
        del self._open[promise.kind, promise.subject_table, promise.object_id]

    def open_promises(self) -> list[Row]:
        return list(self._open.values())

    def add_nudges(self, loaded_at: datetime, leave_due: Callable[[Row], bool]) -> None:
        """The steps of the open promises. What lies before the load has been announced: nothing is sent for it.

        For `leave_due` promises a due time that has just passed is left to the sweeper, which acts on it.
        """
        for promise in self.open_promises():
            steps = [*promise.steps, (DUE_STEP, 1)]
            for level, (name, fraction) in enumerate(steps):
                at = promise.due_at if name == DUE_STEP else self._moment(promise, fraction)
                quiet = at <= loaded_at and not (name == DUE_STEP and leave_due(promise))
                self.add(
                    "promises.Nudge",
                    promise_id=promise.id,
                    step=name,
                    level=level,
                    fraction=float(fraction),
                    at=at,
                    done_at=at if quiet else None,
                )

    def _moment(self, promise: Row, fraction: float) -> datetime:
        hours = self.hours(self.people[promise.owed_by_id])
        moment = hours.add(promise.started_at, promise.allowed_hours * fraction)
        return min(moment, promise.due_at) if fraction <= 1 else moment


@lru_cache(maxsize=64)
def _page(name: str) -> str:
    return reverse(name, args=[NOTHING])


def page(name: str, row: Row) -> str:
    """The address of the row's page."""
    return _page(name).replace(NOTHING, row.ref)
