"""Open deals by partner (or member) and stage, and what was opened and won month by month, in one currency."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from deals import selectors as deals
from deals.enums import OPEN_STAGES
from prm.accounts.enums import CHANNEL, SELLERS
from prm.core import charts
from prm.core.views import Page

from .. import selectors
from ..figures import months_back
from ..homes import measures
from ..homes.parts import month_name, say_money
from ..worklists import link


class Winners(Page):
    """Who won most in twelve months, in one currency; the first page loads it as a part."""

    roles = CHANNEL
    title = gettext_lazy("Won by partner")

    def get_template_names(self) -> list[str]:
        return ["reports/_winners.html" if self.request.htmx else "reports/winners.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        currency = self.request.GET.get("currency", "")
        since = months_back(timezone.localdate())[0]
        panel = measures.won_by_partner(deals.deals_for(self.request.user), currency, since)
        return super().get_context_data(panel=panel, **kwargs)


class Pipeline(Page):
    roles = SELLERS
    template_name = "reports/pipeline.html"
    title = gettext_lazy("Pipeline")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = deals.deals_for(user)
        currencies = selectors.currencies_of(rows)
        wanted = self.request.GET.get("currency", "")
        currency = wanted if wanted in currencies else next(iter(currencies), "")
        months = months_back(timezone.localdate())
        traffic = selectors.traffic(rows, currency, months)
        names = [month_name(month.start) for month in traffic]
        return super().get_context_data(
            currency=currency,
            tabs=[_tab(code, count, code == currency) for code, count in currencies.items()],
            stages=[stage.label for stage in OPEN_STAGES],
            lines=selectors.pipeline_by_group(rows, currency, user),
            group="partner" if user.is_vendor else "member",
            months=traffic,
            opened=charts.line(names, [float(month.opened.total) for month in traffic], say_money(currency)),
            won=charts.line(names, [float(month.won.total) for month in traffic], say_money(currency)),
            **kwargs,
        )


def _tab(currency: str, count: int, is_active: bool) -> dict[str, Any]:
    address = link("reports:pipeline", currency=currency)
    return {"label": currency, "url": address, "active": is_active, "count": count}
