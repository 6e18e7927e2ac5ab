"""What the reports can be narrowed by. Choices hold only what the reader may see."""

from typing import Any

import django_filters
from django.forms import DateInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners import selectors as partners
from partners.goals.enums import GoalState
from partners.models import Partner
from prm.core import formats
from prm.core.finding import with_words
from prm.core.models import Look, LookKind
from prm.core.quarters import next_quarter
from prm.promises.enums import INTERNAL, Kind, Side, State
from prm.promises.models import Promise

from . import selectors
from .periods import quarter, quarters_back

ANY = _("Any")
DAY = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


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
        return with_words(rows, value, "label", "viewer_name")


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


class ScorecardFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    whose = django_filters.ChoiceFilter(
        label=_("Partners"), choices=[("mine", _("That I look after"))], method="of_mine", empty_label=_("All")
    )

    class Meta:
        model = Partner
        fields = ["q", "whose"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return partners.matching(rows, text.strip())

    def of_mine(self, rows: Any, name: str, answer: str) -> Any:
        return rows.filter(owner=self.request.user)


class PromiseFilter(django_filters.FilterSet):
    side = django_filters.ChoiceFilter(label=_("Who owes"), choices=Side.choices, empty_label=ANY)
    kind = django_filters.ChoiceFilter(
        label=_("What was promised"), choices=[one for one in Kind.choices if one[0] not in INTERNAL], empty_label=ANY
    )
    how = django_filters.ChoiceFilter(
        label=_("How it ended"),
        choices=[
            ("closed", _("Ended, however")),
            ("done", _("Done, in time or late")),
            *((state.value, state.label) for state in (State.KEPT, State.LATE, State.BROKEN, State.OPEN)),
            ("overdue", _("Late now")),
        ],
        method="ended",
        empty_label=ANY,
    )
    since = django_filters.DateFilter(
        label=_("Ended since"), field_name="closed_at", lookup_expr="date__gte", widget=DAY
    )
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=lambda request: partners.directory(request.user),
        to_field_name="ref",
        empty_label=ANY,
    )

    person = django_filters.CharFilter(label=_("Person"), field_name="owed_by__ref", max_length=20)

    # The charts of the first pages open their rows with this; nobody else is bothered with it.
    only_when_used = ("person",)

    class Meta:
        model = Promise
        fields = ["side", "kind", "how", "since", "partner", "person"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.only_when_used:
            if name not in self.data:
                del self.filters[name]
        if not self.request.user.is_vendor:
            del self.filters["partner"]

    def ended(self, rows: Any, name: str, how: str) -> Any:
        return selectors.that_ended(rows, how)


class GoalsFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    quarter = django_filters.ChoiceFilter(label=_("Quarter"), method="already_read", empty_label=None)
    state = django_filters.ChoiceFilter(
        label=_("Goal"),
        choices=[("none", _("None yet")), *GoalState.choices],
        method="by_goal",
        empty_label=ANY,
    )
    whose = django_filters.ChoiceFilter(
        label=_("Partners"), choices=[("mine", _("That I look after"))], method="of_mine", empty_label=_("All")
    )

    class Meta:
        model = Partner
        fields = ["q", "quarter", "state", "whose"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        now, *before = quarters_back(today)
        shown = [now, quarter(next_quarter(today)), *before]
        self.filters["quarter"].extra["choices"] = [(one.key, formats.quarter(one.since)) for one in shown]
        if not self.request.user.is_vendor:
            del self.filters["q"], self.filters["whose"], self.filters["state"]

    def search(self, rows: Any, name: str, text: str) -> Any:
        return partners.matching(rows, text.strip())

    def already_read(self, rows: Any, name: str, key: str) -> Any:
        return rows  # the figures of the rows are those of this quarter

    def by_goal(self, rows: Any, name: str, state: str) -> Any:
        return rows.filter(goal_state=None) if state == "none" else rows.filter(goal_state=state)

    def of_mine(self, rows: Any, name: str, answer: str) -> Any:
        return rows.filter(owner=self.request.user)


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
