"""What lists of money can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from partners.selectors import all_members, campaigns
from prm.accounts.enums import MEMBERS
from prm.core.finding import with_words

from . import selectors
from .enums import EARNED, OWED, RUNNING, UNPAID_FEES, Activity, FeeState, MdfState
from .models import Budget, Fee, MdfRequest


def _partners(request: Any) -> Any:
    return Partner.objects.visible_to(request.user)


def _budgets(request: Any) -> Any:
    return Budget.objects.visible_to(request.user)


class FeeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            (EARNED, _("All but cancelled")),
            (OWED, _("Due or approved")),
            (UNPAID_FEES, _("Not paid yet")),
            *FeeState.choices,
        ],
        method="in_state",
        empty_label=_("Any"),
    )
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=_partners,
        to_field_name="ref",
        empty_label=_("Any"),
    )

    overdue = django_filters.BooleanFilter(label=_("Overdue"), method="only_overdue")
    paid_from = django_filters.DateFilter(label=_("Paid from"), field_name="paid_at", lookup_expr="date__gte")
    paid_until = django_filters.DateFilter(label=_("Paid until"), field_name="paid_at", lookup_expr="date__lte")
    due_from = django_filters.DateFilter(label=_("Due from"), field_name="due_on", lookup_expr="gte")
    due_until = django_filters.DateFilter(label=_("Due until"), field_name="due_on", lookup_expr="lte")

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
    only_when_used = (
        "overdue", "paid_from", "paid_until", "due_from", "due_until", "currency", "campaign", "referrer",
    )  # fmt: skip

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

    def in_state(self, rows: Any, name: str, wanted: str) -> Any:
        return selectors.fees_in_state(rows, wanted)

    def only_overdue(self, rows: Any, name: str, value: bool) -> Any:
        return selectors.overdue(rows) if value else rows


class MdfFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(RUNNING, _("Approved, not paid yet")), *MdfState.choices],
        method="in_state",
        empty_label=_("Any"),
    )
    activity = django_filters.ChoiceFilter(label=_("Kind"), choices=Activity.choices, empty_label=_("Any"))
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=_partners, to_field_name="ref", empty_label=_("Any")
    )
    budget = django_filters.ModelChoiceFilter(
        label=_("Budget"), queryset=_budgets, to_field_name="ref", empty_label=_("Any")
    )

    currency = django_filters.CharFilter(label=_("Currency"), max_length=3)
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"),
        queryset=lambda request: campaigns(request.user),
        to_field_name="ref",
        empty_label=_("Any"),
    )
    member = django_filters.ModelChoiceFilter(
        label=_("Asked by"),
        queryset=lambda request: all_members(request.user),
        to_field_name="ref",
        empty_label=_("Any"),
    )

    # The pages of budgets, campaigns and members open their requests with these; nobody else is bothered with them.
    only_when_used = ("budget", "currency", "campaign", "member")

    class Meta:
        model = MdfRequest
        fields = ["q", "state", "activity", "partner", "budget"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.only_when_used:
            if name not in self.data:
                del self.filters[name]
        if self.request.user.role in MEMBERS:
            del self.filters["partner"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return selectors.mdf_matching(rows, text.strip())

    def in_state(self, rows: Any, name: str, wanted: str) -> Any:
        return selectors.mdf_in_state(rows, wanted)


class BudgetFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search")
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=_partners, to_field_name="ref", empty_label=_("Any")
    )

    class Meta:
        model = Budget
        fields = ["q", "partner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request.user.role in MEMBERS:
            del self.filters["partner"], self.filters["q"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return with_words(rows, text, "partner__name")
