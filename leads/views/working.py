"""What people do to a lead that is theirs, or that they look after."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, PARTNER_ADMINS, SELLERS, SELLING_STAFF
from prm.core.views import ActionPage

from .. import selectors
from ..enums import Action
from ..forms import AssignForm, CloseForm, NoteForm, OptionalNoteForm, QualifyForm, RateForm, ReassignForm
from ..models import Lead, Offer
from ..services import policies, qualifying, working


class LeadAction(ActionPage):
    """One action of the table. Whoever opens its page too late, or may not do it, is told so on the lead's page."""

    roles = SELLERS
    model = Lead
    queryset = Lead.objects.select_related(*selectors.LEAD_RELATED)
    template_name = "leads/action.html"
    action: Action
    about: Any = ""
    tone = "primary"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lead = self.object
        if self.action not in selectors.actions_of(request.user, lead):
            words = {"action": self.action.label, "state": lead.state_words}
            messages.warning(request, _("“%(action)s” is not possible for you: the lead is “%(state)s”.") % words)
            return HttpResponseRedirect(lead.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"lead": self.object, "about": self.about, "tone": self.tone, "subtitle": self.get_subtitle(), **kwargs}
        )

    def get_subtitle(self) -> str:
        return f"{self.object.company_name} · {self.object.ref}"


class Contacted(LeadAction):
    action = Action.CONTACT
    form_class = OptionalNoteForm
    title = gettext_lazy("You have spoken with the customer?")
    about = gettext_lazy("A word on how it went helps whoever looks at this lead later.")
    submit_label = gettext_lazy("Yes, contacted")
    success_message = gettext_lazy("Noted: the customer was contacted.")

    def perform(self, form: Any) -> Lead:
        return working.mark_contacted(self.request.user, self.object, **form.cleaned_data)


class Close(LeadAction):
    action = Action.CLOSE
    form_class = CloseForm
    title = gettext_lazy("Close the lead")
    about = gettext_lazy("It will not become a deal. Your reason makes the next leads better.")
    submit_label = gettext_lazy("Close it")
    success_message = gettext_lazy("Closed.")

    def perform(self, form: Any) -> Lead:
        return working.close_lead(self.request.user, self.object, **form.cleaned_data)


class Rate(LeadAction):
    action = Action.RATE
    form_class = RateForm
    title = gettext_lazy("Rate the lead")
    about = gettext_lazy("How good it was, whatever became of it: the next leads for you are chosen better.")
    submit_label = gettext_lazy("Rate it")
    success_message = gettext_lazy("Thank you. You can change it for some days.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"quality": self.object.quality}

    def perform(self, form: Any) -> Lead:
        return working.rate_lead(self.request.user, self.object, **form.cleaned_data)


class Withdraw(LeadAction):
    action = Action.WITHDRAW
    form_class = OptionalNoteForm
    title = gettext_lazy("Withdraw the lead")
    about = gettext_lazy("Nobody works it any more. It stays in the list, so nothing is lost.")
    submit_label = gettext_lazy("Withdraw it")
    tone = "danger"
    success_message = gettext_lazy("Withdrawn.")

    def perform(self, form: Any) -> Lead:
        return working.withdraw_lead(self.request.user, self.object, **form.cleaned_data)


class Assign(LeadAction):
    roles = CHANNEL
    action = Action.ASSIGN
    form_class = AssignForm
    title = gettext_lazy("Choose who gets it")
    about = gettext_lazy("The person gets an offer with the usual time to answer. Partners that had it are left out.")
    submit_label = gettext_lazy("Offer it")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": selectors.people_for(self.object)}

    def perform(self, form: Any) -> Offer:
        return working.assign_by_manager(self.request.user, self.object, **form.cleaned_data)

    def get_success_message(self, result: Offer) -> str:
        return _("Offered to %(name)s.") % {"name": result.recipient.name}

    def get_success_url_for(self, result: Offer) -> str:
        return self.object.get_absolute_url()


class Reassign(LeadAction):
    roles = PARTNER_ADMINS | CHANNEL
    action = Action.REASSIGN
    form_class = ReassignForm
    title = gettext_lazy("Hand to a colleague")
    about = gettext_lazy("The clocks run on: your colleague owes what is owed by the same time.")
    submit_label = gettext_lazy("Hand it over")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"colleagues": selectors.colleagues_of(self.object)}

    def perform(self, form: Any) -> Lead:
        return working.reassign_within_partner(self.request.user, self.object, **form.cleaned_data)

    def get_success_message(self, result: Lead) -> str:
        return _("Handed to %(name)s.") % {"name": result.person.name}


class Qualify(LeadAction):
    roles = SELLING_STAFF
    action = Action.QUALIFY
    form_class = QualifyForm
    title = gettext_lazy("Complete or let through")
    submit_label = gettext_lazy("Go on")
    template_name = "leads/qualify.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"missing": policies.lacks_of(self.object), **kwargs})

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lead": self.object}

    def perform(self, form: Any) -> Lead:
        decision, note = form.cleaned_data["decision"], form.cleaned_data["note"]
        if decision == QualifyForm.LET_THROUGH:
            return qualifying.qualify_lead(self.request.user, self.object, note)
        if decision == QualifyForm.DISQUALIFY:
            return qualifying.disqualify_lead(self.request.user, self.object, note)
        return qualifying.complete_lead(self.request.user, self.object, form.facts())

    def get_success_message(self, result: Lead) -> str:
        return _("The lead is now “%(state)s”.") % {"state": result.state_words}


class Note(LeadAction):
    action = Action.NOTE
    form_class = NoteForm
    title = gettext_lazy("Add a note")
    submit_label = gettext_lazy("Add the note")
    success_message = gettext_lazy("Noted.")

    def perform(self, form: Any) -> Lead:
        return working.add_note(self.request.user, self.object, **form.cleaned_data)
