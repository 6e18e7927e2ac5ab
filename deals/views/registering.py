"""A member registers a deal: the form, the draft, and the answer while typing."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import rules, selectors, services
from deals.conflicts import Answer
from deals.enums import RegistrationState
from deals.forms import RegistrationForm
from deals.forms.money import amount_in
from deals.models import Registration
from deals.presentation import chain_steps
from leads.models import Lead
from leads.selectors import Asked, contact_of
from partners.selectors import partner_of
from prm.accounts.enums import MEMBERS
from prm.core.views import FormPage, Guarded
from prm.core.views.base import visible_object

SHORTEST_NAME = 2
PLACE = ("country", "city", "postcode")


class Register(FormPage):
    """`intent` says which button was pressed: send (the default), draft, or check."""

    roles = MEMBERS
    form_class = RegistrationForm
    template_name = "deals/register.html"
    title = gettext_lazy("Register a deal")
    registration: Registration | None = None

    def get_subtitle(self) -> str:
        return _("Once approved, the customer is yours alone while you work on the deal.")

    @property
    def intent(self) -> str:
        return self.request.POST.get("intent", "send")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        is_draft = self.request.method == "POST" and self.intent != "send"
        return kwargs | {"registration": self.registration, "as_draft": is_draft}

    def get_initial(self) -> dict[str, Any]:
        ref = self.request.GET.get("lead", "") if self.registration is None else ""
        if not ref:
            return super().get_initial()
        return super().get_initial() | facts_of_lead(visible_object(Lead, self.request.user, ref), self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        if self.intent == "check":
            form.answer = self._check(form)
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def perform(self, form: Any) -> Registration:
        if self.intent == "draft":
            return services.save_draft(self.request.user, self.registration, form.facts())
        return services.register(self.request.user, self.registration, form.facts(), form.accepted())

    def refused(self, form: Any, refusal: Any) -> HttpResponse:
        form.answer = self._check(form)
        return super().refused(form, refusal)

    def _check(self, form: Any) -> Answer:
        return answer_for(self.request.user, {name: str(form.data.get(name, "")) for name in rules.OPENABLE_FIELDS})

    def get_success_message(self, result: Registration) -> str:
        if result.state == RegistrationState.DRAFT:
            return _("Your draft is kept. Nobody but your company sees it.")
        if result.state == RegistrationState.CONTESTED:
            return _("Your registration is kept as it is. A channel manager decides and tells you.")
        return _("Thank you. %(name)s has your registration.") % {"name": result.reviewer}

    def get_cancel_url(self) -> str:
        return self.registration.get_absolute_url() if self.registration else reverse("deals:registrations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"registration": self.registration, "subtitle": self.get_subtitle()}
        context = super().get_context_data(**{**extra, **kwargs})
        form = context["form"]
        if form.is_bound:
            form.outlook = outlook_for(self.request.user, form.data)
        return context


class EditDraft(Register):
    """The same form over a draft."""

    model = Registration
    title = gettext_lazy("Finish your registration")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and request.user.role in self.roles:
            self.registration = visible_object(Registration, request.user, kwargs["ref"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.registration is not None
        if self.registration.state != RegistrationState.DRAFT:
            messages.info(request, _("This registration was sent. Here is where it stands."))
            return HttpResponseRedirect(self.registration.get_absolute_url())
        return super().get(request, *args, **kwargs)


class Deciders(Guarded):
    """Who would decide, and by when, while a member types; nothing is kept."""

    roles = MEMBERS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(request, "deals/_deciders.html", {"outlook": outlook_for(request.user, request.POST)})


class Check(Guarded):
    """Green, yellow or red while a member types: an answer for the screen, in place of the last one."""

    roles = MEMBERS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = {name: request.POST.get(name, "")[:300] for name in rules.OPENABLE_FIELDS}
        answer = answer_for(request.user, typed)
        status = HTTPStatus.TOO_MANY_REQUESTS if answer.too_often else HTTPStatus.OK
        return render(request, "deals/_check.html", {"answer": answer}, status=status)


def answer_for(user: Any, typed: dict[str, str]) -> Answer:
    """How free the typed customer is for the typed product; nothing while one of them is missing."""
    product = selectors.product_with_code(user, typed.get("product", ""))
    if product is None or len(typed.get("company", "").strip()) < SHORTEST_NAME:
        return Answer()
    asked = Asked(
        name=typed["company"].strip(),
        website=typed.get("website", ""),
        country=typed.get("country", ""),
        email=typed.get("contact_email", ""),
        postcode=typed.get("postcode", ""),
        city=typed.get("city", ""),
    )
    try:
        return Answer(services.ask(user, product, asked))
    except services.AskedTooOften:
        return Answer(too_often=True)


def outlook_for(user: Any, typed: Mapping[str, str]) -> dict[str, Any]:
    """The chain for what is typed, and whether an amount was counted; without a product there is no chain."""
    partner = partner_of(user)
    product = selectors.product_with_code(user, typed.get("product", ""))
    if partner is None or product is None:
        return {}
    amount = amount_in(typed.get("amount", ""), typed.get("currency", ""))
    row = Registration(
        partner=partner,
        product=product,
        company=typed.get("company", "")[:200],
        country=typed.get("country", "")[:2],
        postcode=typed.get("postcode", "")[:20],
        amount=amount,
    )
    return {"chain": chain_steps(selectors.expected_chain(row), RegistrationState.DRAFT), "has_amount": bool(amount)}


def facts_of_lead(lead: Lead, user: Any) -> dict[str, Any]:
    """What a lead of the partner's own already says, for the form."""
    contact = contact_of(lead, user)
    told = lead.as_entered if lead.is_inbound else None  # what others know of the customer is not the partner's
    place = {name: told.get(name, "") if told is not None else str(getattr(lead.customer, name)) for name in PLACE}
    return {
        "lead": lead.ref,
        "company": contact.company,
        "website": contact.website,
        **place,
        "contact_name": contact.name,
        "contact_title": contact.title,
        "contact_email": contact.email,
        "contact_phone": contact.phone,
        "product": lead.product.code if lead.product else None,
        "amount": lead.value.amount if lead.value is not None else None,
        "currency": str(lead.value.currency) if lead.value is not None else None,
        "need": contact.need,
    }
