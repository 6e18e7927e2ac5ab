"""What the lists of leads and offers can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from partners.selectors import all_members, campaigns
from prm.core.countries import country_choices

from . import selectors
from .enums import Direction, Lack, LeadState, OfferState, Rank, Requirement, Source, Step
from .models import Lead, Offer

ANY = _("Any")
WHOSE = [("mine", _("Mine")), ("open", _("All that are open"))]


class _OpenedByFigures(django_filters.FilterSet):
    """Figures of the reports open their rows with some filters; nobody else is bothered with them."""

    only_when_used: tuple[str, ...] = ()
    only_for_vendor: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.only_when_used:
            if name not in self.data:
                del self.filters[name]
        if not self.request.user.is_vendor:
            for name in self.only_for_vendor:
                self.filters.pop(name, None)

    def arrived_from(self, rows: Any, name: str, day: Any) -> Any:
        return selectors.arrived(rows, self.path_to_lead, since=day)

    def arrived_until(self, rows: Any, name: str, day: Any) -> Any:
        return selectors.arrived(rows, self.path_to_lead, until=day)

    path_to_lead = ""


def _partners(request: Any) -> Any:
    return Partner.objects.visible_to(request.user)


def _campaigns(request: Any) -> Any:
    return campaigns(request.user)


def _members(request: Any) -> Any:
    return all_members(request.user)


class LeadFilter(_OpenedByFigures):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), choices=LeadState.choices, empty_label=ANY)
    rank = django_filters.ChoiceFilter(label=_("Rank"), choices=Rank.choices, empty_label=ANY)
    direction = django_filters.ChoiceFilter(label=_("Direction"), choices=Direction.choices, empty_label=ANY)
    show = django_filters.ChoiceFilter(label=_("Show"), choices=WHOSE, method="narrow", empty_label=_("Everything"))
    country = django_filters.ChoiceFilter(
        label=_("Country"), choices=country_choices, field_name="customer__country", empty_label=ANY
    )
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=_partners, to_field_name="ref", empty_label=ANY
    )
    passed = django_filters.ChoiceFilter(
        label=_("Reached the step"), choices=Step.choices, method="reached", empty_label=ANY
    )
    passed_by = django_filters.ModelChoiceFilter(
        label=_("Reached it with"), queryset=_partners, to_field_name="ref", method="reached_by", empty_label=ANY
    )
    arrived_from = django_filters.DateFilter(label=_("Arrived from"), method="arrived_from")
    arrived_until = django_filters.DateFilter(label=_("Arrived until"), method="arrived_until")

    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"), queryset=_campaigns, to_field_name="ref", empty_label=ANY
    )
    referrer = django_filters.ModelChoiceFilter(
        label=_("Brought by"), queryset=_members, to_field_name="ref", empty_label=ANY
    )

    only_when_used = ("campaign", "referrer", "passed", "passed_by", "arrived_from", "arrived_until")
    only_for_vendor = ("partner", "passed_by")

    class Meta:
        model = Lead
        fields = ["q", "state", "rank", "direction", "show", "country", "partner"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return selectors.matching(rows, text)

    def narrow(self, rows: Any, name: str, answer: str) -> Any:
        return rows.open() if answer == "open" else selectors.own(rows, self.request.user)

    def reached(self, rows: Any, name: str, step: str) -> Any:
        return selectors.that_passed(rows, step, self.form.cleaned_data.get("passed_by"))

    def reached_by(self, rows: Any, name: str, partner: Any) -> Any:
        return rows  # read together with the step


class HeldFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    missing = django_filters.ChoiceFilter(
        label=_("Lacks"), choices=[*Requirement.choices, *Lack.choices], method="lacks", empty_label=ANY
    )
    country = django_filters.ChoiceFilter(
        label=_("Country"), choices=country_choices, field_name="customer__country", empty_label=ANY
    )
    lead_source = django_filters.ChoiceFilter(label=_("Source"), choices=Source.choices, empty_label=ANY)

    class Meta:
        model = Lead
        fields = ["q", "missing", "country", "lead_source"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return selectors.matching(rows, text)

    def lacks(self, rows: Any, name: str, code: str) -> Any:
        return rows.filter(missing__contains=[code])


class OfferFilter(_OpenedByFigures):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), choices=OfferState.choices, empty_label=ANY)
    rank = django_filters.ChoiceFilter(label=_("Rank"), choices=Rank.choices, field_name="lead__rank", empty_label=ANY)
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=_partners, to_field_name="ref", empty_label=ANY
    )
    arrived_from = django_filters.DateFilter(label=_("Arrived from"), method="arrived_from")
    arrived_until = django_filters.DateFilter(label=_("Arrived until"), method="arrived_until")

    only_when_used = ("arrived_from", "arrived_until")
    only_for_vendor = ("partner",)
    path_to_lead = "lead__"

    class Meta:
        model = Offer
        fields = ["q", "state", "rank", "partner"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return selectors.offers_matching(rows, text)
