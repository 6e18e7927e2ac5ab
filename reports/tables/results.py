"""What partners win and how quickly both sides answer."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from partners.models import Partner
from prm.core import formats
from prm.core.tables import PortalTable

from ..worklists import link
from .cells import NUMBER, hours, share


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
