"""What the lists of leads and offers can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.models import Partner

from . import selectors
from .enums import Direction, LeadState, OfferState, Rank
from .models import Lead, Offer

ANY = _("Any")
WHOSE = [("mine", _("Mine")), ("open", _("All that are open"))]


class LeadFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), choices=LeadState.choices, empty_label=ANY)
    rank = django_filters.ChoiceFilter(label=_("Rank"), choices=Rank.choices, empty_label=ANY)
    direction = django_filters.ChoiceFilter(label=_("Direction"), choices=Direction.choices, empty_label=ANY)
    show = django_filters.ChoiceFilter(label=_("Show"), choices=WHOSE, method="narrow", empty_label=_("Everything"))
    country = django_filters.ChoiceFilter(
        label=_("Country"), choices=countries, field_name="customer__country", empty_label=ANY
    )
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=lambda request: Partner.objects.visible_to(request.user),
        to_field_name="ref",
        empty_label=ANY,
    )

    class Meta:
        model = Lead
        fields = ["q", "state", "rank", "direction", "show", "country", "partner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.user.is_vendor:
            del self.filters["partner"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return selectors.matching(rows, text)

    def narrow(self, rows: Any, name: str, answer: str) -> Any:
        return rows.open() if answer == "open" else selectors.own(rows, self.request.user)


class OfferFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), choices=OfferState.choices, empty_label=ANY)
    rank = django_filters.ChoiceFilter(label=_("Rank"), choices=Rank.choices, field_name="lead__rank", empty_label=ANY)

    class Meta:
        model = Offer
        fields = ["q", "state", "rank"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return selectors.offers_matching(rows, text)
