"""What the list of people can be narrowed by."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .enums import Role
from .models import User


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name or e-mail address"), method="search", max_length=200)
    role = django_filters.MultipleChoiceFilter(label=_("Role"), choices=Role.choices)
    active = django_filters.BooleanFilter(label=_("Active"), field_name="is_active")

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))
