"""What the lists of this app can be narrowed by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from prm.core.countries import country_choices

from . import selectors
from .enums import CertificateState, PartnerState, PartnerType, TierChangeState
from .models import Campaign, Certificate, Partner, Territory, TierChange


class PartnerFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), choices=PartnerState.choices, empty_label=_("Any"))
    tier = django_filters.ModelChoiceFilter(
        label=_("Tier"), queryset=lambda request: selectors.tiers(), to_field_name="ref", empty_label=_("Any")
    )
    type = django_filters.ChoiceFilter(label=_("Type"), choices=PartnerType.choices, empty_label=_("Any"))
    country = django_filters.ChoiceFilter(label=_("Country"), choices=country_choices, empty_label=_("Any"))
    owner = django_filters.ModelChoiceFilter(
        label=_("Channel manager"),
        queryset=lambda request: selectors.channel_managers(),
        to_field_name="ref",
        empty_label=_("Any"),
    )

    steps = django_filters.ChoiceFilter(
        label=_("First steps"),
        choices=[("open", _("Still to take")), ("done", _("All taken"))],
        method="by_steps",
        empty_label=_("Any"),
    )

    class Meta:
        model = Partner
        fields = ["q", "state", "tier", "type", "country", "owner", "steps"]

    def by_steps(self, rows, name, answer):
        return selectors.onboarded(rows) if answer == "done" else selectors.not_yet_onboarded(rows)

    def search(self, rows, name, text):
        return selectors.matching(rows, text.strip())


class TierChangeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), choices=TierChangeState.choices, empty_label=_("Any"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=[("rise", _("Rise")), ("fall", _("Fall"))], method="by_kind", empty_label=_("Any")
    )
    owner = django_filters.ModelChoiceFilter(
        label=_("Channel manager"),
        field_name="partner__owner",
        queryset=lambda request: selectors.channel_managers(),
        to_field_name="ref",
        empty_label=_("Any"),
    )

    class Meta:
        model = TierChange
        fields = ["q", "state", "kind", "owner"]

    def search(self, rows, name, text):
        return rows.filter(partner__in=selectors.matching(Partner.objects.all(), text.strip()))

    def by_kind(self, rows, name, answer):
        return rows.rises() if answer == "rise" else rows.falls()


class TerritoryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    country = django_filters.ChoiceFilter(
        label=_("Covers"), choices=country_choices, method="covering", empty_label=_("Any country")
    )
    in_force = django_filters.ChoiceFilter(
        label=_("In force"),
        choices=[("yes", _("In force today")), ("no", _("Not in force"))],
        method="by_force",
        empty_label=_("Any"),
    )

    class Meta:
        model = Territory
        fields = ["q", "country", "in_force"]

    def search(self, rows, name, text):
        return selectors.territories_named(rows, text.strip())

    def covering(self, rows, name, code):
        return selectors.territories_covering(rows, code)

    def by_force(self, rows, name, answer):
        return rows.in_force() if answer == "yes" else rows.exclude(pk__in=rows.in_force().values("pk"))


class CampaignFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=lambda request: Partner.objects.visible_to(request.user),
        to_field_name="ref",
        empty_label=_("Any"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=[("own", _("The partner’s own")), ("further", _("For a time or a purpose"))],
        method="by_kind",
        empty_label=_("Any"),
    )

    class Meta:
        model = Campaign
        fields = ["q", "partner", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.request.user.is_vendor:
            del self.filters["partner"]

    def search(self, rows, name, text):
        return selectors.campaigns_named(rows, text.strip())

    def by_kind(self, rows, name, answer):
        return rows.filter(is_default=answer == "own")


class CertificateFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), choices=CertificateState.choices, empty_label=_("Any"))
    product = django_filters.ModelChoiceFilter(
        label=_("Product"),
        queryset=lambda request: selectors.certified_products(),
        to_field_name="ref",
        empty_label=_("Any"),
    )
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=lambda request: Partner.objects.visible_to(request.user),
        to_field_name="ref",
        empty_label=_("Any"),
    )

    class Meta:
        model = Certificate
        fields = ["q", "state", "product", "partner"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.request.user.is_vendor:
            del self.filters["partner"]

    def search(self, rows, name, text):
        return selectors.certificates_named(rows, text.strip())
