"""Lists of messages."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prm.core.tables import LinkColumn, PillColumn, PortalTable, WhenColumn

from .enums import Event
from .models import Message, WebhookCall, WebhookEndpoint


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


class EndpointsTable(PortalTable):
    """Where the calls go, what each hears of, and how the last call went."""

    url = LinkColumn(verbose_name=_("Address"))
    events = tables.Column(verbose_name=_("Hears of"), orderable=False, empty_values=(None,))
    active = tables.Column(verbose_name=_("State"))
    call_state = tables.Column(verbose_name=_("Last call"))
    called_at = WhenColumn(verbose_name=_("Called"))
    user = tables.Column(verbose_name=_("Set up by"), order_by="user__name")

    class Meta(PortalTable.Meta):
        model = WebhookEndpoint
        fields = ("url", "events", "active", "call_state", "called_at", "user")
        caption = _("Webhooks")

    def value_events(self, value):
        return ", ".join(str(Event(name).label) for name in value if name in Event.values) or gettext("Everything")

    def render_events(self, value):
        return self.value_events(value)

    def render_active(self, value):
        tone, words = ("success", gettext("On")) if value else ("neutral", gettext("Off"))
        return format_html('<span class="pill tone-{}"><span class="pill-dot"></span>{}</span>', tone, words)

    def value_active(self, value):
        return gettext("On") if value else gettext("Off")

    def render_call_state(self, value):
        return dict(Message._meta.get_field("state").choices).get(value, value)


class CallsTable(PortalTable):
    """Each call with how often it was tried, and what the other side said last."""

    subject = LinkColumn(verbose_name=_("Event"))
    state = PillColumn(verbose_name=_("State"))
    attempts = tables.Column(
        verbose_name=_("Tries"), attrs={"td": {"class": "text-end num"}, "th": {"class": "text-end"}}
    )
    last_status = tables.Column(
        verbose_name=_("Last answer"), attrs={"td": {"class": "text-end num"}, "th": {"class": "text-end"}}
    )
    created_at = WhenColumn(verbose_name=_("Happened"))
    sent_at = WhenColumn(verbose_name=_("Arrived"))

    class Meta(PortalTable.Meta):
        model = WebhookCall
        fields = ("subject", "state", "attempts", "last_status", "created_at", "sent_at")
        caption = _("Calls")
