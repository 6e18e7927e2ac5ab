"""The list page as a declaration: model, table, filters. Visibility, paging and export come with it."""

from typing import Any

import django_tables2
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.views.generic.base import TemplateResponseMixin
from django_filters import FilterSet

from .. import looks
from ..exports import ROW_LIMIT, export_response
from ..models import LookKind
from ..paging import CappedPaginator
from .base import Guarded


class ListPage(TemplateResponseMixin, Guarded):
    """A filtered, sorted, paged table of what this user may see; `?export=csv|xlsx` downloads what is filtered.

    The FilterSet is built here and not by django-filter's FilterView, which shows every row after a programming error.
    """

    template_name = "core/list.html"
    model: type[models.Model]
    table_class: type[django_tables2.Table]
    filterset_class: type[FilterSet] | None = None
    per_page = 25
    empty: dict[str, str] = {}
    export_name = ""

    def get_queryset(self) -> models.QuerySet:
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.get_queryset()
        filterset = self.filterset_class(request.GET, rows, request=request) if self.filterset_class else None
        if filterset is not None:
            rows = filterset.qs if filterset.is_valid() else rows.none()
        if request.GET.get("export") in ("csv", "xlsx"):
            self.note_export(rows)
            return export_response(self.make_table(rows), request.GET["export"], self.export_name or "list")
        table = self.make_table(rows)
        paginate = {"per_page": self.per_page, "paginator_class": CappedPaginator}
        django_tables2.RequestConfig(request, paginate=paginate).configure(table)
        context = self.get_context_data(table=table, filter=filterset, empty=self.get_empty(filterset))
        return self.render_to_response(context)

    def note_export(self, rows: models.QuerySet) -> None:
        if getattr(self.model, "looks_are_told", False) and self.request.user.is_vendor:
            looks.note(self.request.user, rows[:ROW_LIMIT], LookKind.EXPORTED)

    def make_table(self, rows: models.QuerySet) -> django_tables2.Table:
        return self.table_class(rows, order_by=self.request.GET.getlist("sort") or None)

    def get_empty(self, filterset: FilterSet | None) -> dict[str, str]:
        """What an empty list says: what to do first or, when a filter hides everything, how to widen it."""
        filtered = filterset is not None and any(value for key, value in self.request.GET.items() if key != "sort")
        return {"filtered": "yes", **self.empty} if filtered else self.empty
