"""What may be one with what: leads of one person, or at customers alike (leads.likeness). For staff only."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from prm.core.finding import any_of

from ..likeness.judging import WORDS, Why
from ..models import CustomerMerge, Lead, LeadMerge
from .alike import Asked, alike, phone_tail, same_people
from .lists import LEAD_RELATED

MOST = 20
LOOKED_AT = 200


@dataclass
class Double:
    """A lead or a customer that may be one with another, and by what it looks so."""

    row: Any
    reasons: list[str] = field(default_factory=list)


def double_customers(lead: Lead) -> list[Double]:
    """Other customers that may be the lead's own, the likeliest first."""
    own, contact = lead.customer, lead.contact
    asked = Asked(
        name=own.name,
        website=own.domain,
        country=str(own.country),
        email=contact.email,
        postcode=own.postcode,
        city=own.city,
        phone=contact.phone,
    )
    others = [one for one in alike(asked, anywhere=True) if one.customer.pk != own.pk]
    return _likeliest([Double(one.customer, one.reasons) for one in others])


def double_leads(lead: Lead, customers: list[Double]) -> list[Double]:
    """Other leads, not merged yet, of the same person or at a customer that may be the same."""
    likely = {double.row.pk: double.reasons for double in customers}
    people = same_people(lead.contact.email, lead.contact.phone).values("pk")
    named = Q(customer=lead.customer_id, contact__name__iexact=lead.contact.name)
    rows = Lead.objects.filter(merged_into=None).exclude(pk=lead.pk)
    theirs = Q(contact__in=people), Q(contact=lead.contact_id)
    rows = any_of(rows, *theirs, Q(customer__in=likely), named).select_related(*LEAD_RELATED)
    return _likeliest([Double(row, _lead_reasons(lead, row, likely)) for row in rows.order_by("-pk")[:LOOKED_AT]])


def merges_of(lead: Lead) -> list[Any]:
    """The merges in force of this lead and of its customer, the newest first."""
    related = ("kept", "gone", "decided_by")
    of_lead = LeadMerge.objects.in_force().filter(Q(kept=lead) | Q(gone=lead)).select_related(*related)
    of_customer = CustomerMerge.objects.in_force().filter(kept=lead.customer_id).select_related(*related)
    return [*of_lead, *of_customer]


def _lead_reasons(lead: Lead, other: Lead, likely: dict[int, list[str]]) -> list[str]:
    reasons, one, two = [], lead.contact, other.contact
    if one.email and one.email == two.email:
        reasons.append(_("the same e-mail address"))
    if phone_tail(one.phone) and phone_tail(one.phone) == phone_tail(two.phone):
        reasons.append(_("the same phone number"))
    if lead.customer_id == other.customer_id and one.name.casefold() == two.name.casefold():
        reasons.append(_("the same name at the same customer"))
    return reasons + [reason for reason in likely.get(other.customer_id, []) if reason != str(WORDS[Why.PERSON])]


def _likeliest(found: list[Double]) -> list[Double]:
    return sorted((one for one in found if one.reasons), key=lambda one: -len(one.reasons))[:MOST]
