"""Links by which one person updates a deal or completes a registration from a mail, without signing in."""

from django.urls import reverse

from deals.models import Opportunity, Registration
from prm.accounts.models import User
from prm.core import links

UPDATE_DEAL, COMPLETE_REGISTRATION = "deals.update", "registrations.answer"


def fingerprint_of_deal(deal: Opportunity) -> str:
    """A link is for the deal as it was when the mail went out: any change uses it up."""
    return f"{deal.pk}:{deal.version}"


def fingerprint_of_registration(row: Registration) -> str:
    """A link is for one question: answered, withdrawn or asked again, it is used up."""
    return f"{row.pk}:{row.state}:{row.state_since}"


def update_url(deal: Opportunity, person: User) -> str:
    """The address in a mail at which this person updates the deal."""
    fingerprint = fingerprint_of_deal(deal)
    token = links.make(UPDATE_DEAL, subject=deal.ref, person=person.ref, fingerprint=fingerprint)
    return links.absolute(reverse("deals:update_by_mail", args=[token]))


def complete_url(row: Registration, person: User) -> str:
    """The address in a mail at which this person completes what was asked for."""
    fingerprint = fingerprint_of_registration(row)
    token = links.make(COMPLETE_REGISTRATION, subject=row.ref, person=person.ref, fingerprint=fingerprint)
    return links.absolute(reverse("deals:complete_by_mail", args=[token]))
