"""What is late."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from prm.core.tables import PortalTable, WhenColumn
from prm.promises.enums import Side
from prm.promises.models import Promise

from .cells import PILL


class LateTable(PortalTable):
    subject_label = tables.Column(verbose_name=gettext_lazy("What it is about"))
    kind = tables.Column(verbose_name=gettext_lazy("What was promised"))
    owed_by = tables.Column(verbose_name=gettext_lazy("Whose turn"), order_by=("owed_by__name",))
    side = tables.Column(verbose_name=gettext_lazy("Side"))
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    due_at = WhenColumn(verbose_name=gettext_lazy("Was due"))

    class Meta(PortalTable.Meta):
        model = Promise
        caption = gettext_lazy("What is late")
        fields = ("subject_label", "kind", "owed_by", "side", "partner", "due_at")

    def render_subject_label(self, value: str, record: Promise) -> Any:
        return format_html('<a href="{}">{}</a>', record.url, value) if record.url else value

    def value_subject_label(self, value: str) -> str:
        return value

    def render_side(self, value: str, record: Promise) -> str:
        return format_html(PILL, "danger" if record.side == Side.VENDOR else "warning", value)

    def value_side(self, value: str) -> str:
        return str(value)
