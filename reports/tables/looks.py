"""Who looked at partners' customers."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from prm.core.models import Look
from prm.core.tables import PortalTable, WhenColumn


class LooksTable(PortalTable):
    """Who did what with which row, and when."""

    at = WhenColumn(verbose_name=gettext_lazy("When"))
    viewer_name = tables.Column(verbose_name=gettext_lazy("Who"))
    role = tables.Column(verbose_name=gettext_lazy("Role"), accessor="viewer__role", order_by=("viewer__role",))
    kind = tables.Column(verbose_name=gettext_lazy("What was done"))
    label = tables.Column(verbose_name=gettext_lazy("What it is about"))
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))

    class Meta(PortalTable.Meta):
        model = Look
        caption = gettext_lazy("Looks at partners' customers")
        fields = ("at", "viewer_name", "role", "kind", "label", "partner")

    def render_role(self, record: Look) -> str:
        return record.viewer.get_role_display() if record.viewer else ""

    def value_role(self, record: Look) -> str:
        return str(self.render_role(record))

    def render_label(self, value: str, record: Look) -> str:
        return format_html('<a href="{}">{}</a>', record.url, value)

    def value_label(self, value: str) -> str:
        return value
