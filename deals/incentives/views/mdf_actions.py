"""What is done to a request for co-marketing money: one page per verb, which explains, asks, and calls one service."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.core import formats
from prm.core.views import ActionPage

from .. import rules, selectors, services
from ..forms import ApproveClaimForm, ApproveRequestForm, ClaimForm, NoteForm, PayForm, RefuseForm, RequestForm
from ..models import MdfRequest
from .mdf import RELATED, calculation_of


class MdfAction(ActionPage):
    """A verb. Opened when it is not possible (any more) it says so and leads back to the request."""

    model = MdfRequest
    queryset = MdfRequest.objects.select_related(*RELATED)
    template_name = "incentives/mdf_action.html"
    action = ""
    explanation = ""
    shows_calculation = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.action not in rules.mdf_actions(request.user, self.object.state):
            messages.info(request, _("This is not possible now. Here is where the request stands."))
            return HttpResponseRedirect(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_explanation(self) -> str:
        return str(self.explanation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = calculation_of(self.object) if self.shows_calculation else []
        extra = {"subtitle": str(self.object), "explanation": self.get_explanation(), "lines": lines}
        return super().get_context_data(**{**extra, "currency": str(self.object.currency), **kwargs})


class Answer(MdfAction):
    roles = MEMBERS
    action = "answer"
    form_class = RequestForm
    title = gettext_lazy("Complete the request")
    submit_label = gettext_lazy("Send")
    success_message = gettext_lazy("Thank you. It is being decided again.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.object}

    def get_explanation(self) -> str:
        return self.object.request_note

    def perform(self, form: Any) -> MdfRequest:
        return services.answer_request(self.request.user, self.object, form.facts())


class Withdraw(MdfAction):
    roles = MEMBERS
    action = "withdraw"
    title = gettext_lazy("Withdraw the request")
    submit_label = gettext_lazy("Withdraw")
    success_message = gettext_lazy("Withdrawn. The money is free for something else.")
    explanation = gettext_lazy("What is reserved for it goes back into your budget. You can ask again at any time.")

    def perform(self, form: Any) -> MdfRequest:
        return services.withdraw_request(self.request.user, self.object)


class Approve(MdfAction):
    roles = CHANNEL
    action = "approve"
    form_class = ApproveRequestForm
    shows_calculation = True
    title = gettext_lazy("Approve the request")
    submit_label = gettext_lazy("Approve and reserve")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"amount": self.object.asked}

    def get_explanation(self) -> str:
        budget = self.object.budget
        return _("The budget %(period)s of %(partner)s has %(left)s left. What you approve is reserved at once.") % {
            "period": budget.period,
            "partner": self.object.partner,
            "left": formats.money(budget.available, str(budget.currency)),
        }

    def perform(self, form: Any) -> MdfRequest:
        data = form.cleaned_data
        return services.approve_request(self.request.user, self.object, data["amount"], data["note"])

    def get_success_message(self, result: MdfRequest) -> str:
        return _("Approved. %(partner)s has a mail, and the money is reserved.") % {"partner": result.partner}


class RequestChanges(MdfAction):
    roles = CHANNEL
    action = "request_changes"
    form_class = NoteForm
    title = gettext_lazy("Ask the partner to complete")
    submit_label = gettext_lazy("Send to the partner")
    success_message = gettext_lazy("Sent. Your clock stands until the partner answers.")

    def perform(self, form: Any) -> MdfRequest:
        return services.request_changes(self.request.user, self.object, form.cleaned_data["note"])


class Refuse(MdfAction):
    roles = CHANNEL
    action = "refuse"
    form_class = RefuseForm
    title = gettext_lazy("Refuse the request")
    submit_label = gettext_lazy("Send the letter")
    success_message = gettext_lazy("The partner has the letter.")
    explanation = gettext_lazy(
        "The partner gets a letter made of these parts. If something is only missing, ask the partner to complete it "
        "instead; if it is only too much, approve less."
    )

    def perform(self, form: Any) -> MdfRequest:
        return services.refuse_request(self.request.user, self.object, **form.cleaned_data)


class Claim(MdfAction):
    roles = MEMBERS
    action = "claim"
    form_class = ClaimForm
    shows_calculation = True
    title = gettext_lazy("Claim the money")
    submit_label = gettext_lazy("Send the claim")
    success_message = gettext_lazy("Thank you. Finance checks it.")

    def get_initial(self) -> dict[str, Any]:
        row = self.object
        known = {"held_on": row.held_on or row.starts_on, "actual_cost": row.actual_cost, "outcome": row.outcome}
        return super().get_initial() | known

    def get_form_kwargs(self) -> dict[str, Any]:
        has_proof = bool(selectors.proofs_of(self.object, self.request.user))
        return super().get_form_kwargs() | {"has_proof": has_proof}

    def get_explanation(self) -> str:
        if self.object.request_note and self.object.claimed is not None:
            return self.object.request_note
        return _("You expected: %(expected)s") % {"expected": self.object.expected}

    def perform(self, form: Any) -> MdfRequest:
        data = form.cleaned_data
        return services.claim(
            self.request.user,
            self.object,
            actual_cost=data["actual_cost"],
            held_on=data["held_on"],
            outcome=data["outcome"],
            proof=data["file"],
        )


class ReturnClaim(MdfAction):
    roles = MONEY_STAFF
    action = "return_claim"
    form_class = NoteForm
    title = gettext_lazy("Ask the partner to complete the claim")
    submit_label = gettext_lazy("Send to the partner")
    success_message = gettext_lazy("Sent. The money stays reserved.")

    def perform(self, form: Any) -> MdfRequest:
        return services.return_claim(self.request.user, self.object, form.cleaned_data["note"])


class ApproveClaim(MdfAction):
    roles = MONEY_STAFF
    action = "approve_claim"
    form_class = ApproveClaimForm
    shows_calculation = True
    title = gettext_lazy("Agree to pay")
    submit_label = gettext_lazy("Agree")
    success_message = gettext_lazy("Agreed. What was not used is back in the budget.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"amount": self.object.claimed}

    def perform(self, form: Any) -> MdfRequest:
        data = form.cleaned_data
        return services.approve_claim(self.request.user, self.object, data["amount"], data["note"])


class Pay(MdfAction):
    roles = MONEY_STAFF
    action = "pay"
    form_class = PayForm
    title = gettext_lazy("Pay the claim")
    submit_label = gettext_lazy("Mark as paid")
    success_message = gettext_lazy("Paid. The partner has the reference.")

    def get_explanation(self) -> str:
        amount = formats.money(self.object.amount, str(self.object.currency))
        return _("%(amount)s for %(partner)s.") % {"amount": amount, "partner": self.object.partner}

    def perform(self, form: Any) -> MdfRequest:
        return services.pay_claim(self.request.user, self.object, form.cleaned_data["reference"])
