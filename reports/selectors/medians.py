"""Medians, by PostgreSQL."""

from django.db.models import Aggregate, FloatField


class Median(Aggregate):
    """The value in the middle; None of nothing."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()
