"""How both sides keep their word: promises between the vendor and partners, from their rows and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from partners.models import Partner
from prm.core.counting import how_many
from prm.promises.enums import INTERNAL, Side, State
from prm.promises.models import Promise, PromiseQuerySet

from .medians import Median

DONE = (State.KEPT, State.LATE)
ENDED = (*DONE, State.BROKEN)
OVERDUE, CLOSED, ANSWERED = "overdue", "closed", "done"


@dataclass(frozen=True)
class Record:
    """Promises of one kind and side. `hours` is the median of business hours over `timed` that were done."""

    side: str
    kind: str
    kept: int = 0
    late: int = 0
    broken: int = 0
    open: int = 0
    overdue: int = 0
    timed: int = 0
    hours: float | None = None

    @property
    def ended(self) -> int:
        return self.kept + self.late + self.broken


def promises_between(user: Any) -> PromiseQuerySet:
    """Promises one side made the other, as far as the user may see them; the vendor's inner business left out."""
    return Promise.objects.visible_to(user).exclude(kind__in=sorted(INTERNAL))


def ended_since(rows: PromiseQuerySet, since: date) -> PromiseQuerySet:
    """Those kept, kept late or broken since that day, and those still open."""
    return rows.filter(Q(state__in=ENDED, closed_at__date__gte=since) | Q(state=State.OPEN))


def records_of(user: Any, partner: Partner, since: date) -> list[Record]:
    """By side and kind: what ended since that day, and what is open now. One query."""
    return _records(ended_since(promises_between(user).filter(partner=partner), since))


def own_records(user: Any, since: date) -> list[Record]:
    """The same of what this person owes. One query."""
    return _records(ended_since(promises_between(user).filter(owed_by=user.pk), since))


def answered(rows: PromiseQuerySet, since: date) -> PromiseQuerySet:
    """Promises that were done since that day, in time or late."""
    return rows.filter(state__in=DONE, business_hours__isnull=False, closed_at__date__gte=since)


def _records(rows: PromiseQuerySet) -> list[Record]:
    is_done = Q(state__in=DONE)
    found: Iterable[Mapping[str, Any]] = (
        rows.order_by()
        .values("side", "kind")
        .annotate(
            kept=Count("pk", Q(state=State.KEPT), distinct=True),
            late=Count("pk", Q(state=State.LATE), distinct=True),
            broken=Count("pk", Q(state=State.BROKEN), distinct=True),
            open=Count("pk", Q(state=State.OPEN), distinct=True),
            overdue=Count("pk", _is_overdue(), distinct=True),
            timed=Count("pk", is_done & Q(business_hours__isnull=False), distinct=True),
            hours=Median("business_hours", filter=is_done),
        )
    )
    return [Record(**row) for row in found]


def _is_overdue() -> Q:
    return Q(state=State.OPEN, paused_at=None, due_at__lt=timezone.now())


def promise_list(user: Any) -> PromiseQuerySet:
    """Promises between both sides, what is due or closed last first."""
    rows = promises_between(user).exclude(state=State.RELEASED)
    return rows.select_related("owed_by", "partner").order_by("-due_at", "-pk")


def partners_keeping(user: Any, since: date) -> QuerySet[Partner]:
    """Partners the user may see with how both sides kept their promises since that day, most late now first.

    `ours_` is the vendor's side and `theirs_` the partner's: `_kept` of `_ended`, and `_overdue` now.
    """
    made = Promise.objects.filter(partner=OuterRef("pk")).exclude(kind__in=sorted(INTERNAL))
    ended = made.filter(state__in=ENDED, closed_at__date__gte=since)
    ours, theirs = Q(side=Side.VENDOR), Q(side=Side.PARTNER)
    rows = Partner.objects.visible_to(user).annotate(
        ours_kept=how_many(ended.filter(ours, state=State.KEPT)),
        ours_ended=how_many(ended.filter(ours)),
        ours_overdue=how_many(made.filter(ours, _is_overdue())),
        theirs_kept=how_many(ended.filter(theirs, state=State.KEPT)),
        theirs_ended=how_many(ended.filter(theirs)),
        theirs_overdue=how_many(made.filter(theirs, _is_overdue())),
    )
    return rows.order_by("-ours_overdue", "-theirs_overdue", Lower("name"), "pk")


def that_ended(rows: PromiseQuerySet, how: str) -> PromiseQuerySet:
    """`how` is a state, `overdue`, `done` (kept or late), or `closed`: kept, late or broken."""
    if how == OVERDUE:
        return rows.filter(_is_overdue())
    if how == ANSWERED:
        return rows.filter(state__in=DONE)
    return rows.filter(state__in=ENDED) if how == CLOSED else rows.filter(state=how)
