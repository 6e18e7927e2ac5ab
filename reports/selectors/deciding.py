"""How sales reps decide about registrations: how many they approve, and how fast. For the channel's managers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from deals.enums import RegistrationState
from deals.models import Registration
from prm.accounts.models import User
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .keeping import answered
from .medians import Median


@dataclass(frozen=True)
class Decider:
    """Of `decided` registrations `accepted` were; `hours` is the median of business hours over `timed` decisions."""

    person: User
    decided: int
    accepted: int
    timed: int
    hours: float | None


def deciders(user: User, since: date) -> list[Decider]:
    """Everybody who decided since that day, by name; in as many queries for two as for many."""
    rows = Registration.objects.visible_to(user).filter(decided_at__date__gte=since, reviewer__isnull=False)
    accepted = Count("pk", ~Q(state=RegistrationState.REJECTED))
    counted = rows.order_by().values("reviewer").annotate(decided=Count("pk"), accepted=accepted)
    times = _times(user, since)
    people = User.objects.in_bulk([row["reviewer"] for row in counted])
    found = [
        Decider(people[row["reviewer"]], row["decided"], row["accepted"], *times.get(row["reviewer"], (0, None)))
        for row in counted
    ]
    return sorted(found, key=lambda one: (one.person.name, one.person.pk))


def _times(user: User, since: date) -> dict[int, tuple[int, float | None]]:
    rows = answered(Promise.objects.visible_to(user).filter(kind=Kind.DECIDE_REGISTRATION), since)
    rows = rows.order_by().values("owed_by").annotate(timed=Count("pk"), hours=Median("business_hours"))
    return {row["owed_by"]: (row["timed"], row["hours"]) for row in rows}
