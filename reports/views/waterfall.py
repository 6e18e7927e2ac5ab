"""The waterfall of the programme or of one partner, beside its norms; and every partner beside them."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import selectors as partners
from partners.models import Partner
from prm.accounts.enums import CHANNEL, SELLERS, SELLING_STAFF
from prm.core import formats
from prm.core.views import ListPage, Page
from prm.core.views.base import visible_object

from .. import funnels, selectors
from ..filters import ResultsFilter
from ..periods import Period, period_of, quarters_back, twelve_months
from ..tables import PartnerWaterfallTable
from ..worklists import link


def partner_asked_for(request: HttpRequest) -> Partner | None:
    """A member's own partner; for staff the one in the address, or None for the whole programme."""
    if not request.user.is_vendor:
        member = partners.member_of(request.user)
        return member.partner if member else None
    ref = request.GET.get("partner", "")
    return visible_object(Partner, request.user, ref) if ref else None


def period_tabs(name: str, chosen: Period, **query: Any) -> list[dict[str, Any]]:
    today = timezone.now().date()
    quarters = [(one, formats.quarter(one.since)) for one in quarters_back(today)]
    found = [(twelve_months(today), _("12 months")), *quarters]
    return [
        {
            "label": label,
            "url": link(name, period=period.key, **query),
            "active": period.key == chosen.key,
            "count": None,
        }
        for period, label in found
    ]


class Waterfall(Page):
    roles = SELLERS
    template_name = "reports/waterfall.html"
    title = gettext_lazy("Waterfall")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        partner = partner_asked_for(self.request)
        period = period_of(self.request.GET.get("period", ""), timezone.now().date())
        norms, figures = selectors.current_norms(), selectors.programme_figures(user)
        # Somebody with a member's role whom no partner has: nothing is counted for them.
        drawn = funnels.drawn(funnels.Scope(user, period, partner), norms, figures)
        ref = partner.ref if partner and user.is_vendor else ""
        return super().get_context_data(
            partner=partner,
            period=period,
            drawn=drawn,
            norms=norms,
            tabs=period_tabs("reports:waterfall", period, partner=ref),
            may_set_norms=user.role in CHANNEL,
            **kwargs,
        )

    def get_title(self) -> str:
        partner = partner_asked_for(self.request)
        return _("Waterfall of %(partner)s") % {"partner": partner} if partner else str(self.title)


class PartnersByStep(ListPage):
    """Every partner beside the norms, for leads of the last twelve months that were offered to it."""

    roles = SELLING_STAFF
    model = Partner
    table_class = PartnerWaterfallTable
    filterset_class = ResultsFilter
    template_name = "reports/partners_by_step.html"
    title = gettext_lazy("Partners beside the norms")
    subtitle = gettext_lazy("Leads of the last twelve months that were offered to each partner.")
    export_name = "waterfall-of-partners"
    empty = {"icon": "building-2", "title": gettext_lazy("No partners yet.")}

    def get_queryset(self) -> Any:
        self.period = twelve_months(timezone.now().date())
        return selectors.partners_with_steps(self.request.user, self.period.since)

    def make_table(self, rows: Any) -> PartnerWaterfallTable:
        order = self.request.GET.getlist("sort") or None
        return PartnerWaterfallTable(rows, order_by=order, norms=selectors.current_norms(), period=self.period)
