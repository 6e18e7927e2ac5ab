"""Which mails a person gets."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prm.accounts.enums import EVERYONE
from prm.core.views import FormPage

from .. import selectors, services
from ..forms import MailChoicesForm
from ..topics import ALWAYS


class MailChoices(FormPage):
    roles = EVERYONE
    title = _("Mail and notices")
    subtitle = _("What reaches you at once, what can wait for the morning, and what you read here only.")
    template_name = "outbox/choices.html"
    form_class = MailChoicesForm
    submit_label = _("Save")
    success_message = _("Saved. It counts from the next message on.")

    def get_initial(self) -> dict[str, Any]:
        return selectors.mail_choices(self.request.user)

    def perform(self, form: Any) -> None:
        services.choose_mails(actor=self.request.user, choices=form.cleaned_data)

    def get_success_url_for(self, result: Any) -> str:
        return reverse("outbox:choices")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(always=ALWAYS, **kwargs)
