"""Who is how busy, and who is not safe yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value

from leads.enums import WORKED, Direction
from leads.models import Lead, Offer
from partners.models import Member, MemberQuerySet
from prm.accounts.enums import STAFF
from prm.accounts.models import User
from prm.core.counting import how_many
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .keeping import answered
from .medians import Median


@dataclass(frozen=True)
class Load:
    """How busy a member is: open leads (worked and offered) of so many at a time.

    `hours` is the median of business hours over the offers they `answered`.
    """

    member: Member
    open: int
    answered: int = 0
    hours: float | None = None

    @property
    def scale(self) -> int:
        # A bar needs an end, also for who takes none.
        return max(self.member.capacity, self.open, 1)

    @property
    def is_full(self) -> bool:
        return self.open >= self.member.capacity


def team_load(members: MemberQuerySet, since: date) -> list[Load]:
    """These members with their load and how quickly they answered since that day, the busiest first.

    One query, so that it fits on a first page; it counts as `partners.selectors.loads` does.
    """
    answers = answered(Promise.objects.filter(kind=Kind.ANSWER_OFFER, owed_by=OuterRef("user")), since)
    median = answers.order_by().annotate(one=Value(1)).values("one").annotate(median=Median("business_hours"))
    worked = Lead.objects.filter(direction=Direction.OUTBOUND, state__in=WORKED, member=OuterRef("pk"))
    offered = Offer.objects.open().filter(recipient=OuterRef("user"))
    found = members.order_by("pk").annotate(
        worked=how_many(worked),
        offered=how_many(offered),
        answered=how_many(answers),
        hours=Subquery(median.values("median")),
    )
    loads = [Load(one, one.worked + one.offered, one.answered, one.hours) for one in found]
    return sorted(loads, key=lambda load: (-load.open / load.scale, str(load.member)))


def people_without_second_factor(user: Any) -> QuerySet[User]:
    """Colleagues who sign in with a password alone; those whose role demands more come first."""
    staff = User.objects.visible_to(user).active().with_role(*sorted(STAFF)).with_second_factor()
    return staff.filter(has_second_factor=False).order_by("-second_factor_missing", "name", "pk")
