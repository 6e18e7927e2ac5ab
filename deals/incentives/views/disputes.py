"""A fee that is wrong: what the partner says, and what finance answers, cancels or takes back."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import MEMBERS
from prm.core import formats

from .. import rules, selectors, services
from ..forms import AnswerDisputeForm, ClawBackForm, ReasonForm
from ..models import Dispute, Fee
from .fees import FeeAction


class DisputeFee(FeeAction):
    roles = MEMBERS
    action = "dispute"
    form_class = ReasonForm
    title = gettext_lazy("This fee is not right")
    submit_label = gettext_lazy("Send to finance")
    success_message = gettext_lazy("Sent. Finance owes you an answer.")

    def get_explanation(self) -> str:
        words = {"day": formats.short_date(rules.dispute_until(self.object))}
        return _("Say what is wrong with it. You can do so once, until %(day)s.") % words

    def perform(self, form: Any) -> Dispute:
        return services.dispute_fee(self.request.user, self.object, form.cleaned_data["reason"])


class AnswerDispute(FeeAction):
    action = "answer_dispute"
    form_class = AnswerDisputeForm
    title = gettext_lazy("Answer the dispute")
    submit_label = gettext_lazy("Send the answer")
    success_message = gettext_lazy("The partner has your answer.")

    def get_explanation(self) -> str:
        dispute = self.get_dispute()
        return f"{dispute.opened_by}: {dispute.reason}" if dispute else ""

    def perform(self, form: Any) -> Dispute:
        data = form.cleaned_data
        amount = data["amount"] if data["decision"] == "correct" else None
        return services.answer_dispute(self.request.user, self.object, data["answer"], amount)


class Cancel(FeeAction):
    action = "cancel"
    form_class = ReasonForm
    title = gettext_lazy("Cancel the fee")
    submit_label = gettext_lazy("Cancel the fee")
    success_message = gettext_lazy("Cancelled. The partner knows why.")
    explanation = gettext_lazy("It is not owed any more. The partner gets your reason.")

    def perform(self, form: Any) -> Fee:
        return services.cancel_fee(self.request.user, self.object, form.cleaned_data["reason"])


class ClawBack(FeeAction):
    action = "claw_back"
    form_class = ClawBackForm
    title = gettext_lazy("Take back a paid fee")
    submit_label = gettext_lazy("Take back")
    success_message = gettext_lazy("The paid fee stays as it is; what is taken back is a row of its own.")
    explanation = gettext_lazy(
        "The paid fee is not changed. A row below nothing is made, which you set off against the next payment."
    )

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"amount": self.object.amount.amount}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"is_shared": selectors.is_shared(self.object)}

    def perform(self, form: Any) -> Any:
        data = dict(form.cleaned_data)
        if data.pop("by_shares", False):
            services.claw_back_by_shares(self.request.user, self.object, **data)
            return self.object
        return services.claw_back(self.request.user, self.object, **data)
