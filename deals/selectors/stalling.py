"""Deals that have stood still for too long in their stage, as part of a query."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils import timezone

from deals.enums import OPEN_STAGES
from deals.models import DealPolicy, StagePolicy
from deals.stages import first_days


def untouched(lookup: str) -> Q:
    """Open deals whose last change lies before (`lt`) or not before (`gte`) the moment at which their stage stalls.

    The first pages ask for much, and save the questions for the policies.
    """
    moments = ((stage, _moment(stage)) for stage in OPEN_STAGES)
    return reduce(or_, (Q(stage=stage, **{f"last_activity_at__{lookup}": moment}) for stage, moment in moments))


def _moment(stage: str) -> ExpressionWrapper:
    span = ExpressionWrapper(_days(stage) * Value(timedelta(days=1)), output_field=DurationField())
    now = Value(timezone.now(), output_field=DateTimeField())
    return ExpressionWrapper(now - span, output_field=DateTimeField())


def _days(stage: str) -> Any:
    """As `stages.stall_days` counts them."""
    usual = _in_force(StagePolicy, Cast(KeyTextTransform(stage, "days"), IntegerField()), first_days()[stage])
    shortest = _in_force(DealPolicy, F("stall_days"), DealPolicy._meta.get_field("stall_days").default)
    return Greatest(shortest, usual * Value(2), output_field=IntegerField())


def _in_force(model: Any, value: Any, default: int) -> Coalesce:
    found = model.objects.filter(is_current=True).order_by("pk").annotate(found=value).values("found")[:1]
    return Coalesce(Subquery(found, output_field=IntegerField()), Value(default))
