"""Working a deal: one page per verb."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import selectors, services
from deals.enums import OPEN_STAGES
from deals.forms import CloseLostForm, ConvertForm, DealForm, NoteForm, WinForm
from deals.models import Opportunity
from leads.models import Lead
from prm.accounts.enums import SELLERS
from prm.core.views import ActionPage, MergedEdit

from .deals import RELATED, available, is_convertible


class DealAction(ActionPage):
    """A verb. Opened when it is not possible it says so and leads back to the deal."""

    roles = SELLERS
    model = Opportunity
    queryset = Opportunity.objects.select_related(*RELATED)
    template_name = "deals/deal_action.html"
    action = ""
    tone = "primary"
    explanation = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.action not in available(self.object, request.user):
            messages.info(request, _("This is not possible now. Here is where the deal stands."))
            return HttpResponseRedirect(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"subtitle": str(self.object), "explanation": str(self.explanation), "tone": self.tone}
        return super().get_context_data(**{**extra, **kwargs})


class Update(MergedEdit, DealAction):
    action = "update"
    form_class = DealForm
    title = gettext_lazy("Update the deal")
    success_message = gettext_lazy("Updated.")

    def get_initial(self) -> dict[str, Any]:
        """The stage to which somebody has tried to move it."""
        wanted = self.request.GET.get("stage", "") if self.request.method == "GET" else ""
        return {"stage": wanted} if wanted in OPEN_STAGES else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"deal": self.object}

    def perform(self, form: Any) -> Opportunity:
        version = form.cleaned_data["version"]
        return services.update_deal(self.request.user, self.object, form.values(), version)


class Win(DealAction):
    action = "win"
    form_class = WinForm
    title = gettext_lazy("Won")
    submit_label = gettext_lazy("Mark as won")
    success_message = gettext_lazy("Congratulations! The other side knows. What it earns stands below.")
    explanation = gettext_lazy("The partner’s fee is counted from this value. A won deal does not change any more.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"deal": self.object}

    def perform(self, form: Any) -> Opportunity:
        return services.win(self.request.user, self.object, form.money(), form.cleaned_data["note"])


class Lose(DealAction):
    action = "lose"
    form_class = CloseLostForm
    tone = "danger"
    title = gettext_lazy("Lost")
    submit_label = gettext_lazy("Mark as lost")
    success_message = gettext_lazy("Closed. Thank you for saying why.")
    explanation = gettext_lazy("Both sides learn from the reason. Protection of the customer ends.")

    def perform(self, form: Any) -> Opportunity:
        return services.lose(self.request.user, self.object, **form.cleaned_data)


class Note(DealAction):
    action = "note"
    form_class = NoteForm
    title = gettext_lazy("Write a note")
    submit_label = gettext_lazy("Keep the note")
    success_message = gettext_lazy("Your note is on the timeline.")

    def perform(self, form: Any) -> Opportunity:
        data = form.cleaned_data
        vendor_only = data.get("vendor_only", False)
        return services.add_note(self.request.user, self.object, data["note"], vendor_only=vendor_only)


class Convert(ActionPage):
    """A lead becomes a deal."""

    roles = SELLERS
    model = Lead
    queryset = Lead.objects.select_related("customer", "product", "partner")
    form_class = ConvertForm
    title = gettext_lazy("Make a deal of this lead")
    submit_label = gettext_lazy("Open the deal")
    success_message = gettext_lazy("The deal is open. The credit stays with whoever brought or worked the lead.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        existing = selectors.deals_of_lead(self.object, request.user).first()
        if existing is not None:
            return HttpResponseRedirect(existing.get_absolute_url())
        if not is_convertible(self.object, request.user):
            messages.info(request, _("This is not possible now. Here is where the lead stands."))
            return HttpResponseRedirect(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lead": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"subtitle": str(self.object), **kwargs})

    def perform(self, form: Any) -> Opportunity:
        return services.convert_lead(self.request.user, self.object, form.values())
