"""The library: the shelf, one document, its files, publishing, withdrawing, and acknowledging."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.enums import PartnerType
from prm.accounts.enums import CHANNEL, EVERYONE, STAFF
from prm.core import timeline
from prm.core.errors import InvalidInput
from prm.core.views import ActionPage, DetailPage, FormPage, Guarded, ListPage
from prm.core.views.base import visible_object

from . import rules, selectors, services
from .downloads import attachment
from .filters import DocumentFilter, ReaderFilter
from .forms import AcknowledgeForm, AudienceForm, NewDocumentForm, VersionForm
from .models import Acknowledgement, Document, DocumentVersion
from .tables import DocumentTable, ReaderTable


class Shelf(ListPage):
    roles = EVERYONE
    model = Document
    table_class = DocumentTable
    filterset_class = DocumentFilter
    template_name = "library/list.html"
    title = gettext_lazy("Library")
    subtitle = gettext_lazy("The rules both sides play by, and what helps you sell.")
    export_name = "library"

    def get_queryset(self) -> Any:
        return selectors.shelf(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            may_publish=rules.may_publish(user), waiting=selectors.to_acknowledge(user), **kwargs
        )

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        words = {"icon": "folder-open", "title": _("Nothing has been published yet.")}
        if rules.may_publish(self.request.user):
            words |= {"action_url": reverse("library:new"), "action_label": _("Publish a document")}
        return words


class DocumentPage(DetailPage):
    roles = EVERYONE
    model = Document
    queryset = Document.objects.select_related("minimum_tier")
    template_name = "library/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, document = self.request.user, self.object
        versions = list(selectors.versions_of(document))
        shown = chosen(versions, self.request.GET.get("version", ""))
        return super().get_context_data(
            version=shown,
            is_newest=bool(versions) and shown == versions[0],
            versions=versions,
            audience=[PartnerType(name).label for name in document.partner_types],
            mine=selectors.acknowledgement_of(user, shown) if shown else None,
            may_acknowledge=rules.is_asked_to_acknowledge(user) and document.withdrawn_at is None,
            reading=selectors.reading_figures(document, shown) if shown and user.is_vendor else None,
            timeline=timeline.of(document, user) if user.is_vendor else None,
            may_publish=rules.may_publish(user),
            **kwargs,
        )


def chosen(versions: list[DocumentVersion], wanted: str) -> DocumentVersion | None:
    """The version that the address names, else the newest. Raises Http404 for a number that was never published."""
    if not wanted:
        return versions[0] if versions else None
    found = [version for version in versions if str(version.number) == wanted]
    if not found:
        raise Http404
    return found[0]


class Download(Guarded):
    """A version's file."""

    roles = EVERYONE

    def get(self, request: HttpRequest, ref: str, number: int) -> FileResponse:
        document = visible_object(Document, request.user, ref)
        version = selectors.version_of(document, number)
        response = attachment(version)
        services.record_download(actor=request.user, version=version)
        return response


class Readers(ListPage):
    """Who has accepted a version and fetched its file, and who has not. The object is the document."""

    roles = STAFF
    model = Document
    table_class = ReaderTable
    template_name = "library/readers.html"
    export_name = "readers"
    empty = {"icon": "users-round", "title": gettext_lazy("Nobody can read this document yet.")}

    document: Document
    version: DocumentVersion

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.document = visible_object(
            Document, request.user, kwargs["ref"], Document.objects.select_related("minimum_tier")
        )
        found = chosen(list(selectors.versions_of(self.document)), request.GET.get("version", ""))
        if found is None:
            raise Http404
        self.version = found
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        words = {"title": self.document.title, "number": self.version.number}
        return _("Who has read “%(title)s”, version %(number)s") % words

    def get_queryset(self) -> Any:
        return selectors.readers(self.document, self.version)

    def filterset_class(self, data: Any, rows: Any, request: Any) -> Any:  # type: ignore[override]
        return ReaderFilter(data, rows, request=request, version=self.version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            document=self.document,
            version=self.version,
            reading=selectors.reading_figures(self.document, self.version),
            may_remind=rules.may_remind(self.request.user),
            **kwargs,
        )


