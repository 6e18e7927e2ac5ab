"""Promises: what is late, and the clocks beside rows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery

from leads.models import Lead
from prm.accounts.models import User
from prm.promises import selectors as promises
from prm.promises.enums import Side
from prm.promises.models import Promise


def clock_of_each_lead(user: Any) -> dict[str, Subquery]:
    """Columns beside leads: when (UTC), by whom (name) and of what kind the most urgent open promise is due that the
    user may see; NULL without one."""
    clocks = Promise.objects.visible_to(user).running().about_each(Lead).order_by("due_at", "pk")
    fields = {"clock_due": "due_at", "clock_owner": "owed_by__name", "clock_kind": "kind"}
    return {name: Subquery(clocks.values(field)[:1]) for name, field in fields.items()}


def late(user: Any) -> QuerySet[Promise]:
    """What is overdue, by whomever, among what the user may see; the oldest debt first."""
    return promises.late(user).select_related("owed_by", "partner").order_by("due_at", "pk")


def late_of_own_partners(user: Any) -> QuerySet[Promise]:
    """The same for a channel manager: of the partners they look after, and what they owe themself."""
    return of_own_partners(late(user), user)


def of_own_partners(rows: QuerySet[Promise], user: Any) -> QuerySet[Promise]:
    return rows.filter(Q(partner__owner=user.pk) | Q(owed_by=user.pk))


@dataclass(frozen=True)
class LatePerson:
    """How many promises of one person are overdue; `side` in words."""

    name: str
    ref: str
    side: str
    count: int


def late_by_person(user: Any, shown: int = 8) -> list[LatePerson]:
    """Who owes most that is late, among what the user may see."""
    counted = late(user).order_by().values("owed_by__name", "owed_by__ref", "side").annotate(count=Count("pk"))
    return [
        LatePerson(row["owed_by__name"], row["owed_by__ref"], str(Side(row["side"]).label), row["count"])
        for row in counted.order_by("-count", "owed_by__name", "side")[:shown]
    ]


def people_who_are_late(user: Any) -> QuerySet[User]:
    """Those who owe something that is late and that the user may know of."""
    return User.objects.filter(pk__in=late(user).order_by().values("owed_by"))
