"""Lists of messages."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prm.core.tables import PortalTable, WhenColumn

from .models import Message


class ParkedTable(PortalTable):
    """What could not be delivered: to whom, why, since when, and the way to try again."""

    subject = tables.Column(verbose_name=_("Message"))
    channel = tables.Column(verbose_name=_("Channel"))
    address = tables.Column(verbose_name=_("To"))
    last_error = tables.Column(verbose_name=_("Why it was parked"))
    created_at = WhenColumn(verbose_name=_("Created"))
    again = tables.Column(verbose_name=_("Action"), accessor="ref", orderable=False, exclude_from_export=True)

    class Meta(PortalTable.Meta):
        model = Message
        fields = ("subject", "channel", "address", "last_error", "created_at")
        caption = _("Parked messages")

    def render_again(self, record: Message) -> str:
        url = reverse("outbox:resend", args=[record.ref])
        return format_html('<a href="{}">{}</a>', url, gettext("Send again"))
