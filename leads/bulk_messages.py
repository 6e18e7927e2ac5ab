"""What is said about many leads and offers at once. Up to WRITTEN_AT_ONCE it is what `messages` says of each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import links
from prm.outbox.enums import Event
from prm.outbox.services import BulkMail, BulkNotice, Letter, is_awaited, post_mail, post_many

from . import messages
from .enums import LeadState, OfferState
from .models import Lead, Offer

OFFER_MADE = "leads.offer_made"
# Of more offers at once, the mails are written when they leave.
WRITTEN_AT_ONCE = 50
# Of more leads that nobody took, a manager gets one mail that counts them.
A_FEW = 5
ANY = "L-000000"


@cache
def _paths() -> tuple[str, str]:
    return reverse("leads:detail", args=[ANY]), reverse("offers:detail", args=[ANY])


def lead_path(ref: str) -> str:
    return _paths()[0].replace(ANY, ref)


def offer_path(ref: str) -> str:
    return _paths()[1].replace(ANY, ref)


@dataclass(frozen=True, slots=True)
class OfferPost:
    """An offer as its messages need it. `url` is a path."""

    number: int
    ref: str
    url: str
    recipient: int
    address: str
    rank: str
    company: str


def offers_made(posts: Sequence[OfferPost]) -> None:
    """A mail and a notice for each. Of many, the mails are written when they leave."""
    if len(posts) <= WRITTEN_AT_ONCE:
        for offer in offers_with_everything(post.number for post in posts):
            messages.offer_made(offer.lead, offer)
        return
    if is_awaited(Event.OFFER_MADE):
        for offer in offers_with_everything(post.number for post in posts):
            messages.offer_changed(offer)
    text = _("For you alone until you answer. Contact details as soon as you accept.")
    words = _("%(rank)s lead for you: %(company)s")
    mails, notices = [], []
    for post in posts:
        key, title = f"offer_made:{post.ref}", words % {"rank": post.rank, "company": post.company}
        mails.append(BulkMail(f"{key}:mail", post.recipient, post.address, title, OFFER_MADE, post.number))
        notices.append(BulkNotice(f"{key}:notice", post.recipient, title, text, post.url))
    post_many(mails, notices)


def leads_moved(numbers: Sequence[int]) -> None:
    """To other systems, that these leads are in a new state."""
    if is_awaited(Event.LEAD_MOVED):
        for lead in Lead.objects.filter(pk__in=numbers).select_related("partner").order_by("pk"):
            messages.lead_moved(lead)


def leads_held(leads: Sequence[Lead], managers: Sequence[User]) -> None:
    """A notice of each new lead that is held, to its manager."""
    notices = [
        BulkNotice(recipient_id=manager.pk, **messages.held_notice(lead))
        for lead, manager in zip(leads, managers, strict=True)
    ]
    post_many([], notices)


def offers_with_everything(numbers: Iterable[int]) -> list[Offer]:
    rows = Offer.objects.filter(pk__in=list(numbers)).order_by("pk")
    return list(
        rows.select_related("recipient__member", "partner", "lead__contact", "lead__customer", "lead__partner")
    )


def write_offer_made(number: int) -> Letter | None:
    """The mail about one of many offers, when its turn to leave has come; None when it needs no answer any more."""
    offer = next(iter(offers_with_everything([number])), None)
    return messages.offer_letter(offer) if offer is not None and offer.state == OfferState.OPEN else None


@dataclass(frozen=True, slots=True)
class UnplacedPost:
    """A lead nobody could be found for, as the messages to its manager need it. `url` is a path."""

    number: int
    ref: str
    url: str
    company: str
    hops: int
    reason: str
    manager: User


def leads_unplaced(posts: Sequence[UnplacedPost], now: datetime) -> None:
    """A mail and a notice for each; of more than a few, a notice for each and one mail to each manager."""
    if len(posts) <= A_FEW:
        reasons = {post.number: post for post in posts}
        for lead in (
            Lead.objects.filter(pk__in=reasons).select_related("customer", "contact", "partner").order_by("pk")
        ):
            messages.lead_unplaced(lead, reasons[lead.pk].manager, reasons[lead.pk].reason)
        return
    title = _("Nobody could be found for %(company)s")
    notices = [
        BulkNotice(
            f"lead_unplaced:{post.ref}:{post.hops}:{now.isoformat()}:notice",
            post.manager.pk,
            title % {"company": post.company},
            post.reason,
            post.url,
        )
        for post in posts
    ]
    post_many([], notices)
    for manager, count in Counter(post.manager for post in posts).items():
        post_mail(
            key=f"leads_unplaced:{manager.ref}:{now.isoformat()}:mail",
            to=manager,
            template="leads_unplaced",
            context={"count": count, "url": links.absolute(f"{reverse('leads:list')}?state={LeadState.UNPLACED}")},
        )
