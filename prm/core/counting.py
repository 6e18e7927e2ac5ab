"""Counts as part of another question."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def how_many(rows: QuerySet) -> Any:
    """The number of rows, 0 for none; they may refer to the query around them by OuterRef."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
