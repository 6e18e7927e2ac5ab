"""A member registers many deals at once, from a file."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from deals import rules, services
from deals.forms import RegistrationFileForm
from deals.importing import RegistrationImporter
from prm.accounts.enums import MEMBERS
from prm.core.views import FormPage
from prm.importing.models import ImportRun


class RegisterFile(FormPage):
    roles = MEMBERS
    form_class = RegistrationFileForm
    template_name = "deals/register_file.html"
    title = gettext_lazy("Register deals from a file")
    submit_label = gettext_lazy("Upload and check")

    def perform(self, form: Any) -> ImportRun:
        options = {name: form.cleaned_data[name] for name in ("files", "mapping", "currency", "suggestions")}
        return services.hand_in(self.request.user, form.accepted(), **options)

    def get_cancel_url(self) -> str:
        return reverse("deals:registrations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        columns = [field.name for field in RegistrationImporter.fields]
        always = [field.name for field in RegistrationImporter.fields if field.required]
        to_send = [name for name in columns if name in rules.NEEDED_TO_SUBMIT and name not in always]
        others = [name for name in columns if name not in (*always, *to_send)]
        return super().get_context_data(always=always, to_send=to_send, others=others, **kwargs)
