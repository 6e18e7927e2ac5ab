"""What the library can be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Member, Partner
from partners.selectors import members_named

from . import selectors
from .enums import DocumentKind
from .models import Document, DocumentVersion


class DocumentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=DocumentKind.choices, empty_label=_("Any"))

    class Meta:
        model = Document
        fields = ["q", "kind"]

    def search(self, rows, name, text):
        return selectors.matching(rows, text.strip())


class ReaderFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Person"), method="search", max_length=200)
    show = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[("waiting", _("Not yet read")), ("read", _("Has read")), ("fetched", _("Has fetched the file"))],
        method="narrow",
        empty_label=_("Everybody"),
    )
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=lambda request: Partner.objects.visible_to(request.user),
        to_field_name="ref",
        empty_label=_("Any"),
    )

    # Stays in the address while the list is narrowed.
    version = django_filters.CharFilter(method="keep", widget=forms.HiddenInput)

    class Meta:
        model = Member
        fields = ["q", "show", "partner", "version"]

    def __init__(self, *args: Any, version: DocumentVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = version.document

    def search(self, rows: Any, name: str, text: str) -> Any:
        return members_named(rows, text.strip())

    def keep(self, rows: Any, name: str, number: str) -> Any:
        return rows

    def narrow(self, rows: Any, name: str, answer: str) -> Any:
        if answer == "fetched":
            return rows.filter(downloaded_at__isnull=False)
        waiting = selectors.who_waits(self.document)
        return rows.filter(waiting) if answer == "waiting" else rows.exclude(waiting)
