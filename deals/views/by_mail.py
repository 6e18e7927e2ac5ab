"""Updating a deal and completing a registration from the mail."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import services
from deals.forms import AnswerForm, DealByMailForm
from deals.models import Opportunity, Registration
from prm.core.views.by_mail import ByMailPage


class UpdateByMail(ByMailPage):
    title = gettext_lazy("Where does the deal stand?")
    submit_label = gettext_lazy("Update the deal")
    instead = "deals:list"

    def find(self, token: str) -> tuple[Opportunity, Any]:
        return services.read_update_link(token)

    def get_form(self, subject: Opportunity, person: Any, data: Any = None) -> DealByMailForm:
        return DealByMailForm(data, user=person, deal=subject)

    def perform(self, subject: Opportunity, person: Any, form: Any) -> str:
        values, note = form.values(), form.cleaned_data["note"]
        services.update_by_mail(person, subject, values, note, form.cleaned_data["version"])
        return _("The deal is up to date, and the other side reads it too. Nothing is left for you to do.")

    def describe(self, subject: Opportunity, person: Any) -> dict[str, Any]:
        return {"label": f"{subject.ref} · {subject.name}", "note": "", "facts": ()}


class CompleteByMail(ByMailPage):
    title = gettext_lazy("Complete the registration")
    submit_label = gettext_lazy("Send")
    instead = "deals:registrations"

    def find(self, token: str) -> tuple[Registration, Any]:
        return services.read_completing_link(token)

    def get_form(self, subject: Registration, person: Any, data: Any = None) -> AnswerForm:
        return AnswerForm(data, user=person, registration=subject)

    def perform(self, subject: Registration, person: Any, form: Any) -> str:
        services.answer_action_required(person, subject, form.facts())
        return _("It is back in review, and our own clock goes on. Nothing is left for you to do.")

    def describe(self, subject: Registration, person: Any) -> dict[str, Any]:
        label = f"{subject.ref} · {subject.company}"
        return {"label": label, "note": subject.request_note, "facts": ()}
