"""What the list of people can be narrowed by."""

import django_filters
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from prm.core.finding import with_words

from .enums import Role
from .models import User

NEVER_ACCEPTED = Q(is_active=False, password__startswith=UNUSABLE_PASSWORD_PREFIX)
STATES = {
    "active": (_("Active"), Q(is_active=True)),
    "invited": (_("Invited"), NEVER_ACCEPTED),
    "closed": (_("Closed"), Q(is_active=False) & ~NEVER_ACCEPTED),
}


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name or e-mail address"), method="search", max_length=200)
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, empty_label=_("All roles"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(state, label) for state, (label, _condition) in STATES.items()],
        empty_label=_("All states"),
        method="in_state",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return with_words(rows, value, "name", "email")

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(STATES[value][1])
