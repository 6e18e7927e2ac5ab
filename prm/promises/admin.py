"""Administrators look at promises, and let a step that was parked be announced again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from prm.core.admin import ReadOnlyAdmin, site

from . import services
from .models import Nudge, Promise


@admin.register(Promise, site=site)
class PromiseAdmin(ReadOnlyAdmin):
    list_display = ("ref", "kind", "subject_label", "owed_by", "due_at", "state")
    list_filter = ("state", "kind", "side")
    search_fields = ("ref", "subject_ref", "subject_label")
    list_select_related = ("owed_by",)


class ParkedFilter(admin.SimpleListFilter):
    title = _("parked")
    parameter_name = "parked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Parked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.exclude(parked_at=None) if self.value() == "yes" else queryset


@admin.register(Nudge, site=site)
class NudgeAdmin(ReadOnlyAdmin):
    list_display = ("promise", "step", "at", "done_at", "attempts", "parked_at", "last_error")
    list_filter = (ParkedFilter,)
    list_select_related = ("promise",)
    actions = ("announce_again",)

    @admin.action(description=_("Announce parked steps again"))
    def announce_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        for nudge in queryset:
            services.retry(nudge)
        messages.success(request, _("The steps come again with the next sweep."))
