"""The lists of the reports."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.enums import Direction, Step
from partners.models import Partner
from prm.core import formats
from prm.core.models import Look
from prm.core.tables import PortalTable, WhenColumn
from prm.promises.enums import Side
from prm.promises.models import Promise

from .models import WaterfallNorms
from .periods import Period
from .waterfall import interval, verdict_of
from .worklists import link

NUMBER = {"td": {"class": "num"}, "th": {"class": "text-end"}}
PILL = '<span class="pill tone-{}"><span class="pill-dot"></span>{}</span>'


VERDICTS = {
    "above": ("success", gettext_lazy("at or above")),
    "near": ("warning", gettext_lazy("close")),
    "below": ("danger", gettext_lazy("below")),
}


def _share_column(label: Any) -> tables.Column:
    return tables.Column(verbose_name=label, empty_values=(), orderable=False, attrs=NUMBER)


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


class PartnerWaterfallTable(PortalTable):
    """Leads offered to each partner by step, each share beside its norm. Fewer than 20 rows say so."""

    name = tables.Column(verbose_name=gettext_lazy("Partner"))
    tier = tables.Column(verbose_name=gettext_lazy("Tier"), order_by=("tier__rank",))
    offered = tables.Column(verbose_name=gettext_lazy("Offered"), attrs=NUMBER)
    accepted = tables.Column(verbose_name=gettext_lazy("Accepted"), attrs=NUMBER)
    accepted_share = _share_column(gettext_lazy("of those offered"))
    opportunities = tables.Column(verbose_name=gettext_lazy("Opportunities"), attrs=NUMBER)
    opportunity_share = _share_column(gettext_lazy("of those accepted"))
    won = tables.Column(verbose_name=gettext_lazy("Won"), attrs=NUMBER)
    won_share = _share_column(gettext_lazy("of opportunities"))

    class Meta(PortalTable.Meta):
        model = Partner
        caption = gettext_lazy("Partners beside the norms of the waterfall")
        fields = (
            "name", "tier", "offered", "accepted", "accepted_share", "opportunities", "opportunity_share", "won",
            "won_share",
        )  # fmt: skip

    def __init__(self, *args: Any, norms: WaterfallNorms, period: Period, **kwargs: Any) -> None:
        self.norms, self.period = norms, period
        super().__init__(*args, **kwargs)

    def render_name(self, record: Partner) -> str:
        address = link("reports:waterfall", partner=record.ref)
        return format_html('<a href="{}">{}</a>', address, record.name)

    def value_name(self, record: Partner) -> str:
        return record.name

    def _opens(self, value: int, record: Partner, name: str, **query: Any) -> Any:
        if not value:
            return formats.number(value)
        days = {"arrived_from": self.period.since, "arrived_until": self.period.until}
        return format_html('<a href="{}">{}</a>', link(name, **query, **days), formats.number(value))

    def _leads(self, value: int, record: Partner, step: Step) -> Any:
        query = {"passed": step, "passed_by": record.ref, "direction": Direction.OUTBOUND}
        return self._opens(value, record, "leads:list", **query)

    def render_offered(self, value: int, record: Partner) -> Any:
        return self._opens(value, record, "offers:list", partner=record.ref)

    def render_accepted(self, value: int, record: Partner) -> Any:
        return self._leads(value, record, Step.ACCEPTED)

    def render_opportunities(self, value: int, record: Partner) -> Any:
        return self._leads(value, record, Step.OPPORTUNITY)

    def render_won(self, value: int, record: Partner) -> Any:
        return self._leads(value, record, Step.WON)

    def value_offered(self, value: int) -> int:
        return value

    value_accepted = value_opportunities = value_won = value_offered

    def render_accepted_share(self, record: Any) -> Any:
        return beside_norm(record.accepted, record.offered, self.norms.share_accepted)

    def render_opportunity_share(self, record: Any) -> Any:
        return beside_norm(record.opportunities, record.accepted, self.norms.share_opportunity)

    def render_won_share(self, record: Any) -> Any:
        return beside_norm(record.won, record.opportunities, self.norms.share_won)

    def value_accepted_share(self, record: Any) -> str:
        return share(record.accepted, record.offered)

    def value_opportunity_share(self, record: Any) -> str:
        return share(record.opportunities, record.accepted)

    def value_won_share(self, record: Any) -> str:
        return share(record.won, record.opportunities)


def beside_norm(part: int, whole: int, norm: Any) -> Any:
    """The share and, in a pill, how it stands to its norm (in percent); nothing but words where too few speak."""
    words = share(part, whole)
    if whole < formats.TOO_FEW or norm is None:
        return words
    verdict = verdict_of(part / whole, interval(part, whole)[1], float(norm) / 100)
    tone, name = VERDICTS[verdict]
    return format_html('<div class="text-end">{} ' + PILL + "</div>", words, tone, name)


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
