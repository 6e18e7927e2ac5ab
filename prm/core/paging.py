"""Paging that never counts a million rows."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

CAP = 10_000


class CappedPaginator(Paginator):
    """Counts to CAP and no further; beyond it the list says “10,000+” and asks for a filter."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        # A table hands over its rows, which wrap their data, which wraps the queryset.
        while hasattr(rows, "data"):
            rows = rows.data
        return rows.order_by()[: CAP + 1].count() if isinstance(rows, QuerySet) else len(rows)

    @property
    def capped(self) -> bool:
        return self.count > CAP
