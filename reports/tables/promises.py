"""Promises, and how both sides keep them."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Partner
from prm.core import formats
from prm.core.tables import PortalTable, WhenColumn
from prm.promises.enums import Side, State
from prm.promises.models import Promise

from ..scorecard import business_time
from ..worklists import link
from .cells import NUMBER, PILL, share


class PromiseTable(PortalTable):
    subject_label = tables.Column(verbose_name=gettext_lazy("What it is about"))
    kind = tables.Column(verbose_name=gettext_lazy("What was promised"))
    owed_by = tables.Column(verbose_name=gettext_lazy("Who owes"), order_by=("owed_by__name",))
    side = tables.Column(verbose_name=gettext_lazy("Side"))
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    due_at = WhenColumn(verbose_name=gettext_lazy("Due"))
    state = tables.Column(verbose_name=gettext_lazy("How it ended"))
    business_hours = tables.Column(verbose_name=gettext_lazy("Took"), attrs=NUMBER)

    class Meta(PortalTable.Meta):
        model = Promise
        caption = gettext_lazy("Promises, both ways")
        fields = ("subject_label", "kind", "owed_by", "side", "partner", "due_at", "state", "business_hours")

    def render_subject_label(self, value: str, record: Promise) -> Any:
        return format_html('<a href="{}">{}</a>', record.url, value) if record.url else value

    def value_subject_label(self, value: str) -> str:
        return value

    def render_state(self, value: str, record: Promise) -> Any:
        if record.state == State.OPEN and record.is_late():
            return format_html(PILL, "danger", _("Late now"))
        return format_html(PILL, ENDINGS[State(record.state)], value)

    def value_state(self, value: str, record: Promise) -> str:
        return str(_("Late now") if record.state == State.OPEN and record.is_late() else value)

    def render_business_hours(self, value: float) -> str:
        return business_time(value)

    def value_business_hours(self, value: float) -> float:
        return round(value, 2)


ENDINGS = {
    State.OPEN: "info",
    State.KEPT: "success",
    State.LATE: "warning",
    State.BROKEN: "danger",
    State.RELEASED: "neutral",
}


class ScorecardTable(PortalTable):
    """How both sides keep their word, by partner. A share of fewer than 20 says so."""

    name = tables.Column(verbose_name=gettext_lazy("Partner"))
    theirs_kept = tables.Column(verbose_name=gettext_lazy("Partner kept in time"), attrs=NUMBER)
    theirs_overdue = tables.Column(verbose_name=gettext_lazy("Partner late now"), attrs=NUMBER)
    ours_kept = tables.Column(verbose_name=gettext_lazy("Vendor kept in time"), attrs=NUMBER)
    ours_overdue = tables.Column(verbose_name=gettext_lazy("Vendor late now"), attrs=NUMBER)

    class Meta(PortalTable.Meta):
        model = Partner
        caption = gettext_lazy("Scorecards")
        fields = ("name", "theirs_kept", "theirs_overdue", "ours_kept", "ours_overdue")

    def __init__(self, *args: Any, since: date, **kwargs: Any) -> None:
        self.since = since
        super().__init__(*args, **kwargs)

    def render_name(self, record: Partner) -> str:
        return format_html('<a href="{}">{}</a>', link("reports:partner_scorecard", record.ref), record.name)

    def value_name(self, record: Partner) -> str:
        return record.name

    def _ended(self, record: Partner, side: str, kept: int, ended: int) -> Any:
        words = share(kept, ended)
        if not ended:
            return words
        address = link("reports:promises", partner=record.ref, side=side, how="closed", since=self.since)
        return format_html('<a href="{}">{}</a>', address, words)

    def _overdue(self, record: Partner, side: str, count: int) -> Any:
        if not count:
            return formats.number(0)
        address = link("reports:promises", partner=record.ref, side=side, how="overdue")
        return format_html('<a href="{}">{}</a>', address, formats.number(count))

    def render_theirs_kept(self, record: Any) -> Any:
        return self._ended(record, Side.PARTNER, record.theirs_kept, record.theirs_ended)

    def render_ours_kept(self, record: Any) -> Any:
        return self._ended(record, Side.VENDOR, record.ours_kept, record.ours_ended)

    def render_theirs_overdue(self, record: Any) -> Any:
        return self._overdue(record, Side.PARTNER, record.theirs_overdue)

    def render_ours_overdue(self, record: Any) -> Any:
        return self._overdue(record, Side.VENDOR, record.ours_overdue)

    def value_theirs_kept(self, record: Any) -> str:
        return share(record.theirs_kept, record.theirs_ended)

    def value_ours_kept(self, record: Any) -> str:
        return share(record.ours_kept, record.ours_ended)

    def value_theirs_overdue(self, value: int) -> int:
        return value

    value_ours_overdue = value_theirs_overdue
