"""Goals, as far as somebody may see them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from partners.models import Partner

from .models import Goal


def goal_of(user: Any, partner: Partner, quarter: date) -> Goal | None:
    """The partner's goal for the quarter that begins on this day."""
    return Goal.objects.visible_to(user).filter(partner=partner, quarter=quarter).first()


def goals_of(user: Any, partner: Partner) -> QuerySet[Goal]:
    """All goals of the partner, the latest quarter first."""
    return Goal.objects.visible_to(user).filter(partner=partner).order_by("-quarter", "pk")
