"""What the reports can be narrowed by. Choices hold only what the reader may see."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners import selectors as partners
from partners.models import Partner
from prm.core.models import Look, LookKind
from prm.promises.enums import INTERNAL, Kind, Side
from prm.promises.models import Promise

from . import selectors

ANY = _("Any")


class LookFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Person or customer"), method="search")
    kind = django_filters.ChoiceFilter(label=_("What was done"), choices=LookKind.choices, empty_label=ANY)
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=lambda request: partners.directory(request.user),
        to_field_name="ref",
        empty_label=ANY,
    )

    class Meta:
        model = Look
        fields = ["q", "kind", "partner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.user.is_vendor:
            del self.form.fields["partner"]

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(label__icontains=value) | Q(viewer_name__icontains=value))


class LateFilter(django_filters.FilterSet):
    side = django_filters.ChoiceFilter(label=_("Whose turn"), choices=Side.choices, empty_label=ANY)
    kind = django_filters.ChoiceFilter(label=_("What was promised"), choices=Kind.choices, empty_label=ANY)
    whose = django_filters.ChoiceFilter(
        label=_("Partners"), choices=[("mine", _("That I look after"))], method="of_mine", empty_label=_("All")
    )
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=lambda request: partners.directory(request.user),
        to_field_name="ref",
        empty_label=ANY,
    )
    person = django_filters.ModelChoiceFilter(
        label=_("Person"),
        queryset=lambda request: selectors.people_who_are_late(request.user),
        field_name="owed_by",
        to_field_name="ref",
        empty_label=ANY,
    )

    class Meta:
        model = Promise
        fields = ["side", "kind", "whose", "partner", "person"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.user.is_vendor:
            del self.filters["whose"], self.filters["partner"]
            self.filters["kind"].extra["choices"] = [one for one in Kind.choices if one[0] not in INTERNAL]

    def of_mine(self, rows: Any, name: str, answer: str) -> Any:
        return selectors.of_own_partners(rows, self.request.user)


class ResultsFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    tier = django_filters.ModelChoiceFilter(
        label=_("Tier"), queryset=lambda request: partners.tiers(), to_field_name="ref", empty_label=ANY
    )

    class Meta:
        model = Partner
        fields = ["q", "tier"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return partners.matching(rows, text.strip())
