"""What waits for whom."""

import heapq
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from prm.accounts.enums import CHANNEL, Role
from prm.accounts.models import User
from prm.promises.models import Promise

from ..enums import WORKED, Direction, LeadState
from ..models import (
    Lead,
    Offer,
)
from .lists import LEAD_RELATED, OFFER_RELATED


def offers_to_answer(user: Any) -> QuerySet[Offer]:
    """Open offers that wait for this person: a member's leads, or a sales rep's reviews. The most urgent first."""
    rows = Offer.objects.visible_to(user).open().filter(recipient=user.pk, lead__state=LeadState.OFFERED)
    return rows.select_related(*OFFER_RELATED).order_by("answer_by", "pk")


def inbound_to_review(user: Any) -> QuerySet[Offer]:
    """Partners' leads that this sales rep has to decide."""
    return offers_to_answer(user).filter(lead__direction=Direction.INBOUND)


def _mine(user: Any) -> QuerySet[Lead]:
    """Leads this person works."""
    rows = Lead.objects.visible_to(user).select_related(*LEAD_RELATED)
    if getattr(user, "is_vendor", False):
        return rows.filter(direction=Direction.INBOUND, receiver=user.pk)
    return rows.filter(direction=Direction.OUTBOUND, member__user=user.pk)


def leads_worked(user: Any) -> QuerySet[Lead]:
    """Those this person accepted that have not become anything yet, the oldest first."""
    return _mine(user).filter(state__in=WORKED).order_by("state_since", "pk")


def leads_idle(user: Any, days: int = 7) -> QuerySet[Lead]:
    """Leads this person works in which nothing happened for `days` days."""
    since = timezone.now() - timedelta(days=days)
    return _mine(user).filter(state__in=WORKED, last_activity_at__lt=since).order_by("last_activity_at", "pk")


def leads_to_answer(user: Any) -> QuerySet[Lead]:
    """Leads this member brought, of which the vendor wants to know more."""
    rows = Lead.objects.visible_to(user).filter(state=LeadState.ACTION_REQUIRED, member__user=user.pk)
    return rows.select_related(*LEAD_RELATED).order_by("state_since", "pk")


def held_leads() -> QuerySet[Lead]:
    """Leads that lack something before they can be offered. For staff only: nothing is narrowed here."""
    return Lead.objects.filter(state=LeadState.HELD).select_related(*LEAD_RELATED).order_by("arrived_at", "pk")


def leads_to_settle(user: Any) -> QuerySet[Lead]:
    """What waits for the channel's staff, told apart by state; empty for everybody else.

    Leads that nobody took (unplaced) or that lack something (held), rejections to read before they go out (offered),
    and appeals to answer (rejected).
    """
    rows = Lead.objects.visible_to(user) if getattr(user, "role", "") in CHANNEL else Lead.objects.none()
    stuck = Q(state__in=[LeadState.UNPLACED, LeadState.HELD])
    to_read = Q(state=LeadState.OFFERED, rejection_started_at__isnull=False) & ~Q(rejection_by=user.pk)
    appealed = Q(state=LeadState.REJECTED, appealed_at__isnull=False, appeal_answered_at=None)
    return rows.filter(stuck | to_read | appealed).select_related(*LEAD_RELATED)


def channel_manager_for(lead: Lead) -> User | None:
    """Who looks after this lead at the vendor: its partner's channel manager, else the one who owes least.

    None only where nobody of the channel is active.
    """
    owner = lead.partner.owner if lead.partner else None
    if owner is not None and owner.is_active:
        return owner
    return next(iter(channel_managers(1)), None)


def channel_managers(count: int) -> list[User]:
    """Who at the vendor looks after so many leads that are with no partner: each next one whoever owes least by then.

    Empty only where nobody of the channel is active.
    """
    owed = Count("promises", filter=Q(promises__state="open"))
    people = User.objects.active().annotate(owed=owed).order_by("owed", "pk")
    managers = list(people.with_role(Role.CHANNEL_MANAGER)) or list(people.with_role(Role.ADMINISTRATOR))
    if not managers:
        return []
    by_number = {manager.pk: manager for manager in managers}
    waiting = [(manager.owed, manager.pk) for manager in managers]
    heapq.heapify(waiting)
    chosen = []
    for _number in range(count):
        owes, number = heapq.heappop(waiting)
        chosen.append(by_number[number])
        heapq.heappush(waiting, (owes + 1, number))
    return chosen


def colleagues_in_channel(promise: Promise) -> list[User]:
    """The other channel managers than the one who owes it; the administrators where there are none."""
    people = User.objects.active().exclude(pk=promise.owed_by_id).order_by("pk")
    return list(people.with_role(Role.CHANNEL_MANAGER)) or list(people.with_role(Role.ADMINISTRATOR))


def waiting_leads() -> QuerySet[Lead]:
    """Outbound leads that wait to be routed, the longest waiting first. For the portal's own work."""
    rows = Lead.objects.waiting_for_routing().filter(direction=Direction.OUTBOUND)
    return rows.select_related(*LEAD_RELATED).order_by("state_since", "pk")
