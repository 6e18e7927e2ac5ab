"""What partners win and how quickly both sides answer each other; a member reads their own partner's line."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from deals import selectors as deals
from partners.models import Partner
from prm.accounts.enums import SELLERS
from prm.core.views import ListPage

from .. import selectors
from ..filters import ResultsFilter
from ..tables import PartnerResultsTable
from ..worklists import link


class Partners(ListPage):
    roles = SELLERS
    model = Partner
    table_class = PartnerResultsTable
    filterset_class = ResultsFilter
    template_name = "reports/partners.html"
    title = gettext_lazy("Results of partners")
    subtitle = gettext_lazy("The last twelve months. Both sides read the same figures.")
    export_name = "results"
    empty = {"icon": "building-2", "title": gettext_lazy("No partners yet.")}

    def get_queryset(self) -> Any:
        user = self.request.user
        self.currencies = selectors.currencies_of(deals.deals_for(user))
        wanted = self.request.GET.get("currency", "")
        self.currency = wanted if wanted in self.currencies else next(iter(self.currencies), "")
        self.since = timezone.localdate() - timedelta(days=365)
        return selectors.results_of_partners(user, self.currency, self.since)

    def make_table(self, rows: Any) -> PartnerResultsTable:
        order = self.request.GET.getlist("sort") or None
        return PartnerResultsTable(rows, order_by=order, currency=self.currency, since=self.since)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [
            {
                "label": currency,
                "url": link("reports:partners", currency=currency),
                "active": currency == self.currency,
                "count": count,
            }
            for currency, count in self.currencies.items()
        ]
        return super().get_context_data(tabs=tabs, currency=self.currency, **kwargs)
