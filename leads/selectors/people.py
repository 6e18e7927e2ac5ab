"""Who could have a lead, and who has how many."""

from typing import Any

from django.db.models import QuerySet

from partners.models import Member, Partner
from prm.accounts.enums import CHANNEL, SELLING_STAFF
from prm.accounts.models import User

from ..enums import WORKED, Direction
from ..models import (
    Lead,
    Offer,
)
from .lists import LEAD_RELATED


def leads_of_same_customer(lead: Lead) -> QuerySet[Lead]:
    """Other open leads at the same customer. For staff only: a partner never learns who else works there."""
    rows = Lead.objects.filter(customer=lead.customer_id).open().exclude(pk=lead.pk)
    return rows.select_related(*LEAD_RELATED)


def places_taken(user: User) -> int:
    """Outbound leads this member works now."""
    return Lead.objects.filter(direction=Direction.OUTBOUND, state__in=WORKED, member__user=user).count()


def people_for(lead: Lead) -> QuerySet[User]:
    """Whom the channel manager may give this lead to: selling staff (inbound), or members who never had it."""
    if lead.is_inbound:
        staff = User.objects.active().with_role(*sorted(SELLING_STAFF)).exclude(leads_received=lead)
        return staff.select_related("member__partner").order_by("name", "pk")
    had_it = Offer.objects.filter(lead=lead, partner__isnull=False).values("partner")
    rows = User.objects.active().filter(member__partner__in=Partner.objects.active())
    return rows.exclude(member__partner__in=had_it).select_related("member__partner").order_by("name", "pk")


def colleagues_of(lead: Lead) -> QuerySet[Member]:
    """Who else at the lead's partner could work it."""
    rows = Member.objects.active().filter(partner=lead.partner_id).exclude(leads=lead)
    return rows.select_related("user").order_by("user__name", "pk")


def people_to_appeal_to(user: Any) -> QuerySet[User]:
    """Who reads a rejected lead afresh: the channel's staff, not the one who rejects."""
    return User.objects.active().with_role(*sorted(CHANNEL)).exclude(pk=user.pk)
