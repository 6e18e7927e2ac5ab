"""The fair no to a partner's lead: the letter, its second reading, the appeal and the answer."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, MEMBERS, SELLING_STAFF
from prm.core.formats import full
from prm.core.refusing.forms import AppealAnswerForm, AppealForm, ReturnForm
from prm.core.views.shown import ShownFirst

from .. import selectors
from ..enums import Action, LeadState
from ..forms import RejectForm
from ..models import Lead
from ..services import rejecting
from .working import LeadAction


class Reject(ShownFirst, LeadAction):
    """The letter is shown as the partner will read it before it goes anywhere."""

    roles = SELLING_STAFF
    action = Action.REJECT
    form_class = RejectForm
    template_name = "leads/reject.html"
    title = gettext_lazy("Reject the lead")
    submit_label = gettext_lazy("Show the letter")
    tone = "danger"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": selectors.people_to_appeal_to(self.request.user)}

    def get_initial(self) -> dict[str, Any]:
        manager = selectors.channel_manager_for(self.object)
        return {"appeal_to": manager.ref if manager else None}

    @property
    def agree_label(self) -> str:  # type: ignore[override]
        return _("Send to a second reader") if self.possible_at else _("Send the letter")

    @property
    def possible_at(self) -> datetime | None:
        """From when it may be sent at once; None when that is now, and for what is no partner's lead."""
        return rejecting.rejection_possible_at(self.object) if self.object.is_inbound else None

    def show(self, form: Any) -> dict[str, Any]:
        return {"letter": form.letter()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        allowed_at = self.possible_at
        about = _("The partner reads all of it in a letter: what you checked, why, and what would change the answer.")
        if allowed_at is not None:
            words = {"time": full(allowed_at)}
            about = _("Before %(time)s a second reader looks at the letter before it goes out.") % words
        return super().get_context_data(**{"about": about, **kwargs})

    def perform(self, form: Any) -> Lead:
        return rejecting.reject_lead(self.request.user, self.object, **form.cleaned_data)

    def get_success_message(self, result: Lead) -> str:
        if result.state == LeadState.REJECTED:
            return _("The partner has the letter.")
        return _("A second reader checks it. The partner learns nothing before.")


class ConfirmRejection(LeadAction):
    roles = SELLING_STAFF
    action = Action.CONFIRM_REJECTION
    template_name = "leads/confirm_rejection.html"
    title = gettext_lazy("Read the rejection")
    about = gettext_lazy("This is what the partner will read. If you see it differently, return it to review.")
    submit_label = gettext_lazy("Agree and send the letter")
    tone = "danger"
    success_message = gettext_lazy("The partner has the letter.")

    def perform(self, form: Any) -> Lead:
        return rejecting.confirm_rejection(self.request.user, self.object)


class ReturnToReview(LeadAction):
    roles = SELLING_STAFF
    action = Action.RETURN_TO_REVIEW
    form_class = ReturnForm
    title = gettext_lazy("Return to review")
    about = gettext_lazy("The rejection does not go out. Your colleague reads why.")
    submit_label = gettext_lazy("Return")
    success_message = gettext_lazy("Back in review.")

    def perform(self, form: Any) -> Lead:
        return rejecting.return_to_review(self.request.user, self.object, **form.cleaned_data)


class Appeal(LeadAction):
    roles = MEMBERS
    action = Action.APPEAL
    form_class = AppealForm
    title = gettext_lazy("Appeal")
    about = gettext_lazy("A channel manager looks at the decision again. You can appeal once.")
    submit_label = gettext_lazy("Send the appeal")
    success_message = gettext_lazy("Your appeal is with the channel manager.")

    def perform(self, form: Any) -> Lead:
        return rejecting.appeal(self.request.user, self.object, **form.cleaned_data)


class AnswerAppeal(LeadAction):
    roles = CHANNEL
    action = Action.ANSWER_APPEAL
    form_class = AppealAnswerForm
    template_name = "leads/answer_appeal.html"
    title = gettext_lazy("Answer the appeal")
    submit_label = gettext_lazy("Send the answer")
    success_message = gettext_lazy("The partner has your answer.")

    def perform(self, form: Any) -> Lead:
        return rejecting.answer_appeal(self.request.user, self.object, **form.decided())
