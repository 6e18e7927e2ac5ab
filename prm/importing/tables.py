"""The lists of this app."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from prm.core.tables import LinkColumn, PillColumn, PortalTable, WhenColumn

from .engine import importers
from .models import ImportProblem, ImportRun


class ImportTable(PortalTable):
    ref = LinkColumn(verbose_name=_("Import"))
    file_name = tables.Column(verbose_name=_("File"))
    kind = tables.Column(verbose_name=_("What"))
    state = PillColumn(accessor="state", verbose_name=_("State"))
    started_by = tables.Column(verbose_name=_("By"), order_by="started_by__name")
    created_at = WhenColumn(verbose_name=_("Uploaded"))
    finished_at = WhenColumn(verbose_name=_("Finished"))

    class Meta(PortalTable.Meta):
        model = ImportRun
        fields = ("ref", "file_name", "kind", "state", "started_by", "created_at", "finished_at")

    def render_kind(self, value):
        importer = importers().get(value)
        return importer.title if importer else value

    def render_state(self, value, record, bound_column):
        return self.base_columns["state"].render(record.get_state_display(), record, bound_column)


class ProblemTable(PortalTable):
    line = tables.Column(attrs={"td": {"class": "text-end num"}, "th": {"class": "text-end"}})

    class Meta(PortalTable.Meta):
        model = ImportProblem
        fields = ("file", "line", "sentence")
