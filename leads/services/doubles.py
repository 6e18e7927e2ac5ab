"""The same person's lead from the same side, entered twice."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from partners.models import Product

from .. import identity
from ..enums import Direction
from ..models import Customer, Lead


def open_lead_of(
    customer: Customer, product: Product | None, *, email: str, name: str, partner_id: int | None
) -> Lead | None:
    """An open lead of this person for this product, from this partner or (None) from the vendor."""
    return _of_person(customer, product, email, name, partner_id).order_by("pk").first()


def earlier_of(lead: Lead) -> Lead | None:
    """The open outbound lead that this outbound one repeats."""
    rows = _of_person(lead.customer, lead.product, lead.contact.email, lead.contact.name, None)
    return rows.filter(pk__lt=lead.pk).order_by("pk").first()


def _of_person(
    customer: Customer, product: Product | None, email: str, name: str, partner_id: int | None
) -> QuerySet[Lead]:
    rows = Lead.objects.filter(customer=customer, product=product).open()
    if partner_id is None:
        rows = rows.filter(direction=Direction.OUTBOUND)
    else:
        rows = rows.filter(direction=Direction.INBOUND, partner=partner_id)
    email = identity.normal_email(email)
    return rows.filter(contact__email=email) if email else rows.filter(contact__name__iexact=name.strip())


class OpenLeads:
    """The vendor's open leads of some persons at some customers, and those that are about to be written.

    `names` are in capitals, as the database makes them.
    """

    def __init__(self, customers: Iterable[int], addresses: Iterable[str], names: Iterable[str]) -> None:
        self._known: set[tuple[int, int | None, str, str]] = set()
        rows = Lead.objects.open().filter(customer__in=customers, direction=Direction.OUTBOUND)
        rows = rows.annotate(capitals=Upper("contact__name"))
        persons = Q(contact__email__in=set(addresses) - {""}) | Q(capitals__in=names)
        facts = ("customer", "product", "contact__email", "capitals")
        for customer, product, address, name in rows.filter(persons).order_by().values_list(*facts):
            self._add(customer, product, address, name)

    def _add(self, customer: int, product: int | None, address: str, name: str) -> None:
        self._known |= {(customer, product, address, ""), (customer, product, "", name)}

    def add(self, lead: Lead, name: str) -> None:
        """One that is about to be written; `name` is that of its contact."""
        self._add(lead.customer_id, lead.product_id, lead.contact.email, name)

    def have(self, customer: Customer, product: Product | None, address: str, name: str) -> bool:
        """Whether one is of this person (by the address; without one, by name) for this product."""
        person = (address, "") if address else ("", name)
        return (customer.pk, product.pk if product else None, *person) in self._known
