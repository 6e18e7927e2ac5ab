"""The two-way scorecard, one page that both sides read, and the promises behind its numbers."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import selectors as deals
from partners import selectors as partners
from partners.goals import rules
from partners.goals import selectors as goals
from partners.models import Partner
from prm.accounts.enums import CHANNEL, SELLERS
from prm.core import formats
from prm.core.views import DetailPage, ListPage
from prm.promises.models import Promise

from .. import funnels, outlook, scorecard, selectors
from ..filters import PromiseFilter, ScorecardFilter
from ..periods import Period, quarter, twelve_months
from ..tables import PromiseTable, ScorecardTable
from ..worklists import link

YEAR = timedelta(days=365)


class Scorecards(ListPage):
    """For staff, every partner beside what the vendor owes it; a member is led to their own."""

    roles = SELLERS
    model = Partner
    table_class = ScorecardTable
    filterset_class = ScorecardFilter
    template_name = "reports/scorecards.html"
    title = gettext_lazy("Scorecards")
    subtitle = gettext_lazy(
        "How both sides kept their word in the last twelve months. Open one to review it together."
    )
    export_name = "scorecards"
    empty = {"icon": "building-2", "title": gettext_lazy("No partners yet.")}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member = None if request.user.is_vendor else partners.member_of(request.user)
        if member is not None:
            return HttpResponseRedirect(link("reports:partner_scorecard", member.partner.ref))
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        self.since = timezone.localdate() - YEAR
        return selectors.partners_keeping(self.request.user, self.since)

    def make_table(self, rows: Any) -> ScorecardTable:
        return ScorecardTable(rows, order_by=self.request.GET.getlist("sort") or None, since=self.since)


class PartnerScorecard(DetailPage):
    """The review of one partner: this quarter, what each side did, and the waterfall, on one page."""

    roles = SELLERS
    model = Partner
    queryset = Partner.objects.select_related("tier", "owner")
    template_name = "reports/scorecard.html"

    def get_title(self) -> str:
        return _("Scorecard of %(partner)s") % {"partner": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, partner, today = self.request.user, self.object, timezone.localdate()
        since, period = today - YEAR, twelve_months(timezone.now().date())
        norms, figures = selectors.current_norms(), selectors.programme_figures(user)
        drawn = funnels.drawn(funnels.Scope(user, period, partner), norms, figures)
        records = selectors.records_of(user, partner, since)
        halves = scorecard.halves(records, figures, partner, since, for_vendor=user.is_vendor)
        return super().get_context_data(
            ours=halves["vendor"],
            theirs=halves["partner"],
            facts=scorecard.conversion(drawn),
            stalled=deals.deals_of_partner_stalled(user, partner),
            drawn=drawn,
            norms=norms,
            since=since,
            may_set=user.role in CHANNEL,
            **self._of_quarter(user, partner, quarter(today), today),
            **kwargs,
        )

    def _of_quarter(self, user: Any, partner: Partner, period: Period, today: date) -> dict[str, Any]:
        goal = goals.goal_of(user, partner, period.since)
        found = selectors.outlooks(user, period, today, partner)
        return {
            "goal": goal,
            "quarter": formats.quarter(period.since),
            "quarter_key": period.key,
            "outlooks": [outlook.in_words(one, period, today, user, partner) for one in found],
            "pace": outlook.pace_in_words(goal, found, period, today) if goal else None,
            "may_agree": bool(goal) and rules.may_answer(user, partner.pk) and rules.possible("agreed", goal.state),
        }


class Promises(ListPage):
    """The rows behind every scorecard: who promised what, and how it ended."""

    roles = SELLERS
    model = Promise
    table_class = PromiseTable
    filterset_class = PromiseFilter
    template_name = "reports/promises.html"
    title = gettext_lazy("Promises, both ways")
    subtitle = gettext_lazy("What each side owed the other and how it ended. Times are business hours of who owes.")
    export_name = "promises"
    empty = {"icon": "handshake", "title": gettext_lazy("Nothing has been promised yet.")}

    def get_queryset(self) -> Any:
        return selectors.promise_list(self.request.user)
