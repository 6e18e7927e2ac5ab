"""Partners beside the norms of the waterfall."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from leads.enums import Direction, Step
from partners.models import Partner
from prm.core import formats
from prm.core.tables import PortalTable

from ..models import WaterfallNorms
from ..periods import Period
from ..waterfall import interval, verdict_of
from ..worklists import link
from .cells import NUMBER, PILL, share

VERDICTS = {
    "above": ("success", gettext_lazy("met")),
    "near": ("warning", gettext_lazy("close")),
    "below": ("danger", gettext_lazy("below")),
}


def _share_column(label: Any) -> tables.Column:
    return tables.Column(verbose_name=label, empty_values=(), orderable=False, attrs=NUMBER)


class PartnerWaterfallTable(PortalTable):
    """Leads offered to each partner by step, each share beside its norm. Fewer than 20 rows say so."""

    name = tables.Column(verbose_name=gettext_lazy("Partner"))
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
            "name", "offered", "accepted", "accepted_share", "opportunities", "opportunity_share", "won",
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
