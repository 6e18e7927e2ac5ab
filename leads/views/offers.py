"""Answering an offer, in the portal or from the mail."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, MEMBERS
from prm.core.views import ActionPage
from prm.core.views.by_mail import ByMailPage

from .. import rules, selectors
from ..enums import Action, OfferState
from ..forms import DeclineForm, OptionalNoteForm
from ..models import Offer
from ..services import answering


class OfferAction(ActionPage):
    """What can be done to an open outbound offer."""

    roles = MEMBERS
    model = Offer
    queryset = Offer.objects.select_related(*selectors.OFFER_RELATED, "lead__partner", "lead__member")
    template_name = "offers/action.html"
    action: Action
    about: Any = ""
    tone = "primary"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lead = self.object.lead
        standing = selectors.standing_of(request.user, lead, self.object)
        is_open = self.object.state == OfferState.OPEN
        if not (is_open and rules.may(lead.state, self.action, lead.direction, standing)):
            messages.warning(request, _("This offer cannot be answered by you any more."))
            return HttpResponseRedirect(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = self.object.lead
        return super().get_context_data(
            **{
                "offer": self.object,
                "lead": lead,
                "contact": selectors.contact_of(lead, self.request.user),
                "company": selectors.company_of(lead, self.request.user),
                "about": self.about,
                "tone": self.tone,
                "subtitle": f"{lead.company_name} · {self.object.ref}",
                **kwargs,
            }
        )


class Accept(OfferAction):
    action = Action.ACCEPT
    title = gettext_lazy("Accept this lead?")
    about = gettext_lazy("It is yours alone from now on, and you see the contact details.")
    submit_label = gettext_lazy("Yes, accept")

    def perform(self, form: Any) -> Offer:
        return answering.accept_offer(self.request.user, self.object)

    def get_success_message(self, result: Offer) -> str:
        return _("The lead is yours alone. Here is the contact.")

    def get_success_url_for(self, result: Offer) -> str:
        return result.lead.get_absolute_url()


class Decline(OfferAction):
    action = Action.DECLINE
    form_class = DeclineForm
    title = gettext_lazy("Decline this lead")
    about = gettext_lazy("It goes to somebody else and does not come back. Declining early is fair to the customer.")
    submit_label = gettext_lazy("Decline")
    tone = "danger"
    success_message = gettext_lazy("Declined. Thank you for answering.")

    def perform(self, form: Any) -> Offer:
        return answering.decline_offer(self.request.user, self.object, **form.cleaned_data)


class Recall(OfferAction):
    roles = CHANNEL
    action = Action.RECALL
    form_class = OptionalNoteForm
    title = gettext_lazy("Take the offer back")
    about = gettext_lazy("The lead goes to the next candidate. This partner does not get it again.")
    submit_label = gettext_lazy("Take it back")
    tone = "danger"
    success_message = gettext_lazy("Taken back. The lead goes on.")

    def perform(self, form: Any) -> Offer:
        return answering.recall_offer(self.request.user, self.object, **form.cleaned_data)

    def get_success_url_for(self, result: Offer) -> str:
        return result.lead.get_absolute_url()


class AnswerByMail(ByMailPage):
    """The link in the mail of an offer. Shows masked data only."""

    template_name = "offers/by_mail.html"
    title = gettext_lazy("Answer an offer")
    instead = "offers:list"

    def find(self, token: str) -> tuple[Offer, Any]:
        return answering.read_link(token)

    def get_form(self, subject: Offer, person: Any, data: Any = None) -> DeclineForm | None:
        if data is not None and data.get("answer") == "accept":
            return None
        return DeclineForm(data)

    def perform(self, subject: Offer, person: Any, form: Any) -> str:
        if form is None:
            answering.accept_offer(person, subject)
            return OfferState.ACCEPTED
        answering.decline_offer(person, subject, **form.cleaned_data)
        return OfferState.DECLINED

    def describe(self, subject: Offer, person: Any) -> dict[str, Any]:
        lead = subject.lead
        contact, company = selectors.contact_of(lead, None), selectors.company_of(lead, person)
        return {"offer": subject, "lead": lead, "contact": contact, "company": company}
