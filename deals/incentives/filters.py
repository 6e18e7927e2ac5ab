"""What fees can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from partners.selectors import all_members, campaigns
from prm.accounts.enums import MEMBERS

from . import selectors
from .enums import FeeState
from .models import Fee


class FeeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), choices=FeeState.choices, empty_label=_("Any"))
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=lambda request: Partner.objects.visible_to(request.user),
        to_field_name="ref",
        empty_label=_("Any"),
    )

    overdue = django_filters.BooleanFilter(label=_("Overdue"), method="only_overdue")
    paid_from = django_filters.DateFilter(label=_("Paid from"), field_name="paid_at", lookup_expr="date__gte")

    currency = django_filters.CharFilter(label=_("Currency"), field_name="amount_currency", max_length=3)
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"),
        queryset=lambda request: campaigns(request.user),
        to_field_name="ref",
        empty_label=_("Any"),
    )
    referrer = django_filters.ModelChoiceFilter(
        label=_("Brought by"),
        queryset=lambda request: all_members(request.user),
        to_field_name="ref",
        empty_label=_("Any"),
    )

    # Figures of the reports open their rows with these; nobody else is bothered with them.
    only_when_used = ("overdue", "paid_from", "currency", "campaign", "referrer")

    class Meta:
        model = Fee
        fields = ["q", "state", "partner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.only_when_used:
            if name not in self.data:
                del self.filters[name]
        if self.request.user.role in MEMBERS:
            del self.filters["partner"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return selectors.fees_matching(rows, text.strip())

    def only_overdue(self, rows: Any, name: str, value: bool) -> Any:
        return selectors.overdue(rows) if value else rows
