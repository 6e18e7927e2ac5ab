"""Figures of the whole programme, counted by a task because they read a year of everybody's rows."""

from datetime import datetime, timedelta
from itertools import chain

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from leads.models import Passage
from prm.promises.enums import INTERNAL, State
from prm.promises.models import Promise

from ..enums import Measure
from ..models import ProgrammeFigure
from ..periods import Period, quarters_back, twelve_months
from ..selectors.medians import Median
from ..selectors.waterfall import by_step

YEAR = timedelta(days=365)


def roll_up(now: datetime | None = None) -> int:
    """Counts every period that the reports offer anew; returns how many figures there are.

    Safe to run twice and side by side.
    """
    now = now or timezone.now()
    periods = [twelve_months(now.date()), *quarters_back(now.date())]
    figures = [*chain.from_iterable(_steps(period, now) for period in periods), *_promises(now)]
    with transaction.atomic():
        ProgrammeFigure.objects.bulk_create(
            figures,
            update_conflicts=True,
            unique_fields=["measure", "period", "side", "subject"],
            update_fields=["count", "leads", "kept", "hours", "counted_at"],
        )
        ProgrammeFigure.objects.filter(counted_at__lt=now).delete()
    return len(figures)


def _steps(period: Period, now: datetime) -> list[ProgrammeFigure]:
    counted = by_step(Passage.objects.filter(arrived_on__gte=period.since, arrived_on__lte=period.until))
    return [
        ProgrammeFigure(
            measure=Measure.STEP, period=period.key, side=direction, subject=step, count=one.timed, leads=one.leads,
            hours=one.hours, counted_at=now,
        )
        for direction, steps in counted.items()
        for step, one in steps.items()
    ]  # fmt: skip


def _promises(now: datetime) -> list[ProgrammeFigure]:
    rows = Promise.objects.filter(closed_at__gte=now - YEAR).exclude(kind__in=sorted(INTERNAL))
    rows = rows.exclude(state=State.RELEASED).order_by()
    counted = rows.values("side", "kind").annotate(
        count=Count("pk"),
        kept=Count("pk", filter=Q(state=State.KEPT)),
        hours=Median("business_hours", filter=Q(state__in=[State.KEPT, State.LATE])),
    )
    return [
        ProgrammeFigure(
            measure=Measure.PROMISE, side=row["side"], subject=row["kind"], count=row["count"], kept=row["kept"],
            hours=row["hours"], counted_at=now,
        )
        for row in counted
    ]  # fmt: skip
