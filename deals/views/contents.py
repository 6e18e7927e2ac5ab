"""What people put to a deal: persons at the customer, and files."""

from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy

from deals import services
from deals.forms import ContactForm, FilesForm
from deals.models import DealFile, Opportunity
from partners.library.downloads import attachment
from prm.accounts.enums import EVERYONE
from prm.core.views import Guarded
from prm.core.views.base import visible_object

from .working import DealAction


class AddContact(DealAction):
    action = "contact"
    form_class = ContactForm
    title = gettext_lazy("Add a contact")
    submit_label = gettext_lazy("Add")
    success_message = gettext_lazy("Added. Both sides see it.")
    explanation = gettext_lazy("Somebody at the customer whom both sides should know.")

    def perform(self, form: Any) -> Opportunity:
        return services.add_contact(self.request.user, self.object, form.person(), form.cleaned_data["role"])


class AddFiles(DealAction):
    action = "file"
    form_class = FilesForm
    title = gettext_lazy("Add files")
    submit_label = gettext_lazy("Add")
    success_message = gettext_lazy("Added. Both sides can open it.")
    explanation = gettext_lazy("Offers, plans, notes of a meeting: both sides of the deal read them, nobody else.")

    def perform(self, form: Any) -> Opportunity:
        return services.add_files(self.request.user, self.object, form.cleaned_data["file"])


class Download(Guarded):
    """A file of a deal on its way out: always an attachment."""

    roles = EVERYONE
    model = DealFile

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        return attachment(visible_object(DealFile, request.user, kwargs["ref"]))
