"""Importing a file: upload it, look at what would happen, start it, come back to it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, MEMBERS
from prm.core.views import ActionPage, DetailPage, FormPage, ListPage
from prm.core.views.base import visible_object

from . import selectors, services
from .engine import importers_for
from .forms import ImportForm
from .models import ImportProblem, ImportRun
from .tables import ImportTable, ProblemTable

IMPORTING = CHANNEL | MEMBERS


def door_of(user: Any) -> str:
    """The page on which somebody with this role hands a file in."""
    return reverse(next(iter(importers_for(user.role).values())).door)


class ImportList(ListPage):
    roles = IMPORTING
    model = ImportRun
    table_class = ImportTable
    template_name = "importing/list.html"
    title = gettext_lazy("Imports")
    export_name = "imports"

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        if self.request.user.role in MEMBERS:
            return _("Files from which your company registered deals.")
        return _("Partners, leads and deals from files of other systems.")

    def get_queryset(self) -> Any:
        return selectors.runs(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(door=door_of(self.request.user), **kwargs)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        return {
            "icon": "file-input",
            "title": _("Nothing has been imported on a page yet."),
            "text": _("Upload a CSV or Excel file: you see what would happen before anything does."),
            "action_url": door_of(self.request.user),
            "action_label": _("Import a file"),
        }


class ImportNew(FormPage):
    roles = CHANNEL
    form_class = ImportForm
    template_name = "importing/new.html"
    title = gettext_lazy("Import a file")
    submit_label = gettext_lazy("Upload and check")

    def perform(self, form: Any) -> ImportRun:
        names = ("kind", "files", "mapping", "source", "currency", "suggestions")
        return services.upload(actor=self.request.user, **{name: form.cleaned_data[name] for name in names})

    def get_cancel_url(self) -> str:
        return reverse("imports:list")


class ImportPage(DetailPage):
    roles = IMPORTING
    model = ImportRun
    queryset = ImportRun.objects.select_related("started_by")
    template_name = "importing/detail.html"

    def get_title(self) -> str:
        return self.object.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            run=self.object, standing=selectors.standing(self.request.user, self.object), **kwargs
        )


class ImportProblems(ListPage):
    roles = IMPORTING
    model = ImportProblem
    table_class = ProblemTable
    export_name = "refused-rows"
    per_page = 100

    def get_title(self) -> str:
        return _("Refused, or kept as a draft") if self.request.user.role in MEMBERS else _("Refused rows")

    def get_queryset(self) -> Any:
        run = visible_object(ImportRun, self.request.user, self.kwargs["ref"])
        self.subtitle = str(run)
        return selectors.problems(self.request.user, run)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        return {"icon": "circle-check", "title": _("No row was refused.")}


class ImportStart(ActionPage):
    roles = IMPORTING
    model = ImportRun
    title = gettext_lazy("Start the import")
    submit_label = gettext_lazy("Start the import")
    success_message = gettext_lazy("Started. You can leave this page; a notice tells you when it is done.")

    def perform(self, form: Any) -> ImportRun:
        return services.start(actor=self.request.user, run=self.object)


class ImportDiscard(ActionPage):
    roles = IMPORTING
    model = ImportRun
    title = gettext_lazy("Discard the file")
    submit_label = gettext_lazy("Discard")
    success_message = gettext_lazy("Discarded. Nothing of it was imported.")

    def perform(self, form: Any) -> ImportRun:
        return services.discard(actor=self.request.user, run=self.object)
