"""Paging that never counts, joins or sorts more of a million rows than a page needs."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from .finding import CAP, Rows, among


class CappedPaginator(Paginator):
    """Counts to CAP and no further; beyond it the list says “10,000+” and asks for a filter."""

    @cached_property
    def count(self) -> int:
        rows = self._rows
        return rows.order_by()[: CAP + 1].count() if isinstance(rows, QuerySet) else len(rows)

    @property
    def capped(self) -> bool:
        return self.count > CAP

    def page(self, number: Any) -> Page:
        page = super().page(number)
        if isinstance(self._rows, QuerySet):
            start = (page.number - 1) * self.per_page
            chosen = part(self._rows, start, start + self.per_page)
            if hasattr(page.object_list, "data"):
                page.object_list.data = chosen
            else:
                page.object_list = chosen
        return page

    @property
    def _rows(self) -> Any:
        rows = self.object_list
        # A table hands over its rows, which wrap their data, which wraps the queryset.
        while hasattr(rows, "data"):
            rows = rows.data
        return rows


def part(rows: Rows, start: int, stop: int) -> Rows:
    """These rows of a list, chosen by its order alone before anything is joined to them.

    PostgreSQL would otherwise join all that the list shows to a million rows, sort those, and keep 25. Rows that the
    order leaves alike come by number, so that no page repeats one of another.
    """
    order = rows.query.order_by or rows.model._meta.ordering
    rows = rows.order_by(*order, *([] if "pk" in order or "-pk" in order else ["-pk"]))
    return among(rows, rows[start:stop].values("pk"))
