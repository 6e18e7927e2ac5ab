"""What the lists of this app can be narrowed by. Choices hold only what the reader may see."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from partners.selectors import all_members, campaigns
from prm.accounts.enums import MEMBERS

from . import selectors
from .enums import RegistrationState, Stage
from .models import Opportunity, Registration

ANY = _("Any")
# A member knows nothing of a rejection that is still being checked.
STATES_FOR_PARTNERS = [choice for choice in RegistrationState.choices if choice[0] != RegistrationState.REJECTING]


def _partners(request: Any) -> Any:
    return Partner.objects.visible_to(request.user)


def _members(request: Any) -> Any:
    return all_members(request.user)


def _campaigns(request: Any) -> Any:
    return campaigns(request.user)


def _reps(request: Any) -> Any:
    return selectors.reviewers()


class _ForOneSide(django_filters.FilterSet):
    """Takes away the filters that the other side alone needs."""

    only_for_vendor: tuple[str, ...] = ()
    only_for_members: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_member = self.request.user.role in MEMBERS
        for name in self.only_for_vendor if is_member else self.only_for_members:
            del self.filters[name]


class DealFilter(_ForOneSide):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    stage = django_filters.ChoiceFilter(
        label=_("Stage"), choices=[("open", _("All open")), *Stage.choices], method="at_stage", empty_label=ANY
    )
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=_partners, to_field_name="ref", empty_label=ANY
    )
    rep = django_filters.ModelChoiceFilter(
        label=_("Sales rep"), queryset=_reps, field_name="sales_rep", to_field_name="ref", empty_label=ANY
    )
    member = django_filters.ModelChoiceFilter(
        label=_("Member"), queryset=_members, to_field_name="ref", empty_label=ANY
    )
    stalled = django_filters.ChoiceFilter(
        label=_("Moving"),
        choices=[("yes", _("Stalled")), ("no", _("Moving"))],
        method="only_stalled",
        empty_label=ANY,
    )
    currency = django_filters.CharFilter(label=_("Currency"), field_name="amount_currency", max_length=3)
    opened_from = django_filters.DateFilter(label=_("Opened from"), field_name="opened_at", lookup_expr="date__gte")
    opened_until = django_filters.DateFilter(label=_("Opened until"), field_name="opened_at", lookup_expr="date__lte")
    closed_from = django_filters.DateFilter(label=_("Closed from"), field_name="closed_at", lookup_expr="date__gte")
    closed_until = django_filters.DateFilter(label=_("Closed until"), field_name="closed_at", lookup_expr="date__lte")
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"), queryset=_campaigns, to_field_name="ref", empty_label=ANY
    )
    referrer = django_filters.ModelChoiceFilter(
        label=_("Brought by"), queryset=_members, to_field_name="ref", empty_label=ANY
    )

    closes_from = django_filters.DateFilter(label=_("To close from"), field_name="close_on", lookup_expr="gte")
    closes_until = django_filters.DateFilter(label=_("To close until"), field_name="close_on", lookup_expr="lte")

    # Figures of the reports open their rows with these; nobody else is bothered with them.
    only_when_used = (
        "campaign",
        "referrer",
        "currency",
        "opened_from",
        "opened_until",
        "closed_from",
        "closed_until",
        "closes_from",
        "closes_until",
    )
    only_for_vendor = ("partner", "rep")
    only_for_members = ("member",)

    class Meta:
        model = Opportunity
        fields = ["q", "stage", "partner", "rep", "member", "stalled"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.only_when_used:
            if name not in self.data:
                del self.filters[name]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return selectors.deals_matching(rows, text.strip(), self.request.user)

    def at_stage(self, rows: Any, name: str, value: str) -> Any:
        return rows.open() if value == "open" else rows.filter(stage=value)

    def only_stalled(self, rows: Any, name: str, value: str) -> Any:
        return selectors.stalled_or_not(rows, value == "yes")


class BoardFilter(DealFilter):
    """Columns are the stages, so nobody chooses one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.filters["stage"]


class RegistrationFilter(_ForOneSide):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), field_name="shown_state", empty_label=ANY)
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=_partners, to_field_name="ref", empty_label=ANY
    )
    reviewer = django_filters.ModelChoiceFilter(
        label=_("Reviewer"), queryset=_reps, to_field_name="ref", empty_label=ANY
    )
    decider = django_filters.ModelChoiceFilter(
        label=_("Decided by"), queryset=_reps, to_field_name="ref", method="of_decider", empty_label=ANY
    )
    member = django_filters.ModelChoiceFilter(
        label=_("Registered by"), queryset=_members, field_name="referrer", to_field_name="ref", empty_label=ANY
    )

    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"), queryset=_campaigns, to_field_name="ref", empty_label=ANY
    )
    referrer = django_filters.ModelChoiceFilter(
        label=_("Brought by"), queryset=_members, to_field_name="ref", empty_label=ANY
    )
    sent = django_filters.ChoiceFilter(
        label=_("Sent"), choices=[("yes", _("Sent to the vendor"))], method="only_sent", empty_label=ANY
    )

    only_when_used = ("campaign", "referrer", "sent", "decider")
    only_for_vendor = ("partner", "reviewer", "decider")
    only_for_members = ("member",)

    class Meta:
        model = Registration
        fields = ["q", "state", "partner", "reviewer", "member"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_member = self.request.user.role in MEMBERS
        drafts = RegistrationState.DRAFT
        shown = STATES_FOR_PARTNERS if is_member else [one for one in RegistrationState.choices if one[0] != drafts]
        self.filters["state"].extra["choices"] = shown
        for name in self.only_when_used:
            if name not in self.data:
                self.filters.pop(name, None)

    def of_decider(self, rows: Any, name: str, person: Any) -> Any:
        return rows.filter(selectors.decided_by(person))

    def only_sent(self, rows: Any, name: str, value: str) -> Any:
        return rows.exclude(state=RegistrationState.DRAFT)

    def search(self, rows: Any, name: str, text: str) -> Any:
        return selectors.registrations_matching(rows, text.strip())
