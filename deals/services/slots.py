"""Who holds the customer: decided by the database, told politely, written down for the vendor only."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deals.enums import RegistrationState
from deals.messages import registrations as messages
from deals.models import Registration
from deals.selectors.checking import holder_of, is_sold_directly, own_registration
from leads.services.customers import match_or_create
from prm.core import timeline
from prm.core.errors import DomainError, violated

from .claims import enter

HOLDER = "one_registration_holds_the_customer"
PROTECTED = "one_protection_per_customer_and_scope"


class AlreadyRegistered(DomainError):
    """The partner itself has this customer registered; going on there is better than a second row."""

    code = "already-registered"


def identify(row: Registration) -> None:
    """Matches what was typed to the one identity of the customer, and the product to its scope. The caller saves."""
    row.customer = match_or_create(
        name=row.company,
        domain=row.website,
        country=str(row.country),
        email=row.contact_email,
        city=row.city,
        postcode=row.postcode,
    )
    assert row.product is not None  # checked before anybody gets here
    row.scope = row.product.family


def refuse_own_duplicate(row: Registration) -> None:
    """Raises AlreadyRegistered when the partner itself has this customer registered for this product."""
    assert row.partner is not None and row.customer is not None
    own = own_registration(row.partner, row.customer, row.scope, but_not=row)
    if own is not None:
        raise AlreadyRegistered(
            _("Your company has registered this customer for this product already: %(ref)s. Go on there.")
            % {"ref": own.ref}
        )


def take(row: Registration, state: str) -> bool:
    """Saves the registration in `state` if the customer is free, in arbitration if it is not; True when it was free.

    Two that come at the same moment meet at the unique index: one waits for the other and then knows. Raises
    AlreadyRegistered when the other is the partner's own.
    """
    refuse_own_duplicate(row)
    if _comes_after_the_vendor(row):
        return _wait(row)
    enter(row, state)
    try:
        with transaction.atomic():
            row.save()
        return True
    except IntegrityError as error:
        if violated(error) != HOLDER:
            raise
    refuse_own_duplicate(row)
    return _wait(row)


def _comes_after_the_vendor(row: Registration) -> bool:
    """Whether the vendor itself sells there, and this registration does not hold the customer already."""
    assert row.customer is not None
    if not is_sold_directly(row.customer, row.scope):
        return False
    return not Registration.objects.holding().filter(pk=row.pk, customer=row.customer, scope=row.scope).exists()


def _wait(row: Registration) -> bool:
    enter(row, RegistrationState.CONTESTED)
    row.save()
    return False


def record_conflict(row: Registration) -> None:
    """On both registrations, for the vendor's eyes only."""
    assert row.customer is not None
    holder = holder_of(row.customer, row.scope, but_not=row)
    if holder is not None:
        words = {"ref": holder.ref, "partner": holder.partner}
        sentence = _("This customer is held by %(partner)s (%(ref)s).") % words
        timeline.record(row, None, sentence, icon="git-compare", vendor_only=True)
        words = {"ref": row.ref, "partner": row.partner}
        sentence = _("The same customer was registered by %(partner)s (%(ref)s).") % words
        timeline.record(holder, None, sentence, icon="git-compare", vendor_only=True)


def customer_was_freed(row: Registration) -> None:
    """Tells the channel managers of those who wait for this customer, or help to win it, that they can decide."""
    waiting = Registration.objects.filter(
        customer=row.customer_id,
        scope=row.scope,
        state__in=(RegistrationState.CONTESTED, RegistrationState.CO_SELLING),
    ).exclude(pk=row.pk)
    for other in waiting.select_related("partner__owner").order_by("submitted_at", "pk"):
        if other.partner is not None:
            messages.customer_is_free(other, other.partner.owner, row)
