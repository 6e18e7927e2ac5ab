"""What is done to a registration: one page per verb, which explains, asks, and calls one service."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import approvals, services
from deals.enums import RegistrationState
from deals.forms import (
    AnswerForm,
    ApproveForm,
    ExtendForm,
    ReassignForm,
    RejectForm,
    RequestChangesForm,
)
from deals.messages.registrations import reasons_in_words
from deals.models import Approval, Registration
from deals.selectors import current_policy
from prm.accounts.enums import CHANNEL, MEMBERS, SELLING_STAFF
from prm.core.refusing.forms import AppealAnswerForm, AppealForm, ReturnForm
from prm.core.views import ActionPage

from .registrations import RELATED, available


class RegistrationAction(ActionPage):
    """A verb. Opened when it is not possible (any more) it says so and leads back to the registration."""

    model = Registration
    queryset = Registration.objects.select_related(*RELATED)
    template_name = "deals/registration_action.html"
    action = ""
    tone = "primary"
    explanation = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.action not in available(self.object, request.user):
            messages.info(request, _("This is not possible now. Here is where the registration stands."))
            return HttpResponseRedirect(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_explanation(self) -> str:
        return str(self.explanation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"subtitle": str(self.object), "explanation": self.get_explanation(), "tone": self.tone}
        return super().get_context_data(**{**extra, **kwargs})


class Withdraw(RegistrationAction):
    roles = MEMBERS
    action = "withdraw"
    tone = "danger"
    title = gettext_lazy("Withdraw the registration")
    submit_label = gettext_lazy("Withdraw")
    success_message = gettext_lazy("Withdrawn.")
    explanation = gettext_lazy(
        "Nobody works on it any more, and its protection ends. You can register the customer again at any time."
    )

    def perform(self, form: Any) -> Registration:
        return services.withdraw(self.request.user, self.object)


class Answer(RegistrationAction):
    roles = MEMBERS
    action = "answer"
    form_class = AnswerForm
    title = gettext_lazy("Complete the registration")
    submit_label = gettext_lazy("Send")
    success_message = gettext_lazy("Thank you. It is back in review.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"registration": self.object}

    def get_explanation(self) -> str:
        return self.object.request_note

    def perform(self, form: Any) -> Registration:
        return services.answer_action_required(self.request.user, self.object, form.facts())


class Approve(RegistrationAction):
    roles = SELLING_STAFF
    action = "approve"
    form_class = ApproveForm
    title = gettext_lazy("Approve the registration")
    submit_label = gettext_lazy("Approve")

    def get_explanation(self) -> str:
        words = {"product": self.object.product, "days": current_policy().protection_days}
        following = self._following()
        if following is not None:
            sentence = _("After you %(name)s decides. Protection starts and the deal opens with the last approval.")
            return sentence % {"name": following.person}
        sentence = _(
            "The customer is this partner’s alone for %(product)s, for %(days)s days. The deal opens at once."
        )
        return sentence % words

    def _following(self) -> Approval | None:
        """Whose step opens next; None when this approval is the last one."""
        return next(iter(approvals.ahead(self.object.approvals.select_related("person"))[1:]), None)

    def perform(self, form: Any) -> Registration:
        return services.approve(self.request.user, self.object, form.cleaned_data["note"])

    def get_success_message(self, result: Registration) -> str:
        if result.state == RegistrationState.IN_REVIEW:
            return _("Your approval is kept. %(name)s decides next and has a mail.") % {"name": result.decider}
        return _("Approved. %(partner)s has a mail, and the deal is open.") % {"partner": result.partner}


class Award(Approve):
    """Arbitration for this one."""

    roles = CHANNEL
    action = "award"
    title = gettext_lazy("Decide for this registration")
    submit_label = gettext_lazy("Decide for it")

    def _following(self) -> Approval | None:
        return None  # the chain is counted anew when the conflict is decided

    def perform(self, form: Any) -> Registration:
        return services.award(self.request.user, self.object, form.cleaned_data["note"])


class RequestChanges(RegistrationAction):
    roles = SELLING_STAFF
    action = "request_changes"
    form_class = RequestChangesForm
    title = gettext_lazy("Ask the partner to complete")
    submit_label = gettext_lazy("Send to the partner")
    success_message = gettext_lazy("Sent. Your clock stands until the partner answers.")
    explanation = gettext_lazy("Only the fields you choose open for the partner. Your own clock stands meanwhile.")

    def perform(self, form: Any) -> Registration:
        data = form.cleaned_data
        return services.request_changes(self.request.user, self.object, data["fields_wanted"], data["note"])


class Reject(RegistrationAction):
    roles = SELLING_STAFF
    action = "reject"
    tone = "danger"
    form_class = RejectForm
    template_name = "deals/registration_reject.html"
    title = gettext_lazy("Start a rejection")
    submit_label = gettext_lazy("Send to a second reader")
    success_message = gettext_lazy("A second reader checks it. The partner learns nothing before.")
    explanation = gettext_lazy(
        "The partner gets a letter made of these parts, once a second reader has agreed. If something is only "
        "missing, ask the partner to complete it instead."
    )

    def perform(self, form: Any) -> Registration:
        return services.start_rejection(self.request.user, self.object, **form.cleaned_data)


class Decline(Reject):
    """Arbitration against this one."""

    roles = CHANNEL
    action = "decline_contested"
    title = gettext_lazy("Decide against this registration")
    submit_label = gettext_lazy("Send the letter")
    success_message = gettext_lazy("The partner has the letter.")
    explanation = gettext_lazy(
        "The partner gets a letter made of these parts. Do not name or hint who else is after this customer."
    )

    def perform(self, form: Any) -> Registration:
        return services.decline_contested(self.request.user, self.object, **form.cleaned_data)


class ConfirmRejection(RegistrationAction):
    roles = SELLING_STAFF
    action = "confirm_rejection"
    tone = "danger"
    template_name = "deals/registration_confirm_rejection.html"
    title = gettext_lazy("Read the rejection")
    submit_label = gettext_lazy("Agree and send the letter")
    success_message = gettext_lazy("The partner has the letter.")
    explanation = gettext_lazy("This is what the partner will read. If you see it differently, return it to review.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"reasons": reasons_in_words(self.object), **kwargs})

    def perform(self, form: Any) -> Registration:
        return services.confirm_rejection(self.request.user, self.object)


class Return(RegistrationAction):
    roles = SELLING_STAFF
    action = "return"
    form_class = ReturnForm
    title = gettext_lazy("Return to review")
    submit_label = gettext_lazy("Return")
    success_message = gettext_lazy("Back in review.")
    explanation = gettext_lazy("The rejection does not go out. Your colleague reads why.")

    def perform(self, form: Any) -> Registration:
        return services.return_to_review(self.request.user, self.object, form.cleaned_data["note"])


class Appeal(RegistrationAction):
    roles = MEMBERS
    action = "appeal"
    form_class = AppealForm
    title = gettext_lazy("Appeal")
    submit_label = gettext_lazy("Send the appeal")
    success_message = gettext_lazy("Your appeal is with the channel manager.")
    explanation = gettext_lazy("A channel manager looks at the decision again. You can appeal once.")

    def perform(self, form: Any) -> Registration:
        return services.appeal(self.request.user, self.object, form.cleaned_data["reason"])


class AnswerAppeal(RegistrationAction):
    roles = CHANNEL
    action = "answer_appeal"
    form_class = AppealAnswerForm
    template_name = "deals/registration_answer_appeal.html"
    title = gettext_lazy("Answer the appeal")
    submit_label = gettext_lazy("Send the answer")
    success_message = gettext_lazy("The partner has your answer.")

    def perform(self, form: Any) -> Registration:
        return services.answer_appeal(self.request.user, self.object, **form.decided())


class Extend(RegistrationAction):
    roles = MEMBERS | SELLING_STAFF
    action = "extend"
    form_class = ExtendForm
    title = gettext_lazy("Extend the protection")
    submit_label = gettext_lazy("Extend")

    def get_explanation(self) -> str:
        sentence = _("Protection can be extended once, by %(days)s days, for a deal that moves.")
        return sentence % {"days": current_policy().extension_days}

    def perform(self, form: Any) -> Registration:
        return services.extend(self.request.user, self.object, form.cleaned_data["evidence"])

    def get_success_message(self, result: Registration) -> str:
        return _("Extended by %(days)s days.") % {"days": current_policy().extension_days}


class Reassign(RegistrationAction):
    roles = CHANNEL
    action = "reassign"
    form_class = ReassignForm
    title = gettext_lazy("Hand to a colleague")
    submit_label = gettext_lazy("Hand over")
    explanation = gettext_lazy("The partner gets the new colleague’s contact card.")

    def perform(self, form: Any) -> Registration:
        return services.reassign_reviewer(self.request.user, self.object, form.cleaned_data["reviewer"])

    def get_success_message(self, result: Registration) -> str:
        return _("%(name)s reviews it now.") % {"name": result.decider}
