"""Goals beside what deals say."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.goals.enums import GoalState
from partners.goals.rules import may_set
from partners.models import Partner
from prm.core import formats
from prm.core.tables import PortalTable

from .. import outlook
from ..periods import Period
from ..worklists import link
from .cells import NUMBER, PILL


class GoalsTable(PortalTable):
    """Goal, won, weighted pipeline and what is missing, each in the goal's own currency, and sorted within each."""

    name = tables.Column(verbose_name=gettext_lazy("Partner"))
    goal = tables.Column(
        verbose_name=gettext_lazy("Goal"), accessor="goal_amount", empty_values=(), attrs=NUMBER,
        order_by=("counted_in", "goal_amount"),
    )  # fmt: skip
    won = tables.Column(verbose_name=gettext_lazy("Won"), order_by=("counted_in", "won"), attrs=NUMBER)
    weighted = tables.Column(
        verbose_name=gettext_lazy("Weighted pipeline"), order_by=("counted_in", "weighted"), attrs=NUMBER
    )
    forecast = tables.Column(verbose_name=gettext_lazy("Forecast"), order_by=("counted_in", "forecast"), attrs=NUMBER)
    gap = tables.Column(verbose_name=gettext_lazy("To the goal"), empty_values=(), orderable=False)
    agreed = tables.Column(
        verbose_name=gettext_lazy("Agreed?"), accessor="goal_state", empty_values=(), order_by=("goal_state",)
    )

    class Meta(PortalTable.Meta):
        model = Partner
        caption = gettext_lazy("Goals and forecast by partner")
        fields = ("name", "goal", "won", "weighted", "forecast", "gap", "agreed")

    def __init__(self, *args: Any, period: Period, reader: Any, **kwargs: Any) -> None:
        self.period, self.reader, self.today = period, reader, timezone.localdate()
        super().__init__(*args, **kwargs)

    def _query(self, record: Any) -> dict[str, str]:
        return {"partner": record.ref if self.reader.is_vendor else "", "currency": record.counted_in}

    def render_name(self, record: Partner) -> str:
        return format_html('<a href="{}">{}</a>', link("reports:partner_scorecard", record.ref), record.name)

    def value_name(self, record: Partner) -> str:
        return record.name

    def render_goal(self, record: Any) -> Any:
        if record.goal_amount is not None:
            words = formats.money_short(record.goal_amount, record.counted_in)
            return format_html('<a href="{}">{}</a>', link("reports:goal", record.goal_ref), words)
        if not may_set(self.reader):
            return _("none yet")
        address = link("reports:goal_new", partner=record.ref, quarter=self.period.key)
        return format_html('<a href="{}">{}</a>', address, _("Set a goal"))

    def value_goal(self, record: Any) -> str:
        return "" if record.goal_amount is None else f"{record.goal_amount} {record.counted_in}"

    def render_won(self, value: Any, record: Any) -> Any:
        return self._opens(value, record, outlook.won_url(self.period, **self._query(record)))

    def render_weighted(self, value: Any, record: Any) -> Any:
        return self._opens(value, record, outlook.expected_url(self.period, self.today, **self._query(record)))

    def _opens(self, value: Any, record: Any, address: str) -> Any:
        words = formats.money_short(value, record.counted_in)
        return format_html('<a href="{}">{}</a>', address, words) if value else words

    def render_forecast(self, value: Any, record: Any) -> str:
        return formats.money_short(value, record.counted_in)

    def value_won(self, value: Any, record: Any) -> str:
        return f"{value} {record.counted_in}"

    value_weighted = value_forecast = value_won

    def render_gap(self, record: Any) -> Any:
        if record.goal_amount is None:
            return "—"
        words = outlook.gap_in_words(record.goal_amount, record.forecast, record.counted_in)
        return format_html(PILL, "success" if record.forecast >= record.goal_amount else "warning", words)

    def value_gap(self, record: Any) -> str:
        if record.goal_amount is None:
            return ""
        return f"{record.goal_amount - record.forecast} {record.counted_in}"

    def render_agreed(self, record: Any) -> Any:
        if record.goal_state is None:
            return "—"
        return format_html(PILL, TONES[record.goal_state], GoalState(record.goal_state).label)

    def value_agreed(self, record: Any) -> str:
        return "" if record.goal_state is None else str(GoalState(record.goal_state).label)


TONES = {GoalState.PROPOSED: "info", GoalState.QUESTIONED: "warning", GoalState.AGREED: "success"}
