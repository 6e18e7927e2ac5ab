"""One row per company and per person, however often and by whom they are named."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.models import Campaign, Member, Partner

from .. import identity
from ..models import Contact, Customer

FACTS = ("region", "city", "postcode", "industry", "size")


def match_or_create(
    *,
    name: str,
    domain: str = "",
    country: str = "",
    email: str = "",
    fill: bool = True,
    alone: bool = True,
    **facts: str,
) -> Customer:
    """The customer these facts identify, made if unknown, or what it was merged into. Safe when two do it at once.

    `domain` may be a URL. With `fill`, facts that we lacked are added to a known customer; what we know stays.
    `alone` holds the customer against all others until the transaction ends; without it, only against merging it
    away, so that many who name it at once do not stand in one line.
    `facts` are region, city, postcode, industry, size, source, external_id.
    """
    key = identity.customer_identity(name, domain, country, email)
    known = Customer.objects.filter(identity=key).first()
    if known is None:
        known, made = _create(key, name, identity.company_domain(domain, email), country, facts)
        if made:
            return known
    known = current(known, alone=alone)
    return _filled(known, country, facts) if fill else known


@transaction.atomic
def current(customer: Customer, *, alone: bool = True) -> Customer:
    """The customer, or the one it was merged into: held until the transaction ends, so that nobody merges it away."""
    while True:
        mark = transaction.savepoint()
        found = _held(_end_of(customer).pk, alone)
        if found.pk != customer.pk:
            customer = Customer.objects.get(pk=customer.pk)
        if found.merged_into_id is None and _end_of(customer).pk == found.pk:
            return found
        transaction.savepoint_rollback(mark)  # merged meanwhile: who holds one of two must not wait for the other
        customer = Customer.objects.get(pk=customer.pk)


def _held(pk: int, alone: bool) -> Customer:
    if alone:
        return Customer.objects.select_for_update(no_key=True).get(pk=pk)
    # What a foreign key takes. Django has no name for it; a merge, which wants the whole row, waits for it.
    return Customer.objects.raw("SELECT * FROM leads_customer WHERE id = %s FOR KEY SHARE", [pk])[0]


def _end_of(customer: Customer) -> Customer:
    while customer.merged_into is not None:
        customer = customer.merged_into
    return customer


def _create(key: str, name: str, domain: str, country: str, facts: dict[str, str]) -> tuple[Customer, bool]:
    try:
        with transaction.atomic():
            values = {field: value for field, value in facts.items() if value}
            made = Customer.objects.create(identity=key, name=name, domain=domain, country=country, **values)
            return made, True
    except IntegrityError:
        known = Customer.objects.filter(identity=key).first()
        if known is None:
            raise
        return known, False


def _filled(customer: Customer, country: str, facts: dict[str, str]) -> Customer:
    wanted = {"country": country, **{field: facts.get(field, "") for field in FACTS}}
    added = {field: value for field, value in wanted.items() if value and not getattr(customer, field)}
    if added:
        for field, value in added.items():
            setattr(customer, field, value)
        customer.save(update_fields=list(added))
    return customer


def match_or_create_contact(
    customer: Customer,
    *,
    name: str,
    title: str = "",
    email: str = "",
    phone: str = "",
    consent: str = "",
    partner: Partner | None = None,
    referrer: Member | None = None,
    campaign: Campaign | None = None,
) -> Contact:
    """The person at the customer whom this partner (None: the vendor) knows by this address, or by name without one.

    Two partners who name the same person each keep their own row: neither learns what the other wrote.
    The customer's row must be locked by the caller, or two contacts may be made.
    """
    email = identity.normal_email(email) or email.strip()
    rows = Contact.objects.filter(customer=customer, partner=partner)
    known = rows.filter(email=email).first() if email else rows.filter(name__iexact=name, email="").first()
    if known:
        return _contact_filled(known, {"title": title, "phone": phone})
    values: dict[str, Any] = {"consent": consent, "consent_at": timezone.now() if consent else None}
    return Contact.objects.create(
        customer=customer,
        name=name,
        title=title,
        email=email,
        phone=phone,
        partner=partner,
        referrer=referrer,
        campaign=campaign,
        **values,
    )


def _contact_filled(contact: Contact, wanted: dict[str, str]) -> Contact:
    added = {field: value for field, value in wanted.items() if value and not getattr(contact, field)}
    for field, value in added.items():
        setattr(contact, field, value)
    if added:
        contact.save(update_fields=list(added))
    return contact
