"""Answering an offer, in the portal or from the mail."""

from typing import Any

import pghistory
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from prm.accounts.enums import CHANNEL, MEMBERS
from prm.core.errors import DomainError
from prm.core.views import ActionPage
from prm.outbox.services import as_read_by

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


@method_decorator(never_cache, name="dispatch")
class AnswerByMail(TemplateView):
    """The link in the mail. Needs no sign-in and shows masked data only; opening it changes nothing."""

    template_name = "offers/by_mail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(DeclineForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offer, person, refusal = self._claim()
        form = DeclineForm(request.POST)
        if refusal or offer is None or person is None:
            return self._show(form)
        accepts = request.POST.get("answer") == "accept"
        if not accepts and not form.is_valid():
            return self._show(form, status=422)
        try:
            with pghistory.context(actor=str(person), via="mail link"):
                if accepts:
                    answering.accept_offer(person, offer)
                else:
                    answering.decline_offer(person, offer, **form.cleaned_data)
        except DomainError as error:
            return self._show(form, refusal=error.message, status=error.status_code)
        done = OfferState.ACCEPTED if accepts else OfferState.DECLINED
        return self._page(person, 200, done=done, lead=offer.lead)

    def _claim(self) -> tuple[Offer | None, Any, str]:
        try:
            return *answering.read_link(self.kwargs["token"]), ""
        except DomainError as error:
            return None, None, error.message

    def _show(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        offer, person, unusable = self._claim()
        if unusable or offer is None:
            return self._page(None, 410, refusal=unusable, offer=None, done="")
        return self._page(
            person,
            status,
            offer=offer,
            lead=offer.lead,
            person=person,
            contact=selectors.contact_of(offer.lead, None),
            company=selectors.company_of(offer.lead, person),
            form=form,
            refusal=refusal,
            done="",
        )

    def _page(self, reader: Any, status: int, **context: Any) -> HttpResponse:
        """Rendered for the person the mail was written for: nobody is signed in here."""
        with as_read_by(reader):
            return self.render_to_response(self.get_context_data(**context), status=status).render()
