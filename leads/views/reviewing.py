"""A sales rep takes on a partner's lead or asks for more, and the partner answers."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import MEMBERS, SELLING_STAFF
from prm.core.views.by_mail import ByMailPage

from ..enums import Action
from ..forms import AnswerForm, RequestChangesForm
from ..models import Lead
from ..services import answering, reviewing
from .working import LeadAction


class TakeOn(LeadAction):
    """The rep accepts the lead of a partner on the lead's own page."""

    roles = SELLING_STAFF
    action = Action.ACCEPT
    title = gettext_lazy("Take this lead?")
    about = gettext_lazy("You work it from now on. The partner is told at once and sees every step.")
    submit_label = gettext_lazy("Yes, I take it")
    success_message = gettext_lazy("The lead is yours. The partner has been told.")

    def perform(self, form: Any) -> Lead:
        answering.accept_in_review(self.request.user, self.object)
        return self.object


class RequestChanges(LeadAction):
    roles = SELLING_STAFF
    action = Action.REQUEST_CHANGES
    form_class = RequestChangesForm
    title = gettext_lazy("Ask the partner for more")
    about = gettext_lazy("The partner can change the named fields, and no others. Your own clock stands meanwhile.")
    submit_label = gettext_lazy("Ask")
    success_message = gettext_lazy("The partner has been asked.")

    def perform(self, form: Any) -> Lead:
        data = form.cleaned_data
        return reviewing.request_changes(self.request.user, self.object, data["fields_wanted"], data["note"])


class Answer(LeadAction):
    roles = MEMBERS
    action = Action.ANSWER
    form_class = AnswerForm
    title = gettext_lazy("Complete your lead")
    submit_label = gettext_lazy("Send it back")
    template_name = "leads/answer.html"
    success_message = gettext_lazy("Thank you. It is in review again.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lead": self.object}

    def perform(self, form: Any) -> Lead:
        return reviewing.answer_request(self.request.user, self.object, form.answers(), form.cleaned_data["note"])


class CompleteByMail(ByMailPage):
    """The link in the mail that asks for more."""

    title = gettext_lazy("Complete your lead")
    submit_label = gettext_lazy("Send it back")
    instead = "leads:list"

    def find(self, token: str) -> tuple[Lead, Any]:
        return reviewing.read_completing_link(token)

    def get_form(self, subject: Lead, person: Any, data: Any = None) -> AnswerForm:
        return AnswerForm(data, user=person, lead=subject)

    def perform(self, subject: Lead, person: Any, form: Any) -> str:
        reviewing.answer_request(person, subject, form.answers(), form.cleaned_data["note"])
        return _("It is in review again. Nothing is left for you to do.")

    def describe(self, subject: Lead, person: Any) -> dict[str, Any]:
        return {"label": f"{subject.ref} · {subject.company_name}", "note": subject.request_note, "facts": ()}
