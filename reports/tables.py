"""The lists of the reports."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Partner
from prm.core import formats
from prm.core.tables import PortalTable, WhenColumn
from prm.promises.enums import Side
from prm.promises.models import Promise

from .worklists import link

NUMBER = {"td": {"class": "num"}, "th": {"class": "text-end"}}
PILL = '<span class="pill tone-{}"><span class="pill-dot"></span>{}</span>'


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


class PartnerResultsTable(PortalTable):
    """Figures of `selectors.results_of_partners`. Shares and medians from fewer than 20 rows say so."""

    name = tables.Column(verbose_name=gettext_lazy("Partner"))
    tier = tables.Column(verbose_name=gettext_lazy("Tier"), order_by=("tier__rank",))
    won = tables.Column(verbose_name=gettext_lazy("Deals won"), attrs=NUMBER)
    won_total = tables.Column(verbose_name=gettext_lazy("Worth"), attrs=NUMBER)
    win_rate = tables.Column(verbose_name=gettext_lazy("Win rate"), accessor="closed", orderable=False, attrs=NUMBER)
    answer_hours = tables.Column(
        verbose_name=gettext_lazy("Partner answers an offer in"), empty_values=(), orderable=False, attrs=NUMBER
    )
    kept = tables.Column(
        verbose_name=gettext_lazy("Partner keeps promises"), empty_values=(), orderable=False, attrs=NUMBER
    )
    our_hours = tables.Column(
        verbose_name=gettext_lazy("Vendor decides in"), empty_values=(), orderable=False, attrs=NUMBER
    )
    our_kept = tables.Column(
        verbose_name=gettext_lazy("Vendor keeps promises"), empty_values=(), orderable=False, attrs=NUMBER
    )

    class Meta(PortalTable.Meta):
        model = Partner
        caption = gettext_lazy("Results of partners")
        fields = (
            "name", "tier", "won", "won_total", "win_rate", "answer_hours", "kept", "our_hours", "our_kept",
        )  # fmt: skip

    def __init__(self, *args: Any, currency: str, since: date, **kwargs: Any) -> None:
        self.currency, self.since = currency, since
        super().__init__(*args, **kwargs)

    def render_name(self, record: Partner) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.name)

    def value_name(self, record: Partner) -> str:
        return record.name

    def render_won(self, value: int, record: Partner) -> str:
        query = {"partner": record.ref, "stage": "won", "currency": self.currency, "closed_from": self.since}
        address = link("deals:list", **query)
        return format_html('<a href="{}">{}</a>', address, formats.number(value))

    def value_won(self, value: int) -> int:
        return value

    def render_won_total(self, value: Any) -> str:
        return formats.money_short(value, self.currency)

    def value_won_total(self, value: Any) -> str:
        return f"{value} {self.currency}"

    def render_win_rate(self, record: Any) -> str:
        return share(record.won_ever, record.closed)

    def render_answer_hours(self, record: Any) -> str:
        return hours(record.answer_hours, record.answers)

    def render_kept(self, record: Any) -> str:
        return share(record.kept, record.promised)

    def render_our_hours(self, record: Any) -> str:
        return hours(record.our_hours, record.decisions)

    def render_our_kept(self, record: Any) -> str:
        return share(record.our_kept, record.our_promised)


def hours(median: float | None, count: int) -> str:
    """A median of business hours, or how few speak when they are fewer than 20."""
    if not count or median is None:
        return "—"
    if count < formats.TOO_FEW:
        return _("too few: %(count)s") % {"count": formats.number(count)}
    return _("%(hours)s hours") % {"hours": formats.number(round(median, 1))}


def share(part: int, whole: int) -> str:
    """A percentage, or the two numbers when the whole is fewer than 20."""
    if not whole:
        return "—"
    if whole < formats.TOO_FEW:
        return _("too few: %(part)s of %(whole)s") % {"part": formats.number(part), "whole": formats.number(whole)}
    return formats.percent(part / whole)
