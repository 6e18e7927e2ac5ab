"""Paging that never counts a million rows."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

CAP = 10_000


class CappedPaginator(Paginator):
    """Counts to CAP and no further; beyond it the list says “10,000+” and asks for a filter."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        queryset = getattr(rows, "data", rows)
        if hasattr(queryset, "order_by"):
            return queryset.order_by()[: CAP + 1].count()
        return len(rows)

    @property
    def capped(self) -> bool:
        return self.count > CAP
