"""The library's shelf."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Member
from prm.core.tables import DayColumn, LinkColumn, PortalTable, WhenColumn

from .models import Document

NUMBER = {"td": {"class": "num"}, "th": {"class": "text-end"}}
PILL = '<span class="pill tone-{}"><span class="pill-dot"></span>{}</span>'


class DocumentTable(PortalTable):
    title = tables.Column(verbose_name=gettext_lazy("Document"))
    kind = tables.Column(verbose_name=gettext_lazy("Kind"))
    newest_number = tables.Column(verbose_name=gettext_lazy("Version"), attrs=NUMBER)
    newest_at = DayColumn(verbose_name=gettext_lazy("Published"))
    standing = tables.Column(verbose_name=gettext_lazy("Standing"), empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        model = Document
        caption = gettext_lazy("Documents")
        fields = ("title", "kind", "newest_number", "newest_at", "standing")

    def render_title(self, record: Document) -> str:
        summary = format_html('<p class="muted mb-0">{}</p>', record.summary) if record.summary else ""
        return format_html('<div><a href="{}">{}</a>{}</div>', record.get_absolute_url(), record.title, summary)

    def value_title(self, record: Document) -> str:
        return record.title

    def render_standing(self, record: Any) -> str:
        tone, words = standing_of(record)
        return format_html(PILL, tone, words) if words else "—"

    def value_standing(self, record: Any) -> str:
        return standing_of(record)[1]


class ReaderTable(PortalTable):
    name = LinkColumn(verbose_name=gettext_lazy("Person"), accessor="user__name")
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    accepted_at = WhenColumn(verbose_name=gettext_lazy("Accepted"))
    downloaded_at = WhenColumn(verbose_name=gettext_lazy("File last fetched"))
    downloads = tables.Column(verbose_name=gettext_lazy("Times"), attrs=NUMBER)

    class Meta(PortalTable.Meta):
        model = Member
        caption = gettext_lazy("Who has read it")
        fields = ("name", "partner", "accepted_at", "downloaded_at", "downloads")


def standing_of(document: Any) -> tuple[str, str]:
    """(tone, words) for a document of `selectors.shelf`: withdrawn, read by this person, or waiting to be read."""
    if document.withdrawn_at:
        return "neutral", _("Withdrawn")
    if document.acknowledged:
        return "success", _("You have accepted it")
    if not document.must_acknowledge:
        return "", ""
    return ("warning", _("To be accepted")) if document.is_asked else ("info", _("Partners are asked to accept it"))
