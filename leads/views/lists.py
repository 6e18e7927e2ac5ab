"""The lists of leads and of offers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import SELLERS
from prm.core.views import ListPage

from .. import selectors
from ..filters import LeadFilter, OfferFilter
from ..models import Lead, Offer
from ..tables import LeadTable, OfferTable


class OfOwnSide(ListPage):
    """A list in which a member need not read their own company in every row.

    On the page the reference stands beside the company; a file has it in a column of its own.
    """

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        table.request = self.request
        spared = [] if self.request.GET.get("export") else ["ref"]
        table.exclude = (*spared, *([] if self.request.user.is_vendor else ["partner"]))
        return table


class LeadList(OfOwnSide):
    roles = SELLERS
    model = Lead
    table_class = LeadTable
    filterset_class = LeadFilter
    template_name = "leads/list.html"
    title = gettext_lazy("Leads")
    export_name = "leads"

    def get_queryset(self) -> Any:
        return selectors.lead_list(self.request.user)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        if self.request.user.is_vendor:
            text = _("Enter the first one; it finds its partner by itself.")
        else:
            text = _("Leads that you accept or bring are shown here.")
        return {
            "icon": "users",
            "title": _("No leads yet."),
            "text": text,
            "action_url": reverse("leads:new"),
            "action_label": _("Enter a lead"),
        }


class OfferList(OfOwnSide):
    roles = SELLERS
    model = Offer
    table_class = OfferTable
    filterset_class = OfferFilter
    title = gettext_lazy("Offers")
    subtitle = gettext_lazy("Leads given to one named person, with a time to answer.")
    export_name = "offers"

    def get_queryset(self) -> Any:
        return selectors.offer_list(self.request.user)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        text = _("When a lead fits your territory, it is offered here, and you get a mail.")
        if self.request.user.is_vendor:
            text = _("Leads that prequalify are offered within seconds.")
        return {"icon": "inbox", "title": _("No offers yet."), "text": text}
