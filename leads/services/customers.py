"""One row per company and per person, however often and by whom they are named.

Who names many at once (a file) gets what naming them one after another gives, by a number of statements that does not
grow with them. The caller works on the rows in memory in between, so what is added to one is there for the next.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from partners.models import Campaign, Member, Partner

from .. import identity
from ..models import Contact, Customer

FACTS = ("region", "city", "postcode", "industry", "size")
# How rows are held: only against merging them away (what a foreign key takes; Django has no name for it), so that many
# who name one at once do not stand in one line; or against everybody who names them.
AGAINST_MERGING, AGAINST_ALL = "KEY SHARE", "UPDATE"


@dataclass(frozen=True)
class Named:
    """What somebody calls a company and knows of it. `domain` may be a URL; `facts` are as for `match_or_create`."""

    name: str
    domain: str = ""
    country: str = ""
    email: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def identity(self) -> str:
        return identity.customer_identity(self.name, self.domain, self.country, self.email)

    def as_customer(self) -> Customer:
        values = {name: value for name, value in self.facts.items() if value}
        domain = identity.company_domain(self.domain, self.email)
        return Customer(identity=self.identity, name=self.name, domain=domain, country=self.country, **values)


def match_or_create(*, name: str, domain: str = "", country: str = "", email: str = "", **facts: str) -> Customer:
    """The customer these facts identify, made if unknown, or what it was merged into. Safe when two do it at once.

    `domain` may be a URL. Facts that we lacked are added to a known customer; what we know stays. Nobody merges the
    customer away until the transaction ends. `facts` are region, city, postcode, industry, size, source, external_id.
    """
    named = Named(name, domain, country, email, facts)
    customer = hold_all([named], AGAINST_MERGING)[named.identity]
    if added := fill_in(customer, named):
        customer.save(update_fields=sorted(added))
    return customer


@transaction.atomic
def hold_all(named: Sequence[Named], hold: str = AGAINST_ALL) -> dict[str, Customer]:
    """By identity, the customers that these name, made where unknown, or what they were merged into.

    Held until the transaction ends. Two identities of one customer lead to the same object. Nothing is filled in.
    """
    first: dict[str, Named] = {}
    for one in named:
        first.setdefault(one.identity, one)
    known = _known(first)
    missing = [first[key] for key in sorted(first.keys() - known.keys())]
    if missing:
        _make(missing)
        known |= _known([one.identity for one in missing])
        Customer.objects.bulk_create(one.as_customer() for one in missing if one.identity not in known)
        known |= _known([one.identity for one in missing if one.identity not in known])
    held = _current(known.values(), hold) if known else {}
    return {key: held[customer.pk] for key, customer in known.items()}


def _known(identities: Iterable[str]) -> dict[str, Customer]:
    wanted = list(identities)
    rows = Customer.objects.filter(identity__in=wanted).select_related("merged_into").order_by("pk") if wanted else ()
    return {row.identity: row for row in rows}


def _make(missing: Sequence[Named]) -> None:
    """Makes those that nobody else makes at the same moment: whoever is second waits, and finds them."""
    Customer.objects.bulk_create([one.as_customer() for one in missing], ignore_conflicts=True)


def current(customer: Customer) -> Customer:
    """The customer, or the one it was merged into: held until the transaction ends, so that nobody merges it away."""
    return _current([customer], AGAINST_MERGING)[customer.pk]


@transaction.atomic
def _current(customers: Iterable[Customer], hold: str) -> dict[int, Customer]:
    """By the row numbers of these customers, what each is now, held. Whoever holds many takes them in one order."""
    rows = list(customers)
    while True:
        mark = transaction.savepoint()
        ends = {row.pk: _end_of(row).pk for row in rows}
        held = _held(sorted(set(ends.values())), hold)
        moved = Customer.objects.in_bulk([pk for pk, end in ends.items() if pk != end])
        as_before = all(_end_of(row).pk == ends[pk] for pk, row in moved.items())
        if as_before and all(row.merged_into_id is None for row in held.values()):
            transaction.savepoint_commit(mark)
            return {pk: held[end] for pk, end in ends.items()}
        transaction.savepoint_rollback(mark)  # merged meanwhile: who holds one of two must not wait for the other
        rows = list(Customer.objects.filter(pk__in=ends).order_by("pk"))


def _held(numbers: Sequence[int], hold: str) -> dict[int, Customer]:
    sql = f"SELECT * FROM leads_customer WHERE id = ANY(%s) ORDER BY id FOR {hold}"
    return {row.pk: row for row in Customer.objects.raw(sql, [list(numbers)])}


def _end_of(customer: Customer) -> Customer:
    while customer.merged_into is not None:
        customer = customer.merged_into
    return customer


def fill_in(customer: Customer, named: Named) -> set[str]:
    """Adds facts that we lacked, without writing them, and names them. What we know stays."""
    wanted = {"country": named.country, **{name: named.facts.get(name, "") for name in FACTS}}
    added = {name: value for name, value in wanted.items() if value and not getattr(customer, name)}
    for name, value in added.items():
        setattr(customer, name, value)
    return set(added)


@dataclass(frozen=True)
class Person:
    """Somebody at a customer, as they were named. An address that is none stays as it was written."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    consent: str = ""

    @cached_property
    def address(self) -> str:
        return identity.normal_email(self.email) or self.email.strip()


