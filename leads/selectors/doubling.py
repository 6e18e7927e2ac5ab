"""What may be one with what: by e-mail, phone, web domain, and a similar name in one place. For staff only."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.lookups import TrigramSimilar
from django.db.models import F, Q, QuerySet
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from prm.core.finding import Folded, any_of, fold

from .. import identity
from ..models import Contact, Customer, CustomerMerge, Lead, LeadMerge
from ..models.customers import PHONE_DIGITS, PHONE_TAIL
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
    domain = identity.company_domain(own.domain, contact.email)
    people = _like_minded(contact).values("customer")
    wanted = [Q(pk__in=people), TrigramSimilar(Folded(F("name")), fold(identity.normal_company(own.name)))]
    if domain:
        wanted.append(Q(domain=domain))
    rows = any_of(Customer.objects.filter(merged_into=None).exclude(pk=own.pk), *(Q(one) for one in wanted))
    same_people = set(people.values_list("customer", flat=True)[:LOOKED_AT])
    found = [Double(row, _customer_reasons(own, domain, row, same_people)) for row in rows.order_by("pk")[:LOOKED_AT]]
    return _likeliest(found)


def double_leads(lead: Lead, customers: list[Double]) -> list[Double]:
    """Other leads, not merged yet, of the same person or at a customer that may be the same."""
    likely = {double.row.pk: double.reasons for double in customers}
    people = _like_minded(lead.contact).values("pk")
    named = Q(customer=lead.customer_id, contact__name__iexact=lead.contact.name)
    rows = Lead.objects.filter(merged_into=None).exclude(pk=lead.pk)
    rows = any_of(rows, Q(contact__in=people), Q(customer__in=likely), named).select_related(*LEAD_RELATED)
    return _likeliest([Double(row, _lead_reasons(lead, row, likely)) for row in rows.order_by("-pk")[:LOOKED_AT]])


def merges_of(lead: Lead) -> list[Any]:
    """The merges in force of this lead and of its customer, the newest first."""
    related = ("kept", "gone", "decided_by")
    of_lead = LeadMerge.objects.in_force().filter(Q(kept=lead) | Q(gone=lead)).select_related(*related)
    of_customer = CustomerMerge.objects.in_force().filter(kept=lead.customer_id).select_related(*related)
    return [*of_lead, *of_customer]


def _like_minded(contact: Contact) -> QuerySet[Contact]:
    """People with the same address or number."""
    wanted, tail = [Q(pk=contact.pk)], phone_tail(contact.phone)
    if contact.email:
        wanted.append(Q(email=contact.email))
    if tail:
        wanted.append(Q(Exact(PHONE_TAIL, tail)))
    return any_of(Contact.objects.order_by(), *wanted)


def phone_tail(phone: str) -> str:
    """By what two spellings of a number are one; '' for what is no number."""
    return identity.normal_phone(phone).lstrip("+")[-PHONE_DIGITS:]


def _customer_reasons(own: Customer, domain: str, other: Customer, same_people: set[int]) -> list[str]:
    reasons = []
    if other.pk in same_people:
        reasons.append(_("the same person"))
    if domain and other.domain == domain:
        reasons.append(_("the same web domain"))
    if _is_near(own, other) and identity.alike(own.name, other.name):
        reasons.append(_("a similar name in the same place"))
    return reasons


def _is_near(one: Customer, other: Customer) -> bool:
    """In the same country as far as known, and not known to be in two towns."""
    if one.country and other.country and one.country != other.country:
        return False
    return not (one.city and other.city) or identity.normal_company(one.city) == identity.normal_company(other.city)


def _lead_reasons(lead: Lead, other: Lead, likely: dict[int, list[str]]) -> list[str]:
    reasons, one, two = [], lead.contact, other.contact
    if one.email and one.email == two.email:
        reasons.append(_("the same e-mail address"))
    if phone_tail(one.phone) and phone_tail(one.phone) == phone_tail(two.phone):
        reasons.append(_("the same phone number"))
    if lead.customer_id == other.customer_id and one.name.casefold() == two.name.casefold():
        reasons.append(_("the same name at the same customer"))
    return reasons + [reason for reason in likely.get(other.customer_id, []) if reason != _("the same person")]


def _likeliest(found: list[Double]) -> list[Double]:
    return sorted((one for one in found if one.reasons), key=lambda one: -len(one.reasons))[:MOST]
