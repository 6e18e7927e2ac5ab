"""A deal whose expected close lies in the past: whoever works it says a new day, and owes it by a time."""

from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone

from deals.enums import OPEN_STAGES
from deals.models import Opportunity
from prm.core.calendar import calendar_of
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .opening import debtor_of

DAYS_TO_SAY = 3
LADDER = (("ask", 0.0), ("remind", 0.5), ("owner", 1.5))


def ask_for_new_days(limit: int = 200) -> int:
    """Asks for every open deal whose day has passed where its debtor lives; returns how many it asked for.

    Safe to run twice and side by side: one promise of a kind is open per deal. What it asks is announced as the
    promise's first step, in business hours.
    """
    asked = Promise.objects.open().about_each(Opportunity).filter(kind=Kind.NEW_CLOSE_DATE)
    rows = Opportunity.objects.open().filter(~Exists(asked), close_on__lte=timezone.now().date())
    works = Q(member__user__is_active=True) | Q(member=None, sales_rep__is_active=True)
    rows = rows.filter(works).order_by("close_on", "pk")
    return sum(_ask(deal) for deal in rows.only("pk")[:limit])


@transaction.atomic
def _ask(deal: Opportunity) -> bool:
    row = Opportunity.objects.lock(deal)
    person = debtor_of(row)
    if person is None or not _is_past(row, calendar_of(person).time_zone):
        return False
    promises.make(
        kind=Kind.NEW_CLOSE_DATE,
        subject=row,
        owed_by=person,
        label=row.name,
        url=row.get_absolute_url(),
        partner=row.partner,
        days=DAYS_TO_SAY,
        nudges=LADDER,
    )
    return True


def _is_past(deal: Opportunity, time_zone: str) -> bool:
    """Whether the open deal was expected to close before today in this time zone."""
    today = timezone.localdate(timezone=ZoneInfo(time_zone))
    return deal.stage in OPEN_STAGES and deal.close_on is not None and deal.close_on < today
