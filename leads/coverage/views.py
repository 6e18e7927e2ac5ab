"""Pages for whoever draws the territories: what overlaps, what nobody covers, and who would get a lead."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import Lead
from leads.tables import LeadTable
from partners.models import Territory
from prm.accounts.enums import CHANNEL
from prm.core import formats
from prm.core.views import ListPage, Page

from . import selectors
from .forms import WhoWouldGetForm
from .tables import HoleTable, OverlapTable


class Computed(ListPage):
    """A list of findings in place of rows; they are computed when the page is asked for."""

    roles = CHANNEL
    model = Territory  # what the findings are about
    template_name = "leads/coverage/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = {"leads:holes": _("Leads nobody covers"), "leads:overlaps": _("Territories that overlap")}
        here = self.request.path
        tabs = [
            {"label": label, "url": reverse(name), "active": reverse(name) == here, "count": None}
            for name, label in names.items()
        ]
        return super().get_context_data(tabs=tabs, **kwargs)


class Holes(Computed):
    table_class = HoleTable
    title = gettext_lazy("Overlaps and holes")
    export_name = "holes"
    empty = {
        "icon": "circle-check",
        "title": gettext_lazy("Every recent lead lies in somebody’s territory."),
    }

    def get_queryset(self) -> Any:
        return selectors.holes()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"days": selectors.DAYS, "newest": formats.number(selectors.NEWEST)}
        said = _("Leads of the last %(days)s days, the newest %(newest)s of them, beside the territories of today.")
        return super().get_context_data(subtitle=said % words, **kwargs)


class Overlaps(Computed):
    table_class = OverlapTable
    title = gettext_lazy("Overlaps and holes")
    export_name = "overlaps"
    empty = {
        "icon": "circle-check",
        "title": gettext_lazy("No two territories of the same precedence overlap."),
        "text": gettext_lazy("Where one takes precedence over the other, it is no question who wins."),
    }

    def get_queryset(self) -> Any:
        return selectors.overlaps()


class UncoveredLeads(ListPage):
    """The leads behind a number on the page of holes."""

    roles = CHANNEL
    model = Lead
    table_class = LeadTable
    template_name = "leads/coverage/uncovered.html"
    title = gettext_lazy("Leads nobody covers")
    export_name = "uncovered-leads"
    empty = {"icon": "circle-check", "title": gettext_lazy("Nothing here: somebody covers these by now.")}

    def get_queryset(self) -> Any:
        names = [name for name in ("country", "industry", "product") if name in self.request.GET]
        return selectors.uncovered_leads({name: self.request.GET[name][:40] for name in names})

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        table.request = self.request
        table.exclude = ("partner", "member") if self.request.GET.get("export") else ("partner", "member", "ref")
        return table


class WhoWouldGet(Page):
    """Asks the engine about a lead that does not exist. Nothing is saved, so the answer has an address."""

    roles = CHANNEL
    template_name = "leads/coverage/who_would_get.html"
    title = gettext_lazy("Who would get this lead, and why")
    subtitle = gettext_lazy("Type a lead’s facts. Nothing is saved, and nobody is told.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = WhoWouldGetForm(self.request.GET or None, initial={"rank": "warm"})
        answer = selectors.who_would_get(form.facts()) if form.is_valid() else None
        return super().get_context_data(form=form, answer=answer, **kwargs)
