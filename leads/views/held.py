"""Leads that lack something: the list, many completed at once, and all checked again."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from prm.accounts.enums import SELLING_STAFF
from prm.core.views import FormPage, ListPage

from .. import selectors
from ..enums import LeadState
from ..filters import HeldFilter
from ..forms import CompleteManyForm
from ..models import Lead
from ..services import holding, policies
from ..tables import HeldTable

MOST = 100  # leads that are completed at once


class HeldLeads(ListPage):
    roles = SELLING_STAFF
    model = Lead
    table_class = HeldTable
    filterset_class = HeldFilter
    template_name = "leads/held.html"
    title = gettext_lazy("Held leads")
    subtitle = gettext_lazy("They lack something and are offered to nobody. Complete them, and they go at once.")
    export_name = "held-leads"
    empty = {"icon": "circle-check", "title": gettext_lazy("No lead is held.")}
    per_page = 50

    def get_queryset(self) -> Any:
        return selectors.held_leads().visible_to(self.request.user)

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        table.minimum = policies.current_policy().minimum_score
        table.exclude = ["pick"] if self.request.GET.get("export") else ["ref"]
        return table


class CompleteMany(FormPage):
    """The leads that were ticked. What they have in common is typed once; each says what it still lacks after that."""

    roles = SELLING_STAFF
    form_class = CompleteManyForm
    template_name = "leads/held_complete.html"
    title = gettext_lazy("Complete held leads")
    submit_label = gettext_lazy("Complete and release")
    cancel_url = reverse_lazy("leads:held")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and request.user.role in self.roles:
            refs = request.GET.getlist("lead")[:MOST]
            self.leads = list(selectors.lead_list(request.user).filter(ref__in=refs).order_by("arrived_at", "pk"))
            if not self.leads:
                messages.info(request, _("Tick the leads first that you want to complete."))
                return HttpResponseRedirect(reverse("leads:held"))
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form: Any) -> list[Lead]:
        return holding.complete_many(self.request.user, self._held(self.leads), form.facts())

    def _held(self, leads: list[Lead]) -> list[Lead]:
        return [lead for lead in leads if lead.state == LeadState.HELD]

    def succeeded(self, result: list[Lead]) -> HttpResponse:
        left = len(self._held(result))
        if left:
            sentence = ngettext(
                "%(left)s lead still lacks what is said beside it; %(gone)s went on.",
                "%(left)s leads still lack what is said beside them; %(gone)s went on.",
                left,
            )
            messages.warning(self.request, sentence % {"left": left, "gone": len(result) - left})
        else:
            sentence = ngettext("%(gone)s lead went on.", "%(gone)s leads went on.", len(result))
            messages.success(self.request, sentence % {"gone": len(result)})
        return HttpResponseRedirect(self.request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = [{"lead": lead, "missing": missing} for lead, missing in policies.lacks_of_many(self.leads)]
        return super().get_context_data(lines=lines, held=len(self._held(self.leads)), **kwargs)


class RecheckHeld(FormPage):
    roles = SELLING_STAFF
    form_class = Form
    template_name = "leads/held_recheck.html"
    title = gettext_lazy("Check every held lead again?")
    submit_label = gettext_lazy("Check them")
    cancel_url = success_url = reverse_lazy("leads:held")

    def perform(self, form: Any) -> holding.Rechecked:
        return holding.recheck_held(self.request.user)

    def get_success_message(self, result: holding.Rechecked) -> str:
        words = {"passed": result.passed, "checked": result.checked, "later": result.later}
        if result.later:
            sentence = _("%(passed)s of %(checked)s held leads went on; %(later)s more are being checked.")
        else:
            sentence = _("%(passed)s of %(checked)s held leads went on. The others still lack what their line says.")
        return sentence % words