class Remind(ActionPage):
    """Asks everybody who has not read the newest version to do so."""

    roles = CHANNEL
    model = Document
    queryset = Document.objects.select_related("minimum_tier")
    template_name = "library/remind.html"
    submit_label = gettext_lazy("Write to them")

    def get_title(self) -> str:
        return _("Remind those who have not read %(title)s?") % {"title": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = selectors.newest_version(self.object)
        waiting = selectors.reading_figures(self.object, newest)["waiting"] if newest else 0
        return super().get_context_data(waiting=waiting, **kwargs)

    def perform(self, form: Any) -> tuple[int, int]:
        return services.remind_readers(actor=self.request.user, document=self.object)

    def get_success_message(self, result: tuple[int, int]) -> str:
        written, left = result
        if not written:
            return _("Nobody was written to: everybody has read it or was reminded this week.")
        sentence = ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", written)
        more = _("%(left)s more are written to when you do this again.") % {"left": left} if left else ""
        return f"{sentence % {'count': written}} {more}".strip()

    def get_success_url_for(self, result: Any) -> str:
        return reverse("library:readers", args=[self.object.ref])

    def get_cancel_url(self) -> str:
        return reverse("library:readers", args=[self.object.ref])


class DocumentNew(FormPage):
    roles = CHANNEL
    form_class = NewDocumentForm
    title = gettext_lazy("Publish a document")
    submit_label = gettext_lazy("Publish")
    cancel_url = reverse_lazy("library:list")
    success_message = gettext_lazy("Published. Partners it is meant for can read it now.")

    def perform(self, form: Any) -> Document:
        return services.new_document(actor=self.request.user, **form.cleaned_data)


class DocumentEdit(ActionPage):
    """Who reads it and how it is shelved; the text changes by publishing."""

    roles = CHANNEL
    model = Document
    form_class = AudienceForm
    title = gettext_lazy("Change title and readers")
    success_message = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        document = self.object
        initial = {name: getattr(document, name) for name in AudienceForm.base_fields}
        return initial | {"minimum_tier": document.minimum_tier.ref if document.minimum_tier else None}

    def perform(self, form: Any) -> Document:
        return services.edit_document(actor=self.request.user, document=self.object, changes=form.cleaned_data)


class Publish(ActionPage):
    roles = CHANNEL
    model = Document
    form_class = VersionForm
    submit_label = gettext_lazy("Publish")

    def get_title(self) -> str:
        return _("Publish a new version of %(title)s") % {"title": self.object}

    def get_initial(self) -> dict[str, Any]:
        newest = selectors.newest_version(self.object)
        return {"body": newest.body if newest else ""}

    def perform(self, form: Any) -> DocumentVersion:
        return services.publish_version(actor=self.request.user, document=self.object, **form.cleaned_data)

    def get_success_message(self, result: DocumentVersion) -> str:
        return _("Version %(number)s is what partners read now.") % {"number": result.number}


class Acknowledge(ActionPage):
    roles = EVERYONE
    model = Document
    form_class = AcknowledgeForm
    template_name = "library/acknowledge.html"
    submit_label = gettext_lazy("I have read and accept it")
    success_message = gettext_lazy("Thank you. Your acceptance is recorded.")

    def get_title(self) -> str:
        return _("Accept %(title)s") % {"title": self.object}

    def get_initial(self) -> dict[str, Any]:
        newest = selectors.newest_version(self.object)
        return {"number": newest.number if newest else None}

    def perform(self, form: Any) -> Acknowledgement:
        version = selectors.version_of(self.object, form.cleaned_data["number"])
        newest = selectors.newest_version(self.object)
        if version is None or version != newest:
            raise InvalidInput(_("A newer version was published meanwhile. Please read that one."))
        return services.acknowledge(actor=self.request.user, version=version)


class Withdraw(ActionPage):
    roles = CHANNEL
    model = Document
    template_name = "library/withdraw.html"
    submit_label = gettext_lazy("Withdraw")
    success_message = gettext_lazy("Withdrawn. Partners no longer see it.")

    def get_title(self) -> str:
        return _("Withdraw %(title)s?") % {"title": self.object}

    def perform(self, form: Any) -> Document:
        return services.withdraw(actor=self.request.user, document=self.object)


class Restore(ActionPage):
    roles = CHANNEL
    model = Document
    template_name = "library/restore.html"
    submit_label = gettext_lazy("Put it back")
    success_message = gettext_lazy("It is back on the shelf.")

    def get_title(self) -> str:
        return _("Put %(title)s back?") % {"title": self.object}

    def perform(self, form: Any) -> Document:
        return services.restore(actor=self.request.user, document=self.object)
