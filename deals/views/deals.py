"""Deals: the list, one deal, and the deals of a lead."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import presentation, rules, selectors
from deals.filters import DealFilter
from deals.models import Opportunity
from deals.tables import DealTable
from leads.enums import Action
from leads.models import Lead
from leads.rules import may
from leads.selectors import standing_of
from partners.models import partner_id_of
from prm.accounts.enums import EVERYONE, MEMBERS, SELLERS
from prm.core import looks, timeline
from prm.core.views import DetailPage, ListPage, PagePart
from prm.promises.selectors import promises_of

from .touching import held_by_others

TIMELINE_LENGTH = 50
RELATED = (
    "partner__owner",
    "customer",
    "contact",
    "product",
    "member__user",
    "sales_rep",
    "referrer__user",
    "campaign",
    "lead__customer",
    "registration__protection",
)


def narrowed_by(request: HttpRequest) -> list[tuple[str, str]]:
    """What the table and the board of deals both understand."""
    return [(key, value) for key, value in request.GET.items() if key not in ("stage", "sort", "page", "export")]


def views_of(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """The two ways to look at deals, with what they are narrowed by."""
    kept = narrowed_by(request)
    query = f"?{urlencode(kept)}" if kept else ""
    ways = (("list", _("Table")), ("board", _("Board")))
    return [
        {"label": label, "url": reverse(f"deals:{name}") + query, "active": name == active, "count": None}
        for name, label in ways
    ]


class DealList(ListPage):
    roles = EVERYONE
    model = Opportunity
    table_class = DealTable
    filterset_class = DealFilter
    template_name = "deals/list.html"
    title = gettext_lazy("Deals")
    export_name = "deals"

    def get_queryset(self) -> Any:
        return selectors.deals_for(self.request.user)

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        hidden = ("partner", "sales_rep") if self.request.user.role in MEMBERS else ("member",)
        table.exclude = (*table.exclude, *hidden)
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"may_register": self.request.user.role in MEMBERS, "views": views_of(self.request, "list")}
        return super().get_context_data(**extra, **kwargs)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        words = {"icon": "handshake", "title": _("No deals yet.")}
        if self.request.user.role not in MEMBERS:
            return {**words, "text": _("A deal opens when a registration is approved or a lead is converted.")}
        return {
            **words,
            "text": _("Accept a lead and convert it, or register a deal of your own."),
            "action_url": reverse("deals:register"),
            "action_label": _("Register a deal"),
        }


class DealPage(DetailPage):
    roles = EVERYONE
    model = Opportunity
    queryset = Opportunity.objects.select_related(*RELATED)
    template_name = "deals/detail.html"

    def get_title(self) -> str:
        return self.object.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, deal = self.request.user, self.object
        actions = available(deal, user)
        primary, more = presentation.deal_doors(deal, actions)
        files = selectors.files_of(deal, user)
        registration = getattr(deal, "registration", None)
        return super().get_context_data(
            steps=presentation.deal_steps(deal),
            **presentation.clocks_of(deal, promises_of(deal).open()),
            may_update=primary is not None and deal.closed_at is None,
            primary=primary,
            more=[*more, *presentation.doors_to_lead(deal, user)],
            registration=registration,
            company=presentation.company_of(deal, registration),
            shield=presentation.shield_of(registration),
            cards=presentation.cards_of_deal(deal),
            held=held_by_others(deal, user),
            people=selectors.people_of(deal, user),
            may_remove="remove_contact" in actions,
            files=files,
            removable={one.ref for one in files if "remove_file" in actions and rules.may_remove_file(user, one)},
            sees_fees=user.role != "sales_rep",
            sees_sources=user.role in SELLERS,
            timeline=timeline.of(deal, user)[:TIMELINE_LENGTH],
            looks=looks.latest(deal, user),
            **kwargs,
        )


def available(deal: Opportunity, user: Any) -> list[str]:
    """The actions this person can take now."""
    if not rules.works_deal(user, deal, partner_id_of(user)):
        return []
    return [name for name in rules.DEAL if rules.possible(rules.DEAL, name, deal.stage, user.role)]


def is_convertible(lead: Lead, user: Any) -> bool:
    """Whether this person can make a deal of the lead now, as the lead's own rules say."""
    return may(lead.state, Action.CONVERT, lead.direction, standing_of(user, lead))


class DealsOfLead(PagePart):
    """The deals that came out of a lead."""

    roles = SELLERS
    model = Lead
    queryset = Lead.objects.select_related("customer", "partner", "product")
    title = gettext_lazy("Deals of this lead")
    template_name = "deals/for_lead.html"
    part_template_name = "deals/_for_lead.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deals = list(selectors.deals_of_lead(self.object, self.request.user))
        convertible = not deals and is_convertible(self.object, self.request.user)
        held = held_by_others(self.object, self.request.user)
        return super().get_context_data(lead=self.object, deals=deals, convertible=convertible, held=held, **kwargs)