class Contacts:
    """The persons that one partner (None: the vendor) knows at some customers, by address, or by name without one.

    Read for all who are asked for and written together. Two partners who name the same person each keep their own
    row: neither learns what the other wrote. The customers' rows must be held by the caller, or two contacts may be
    made of one person.
    """

    def __init__(self, customers: Iterable[int], persons: Sequence[Person], partner: Partner | None = None) -> None:
        self._partner = partner
        self._capitals = in_capitals({person.name for person in persons})
        self._found: dict[tuple[int, str, str], Contact] = {}
        self._made: list[Contact] = []
        self._changed: dict[str, dict[int, Contact]] = {"title": {}, "phone": {}}
        named = {self._capitals[person.name] for person in persons if not person.address}
        asked = Q(email__in={person.address for person in persons if person.address})
        asked |= Q(email="", capitals__in=named) if named else Q()
        rows = Contact.objects.annotate(capitals=Upper("name")).filter(asked, customer__in=customers, partner=partner)
        for row in rows.order_by("name", "pk"):
            self._capitals[row.name] = row.capitals
            self._found.setdefault(self._key(row.customer_id, row.name, row.email), row)

    def capitals(self, name: str) -> str:
        """The name of somebody asked for or found, as names are compared."""
        return self._capitals[name]

    def _key(self, customer: int, name: str, address: str) -> tuple[int, str, str]:
        return (customer, address, "") if address else (customer, "", self._capitals[name])

    def match_or_create(self, customer: Customer, person: Person, **credit: Any) -> Contact:
        """The person, as they will be once `save` has written them. `credit` is for somebody new."""
        key = self._key(customer.pk, person.name, person.address)
        known = self._found.get(key)
        if known is None:
            consented = timezone.now() if person.consent else None
            known = Contact(
                customer=customer, name=person.name, title=person.title, email=person.address, phone=person.phone,
                consent=person.consent, consent_at=consented, partner=self._partner, **credit,
            )  # fmt: skip
            self._found[key] = known
            self._made.append(known)
        else:
            self._fill_in(known, person)
        return known

    def save(self) -> None:
        Contact.objects.bulk_create(self._made)
        for name, rows in self._changed.items():
            Contact.objects.bulk_update(rows.values(), [name])
            rows.clear()
        self._made = []

    def _fill_in(self, contact: Contact, person: Person) -> None:
        for name, rows in self._changed.items():
            value = getattr(person, name)
            if value and not getattr(contact, name):
                setattr(contact, name, value)
                if contact.pk:
                    rows[contact.pk] = contact


def in_capitals(texts: Iterable[str]) -> dict[str, str]:
    """Each text as the database compares texts without regard to case, which no other program does quite alike."""
    wanted = list(texts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT each, upper(each) FROM unnest(%s::text[]) AS each", [wanted])
        return dict(cursor.fetchall())


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
    """One person at a customer whose row is held: see `Contacts`."""
    person = Person(name, title, email, phone, consent)
    contacts = Contacts([customer.pk], [person], partner)
    contact = contacts.match_or_create(customer, person, referrer=referrer, campaign=campaign)
    contacts.save()
    return contact
