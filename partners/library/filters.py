"""What the library can be narrowed by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from . import selectors
from .enums import DocumentKind
from .models import Document


class DocumentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=DocumentKind.choices, empty_label=_("Any"))

    class Meta:
        model = Document
        fields = ["q", "kind"]

    def search(self, rows, name, text):
        return selectors.matching(rows, text.strip())
