"""What the router knows while it works: who can get something, and what was decided ahead of the next chunk."""

import contextvars
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import NamedTuple, Self

from .. import routing
from .waiting import Waiting, subjects_of

PROGRAMME_SECONDS, FRESH_SECONDS = 60, 5

Decisions = list[routing.Decision]


class _Ahead(NamedTuple):
    """The leads that are expected next, and what is being decided about them meanwhile."""

    leads: list[Waiting]
    decisions: "Future[Decisions]"


class Known:
    """Who can get something, read again when it is too old; a lead is given up only by what is quite fresh.

    While a chunk is written, which is waiting for the database mostly, `decide_ahead` decides the next one in a thread
    that touches nothing but the programme. It holds if exactly these leads come next, unchanged; otherwise it is
    forgotten, so the decisions are the same either way. Nobody else may use the programme until the next `decide`.
    """

    def __init__(self, read: Callable[[], routing.Programme]) -> None:
        self._read_anew, self._helper = read, ThreadPoolExecutor(1, "decide-ahead")
        self._ahead: _Ahead | None = None
        self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._helper.shutdown()

    def _read(self) -> None:
        self.programme, self._read_at = self._read_anew(), time.monotonic()

    def _age(self) -> float:
        return time.monotonic() - self._read_at

    def decide(self, leads: Sequence[Waiting]) -> dict[str, routing.Decision]:
        """By the leads' references. Those that nobody can take are asked for again, if what is known is not fresh."""
        decisions = self._decided_ahead(leads)
        if decisions is None:
            if self._age() > PROGRAMME_SECONDS:
                self._read()
            decisions = self.programme.decide(subjects_of(leads))
        found = {one.subject: one for one in decisions}
        lost = [lead for lead in leads if found[lead.ref].chosen is None]
        if lost and self._age() > FRESH_SECONDS:
            self._read()
            self.programme.seat(one.chosen for one in decisions if one.chosen)
            found |= {one.subject: one for one in self.programme.decide(subjects_of(lost))}
        return found

    def decide_ahead(self, leads: list[Waiting]) -> None:
        """Begins with what is expected to come next."""
        if not leads or self._age() > PROGRAMME_SECONDS:
            return
        subjects, context = subjects_of(leads), contextvars.copy_context()
        self.programme.remember()
        # The context carries the language in which reasons are written.
        self._ahead = _Ahead(leads, self._helper.submit(context.run, self.programme.decide, subjects))

    def _decided_ahead(self, leads: Sequence[Waiting]) -> Decisions | None:
        """What was decided about exactly these leads; None, and as if nothing had been, for any others."""
        if self._ahead is None:
            return None
        ahead, self._ahead = self._ahead, None
        decisions = ahead.decisions.result()
        if ahead.leads == leads:
            return decisions
        self.programme.restore()
        return None
