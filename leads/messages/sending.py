"""How the same event reaches a person as a mail and as a notice, and the addresses that act without a sign-in."""

from typing import Any

from django.urls import reverse

from prm.accounts.models import User
from prm.core import links
from prm.core.vcards import ContactCard
from prm.outbox.services import Attachment, post_mail, post_notice

from ..models import Lead, Offer
from ..selectors import contact_of

ANSWER_BY_MAIL = "offers.answer"
COMPLETE_BY_MAIL = "leads.complete"


def fingerprint_of(offer: Offer) -> str:
    """What an answering link is bound to: this offer, to this person, while it is open."""
    return f"{offer.pk}:{offer.recipient_id}:{offer.state}"


def answer_url(offer: Offer) -> str:
    """The address in a mail at which the recipient accepts or declines without signing in."""
    token = links.make(
        ANSWER_BY_MAIL, subject=offer.ref, person=offer.recipient.ref, fingerprint=fingerprint_of(offer)
    )
    return links.absolute(reverse("offers:by_mail", args=[token]))


def fingerprint_of_question(lead: Lead) -> str:
    """What a completing link is bound to: this question, while it is open."""
    return f"{lead.pk}:{lead.state}:{lead.requested_at}"


def complete_url(lead: Lead, person: User) -> str:
    """The address in a mail at which this person completes what was asked for, without signing in."""
    fingerprint = fingerprint_of_question(lead)
    token = links.make(COMPLETE_BY_MAIL, subject=lead.ref, person=person.ref, fingerprint=fingerprint)
    return links.absolute(reverse("leads:complete_by_mail", args=[token]))


def vcard(card: ContactCard) -> Attachment:
    """The card as a file for the address book, named after the person."""
    name = "".join(char if char.isalnum() else "-" for char in card.name).strip("-") or "contact"
    return Attachment(f"{name}.vcf", card.vcf(), "text/vcard")


def tell(
    event: str,
    to: User,
    lead: Lead,
    title: str,
    *,
    key: str,
    text: str = "",
    url: str = "",
    reply_to: User | None = None,
    attachments: tuple[Attachment, ...] = (),
    **context: Any,
) -> None:
    """The same event as a mail (template `event`) and as a notice. `url` is a path."""
    url = url or lead.get_absolute_url()
    values = {
        "lead": lead,
        "contact": contact_of(lead, to),
        "url": links.absolute(url),
        "company": lead.company_name,
        **context,
    }
    post_mail(key=f"{key}:mail", to=to, template=event, context=values, reply_to=reply_to, attachments=attachments)
    post_notice(key=f"{key}:notice", to=to, title=title, text=text, url=url)
