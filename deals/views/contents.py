"""What people put to a deal: persons at the customer, and files."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import selectors, services
from deals.forms import ContactForm, FilesForm
from deals.models import DealFile, Opportunity
from leads.models import Contact
from partners.library.downloads import attachment
from prm.accounts.enums import EVERYONE, SELLERS
from prm.core.views import ActionPage, Guarded
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


class RemoveContact(DealAction):
    action = "remove_contact"
    tone = "danger"
    title = gettext_lazy("Remove this person from the deal?")
    submit_label = gettext_lazy("Remove")
    success_message = gettext_lazy("Removed. The customer’s contact is kept; the history says who removed it.")

    def perform(self, form: Any) -> Opportunity:
        return services.remove_contact(self.request.user, self.object, contact_of(self.object, self.kwargs["contact"]))


def contact_of(deal: Opportunity, ref: str) -> Contact:
    """Somebody with a part in the deal. Raises Http404 for anybody else."""
    found = selectors.person_of(deal, ref)
    if found is None:
        raise Http404
    return found


class RemoveFile(ActionPage):
    roles = SELLERS
    model = DealFile
    queryset = DealFile.objects.select_related("deal", "uploaded_by")
    template_name = "deals/deal_action.html"
    title = gettext_lazy("Remove this file?")
    submit_label = gettext_lazy("Remove")
    success_message = gettext_lazy("Removed. The history says by whom.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.object
        words = _("Nobody opens it any more. The file is kept with the history of the deal.")
        extra = {"object": file.deal, "subtitle": file.file_name, "explanation": words, "tone": "danger"}
        return super().get_context_data(**{**extra, **kwargs})

    def get_cancel_url(self) -> str:
        return self.object.deal.get_absolute_url()

    def perform(self, form: Any) -> Opportunity:
        return services.remove_file(self.request.user, self.object)


class Download(Guarded):
    """A file of a deal on its way out: always an attachment."""

    roles = EVERYONE
    model = DealFile

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        return attachment(visible_object(DealFile, request.user, kwargs["ref"]))
