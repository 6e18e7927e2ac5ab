"""Medians of the whole programme, counted by a task because they read a year of everybody's rows."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from leads.models import Passage
from prm.promises.enums import INTERNAL, State
from prm.promises.models import Promise

from ..enums import Measure
from ..models import ProgrammeFigure
from ..periods import twelve_months
from ..selectors.medians import Median
from ..selectors.waterfall import by_step

YEAR = timedelta(days=365)


def roll_up(now: datetime | None = None) -> int:
    """Counts the last twelve months anew; returns how many figures there are. Safe to run twice and side by side."""
    now = now or timezone.now()
    figures = [*_steps(now), *_promises(now)]
    with transaction.atomic():
        ProgrammeFigure.objects.bulk_create(
            figures,
            update_conflicts=True,
            unique_fields=["measure", "side", "subject"],
            update_fields=["count", "kept", "hours", "counted_at"],
        )
        ProgrammeFigure.objects.filter(counted_at__lt=now).delete()
    return len(figures)


def _steps(now: datetime) -> list[ProgrammeFigure]:
    period = twelve_months(now.date())
    counted = by_step(Passage.objects.filter(arrived_on__gte=period.since))
    return [
        ProgrammeFigure(
            measure=Measure.STEP, side=direction, subject=step, count=one.timed, hours=one.hours, counted_at=now
        )
        for direction, steps in counted.items()
        for step, one in steps.items()
    ]


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
