"""How good and how fresh the leads are that partners get, as the partners say and as the clock says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, F

from .models import Offer

DAYS = 180


@dataclass(frozen=True)
class SentLeads:
    """Leads first offered to a partner since a day. `hours` from arrival to that offer and `quality` (1 to 5, as the
    partners rated `rated` of them) are means; None without rows."""

    count: int
    hours: float | None
    rated: int
    quality: float | None


def of_sent_leads(now: datetime) -> SentLeads:
    """Of the last DAYS before `now` (aware), in one query. For staff only: nothing is narrowed here."""
    first = Offer.objects.filter(partner__isnull=False, hop=1, offered_at__gte=now - timedelta(days=DAYS))
    found = first.aggregate(
        count=Count("pk"),
        age=Avg(F("offered_at") - F("lead__arrived_at")),
        rated=Count("lead__quality"),
        quality=Avg("lead__quality"),
    )
    hours = None if found["age"] is None else found["age"].total_seconds() / 3600
    quality = None if found["quality"] is None else float(found["quality"])
    return SentLeads(found["count"], hours, found["rated"], quality)
