"""The same person's lead from the same side, entered twice."""

from django.db.models import QuerySet

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
