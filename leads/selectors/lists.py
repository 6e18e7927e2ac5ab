"""Lists of leads and offers, and what narrows them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from partners.models import Partner
from prm.core import references
from prm.core.finding import any_of, has, with_words

from ..models import (
    Lead,
    Offer,
    OfferQuerySet,
    Passage,
)

LEAD_RELATED = ("customer", "contact", "product", "partner", "member__user", "receiver", "referrer__user", "campaign")
OFFER_RELATED = ("lead__customer", "lead__contact", "lead__product", "recipient", "partner")


def lead_list(user: Any) -> QuerySet[Lead]:
    """Every lead this person may see, with what a list shows of it."""
    return Lead.objects.visible_to(user).select_related(*LEAD_RELATED)


def offer_list(user: Any) -> OfferQuerySet:
    """Every outbound offer this person may see, with what a list shows of it."""
    return Offer.objects.visible_to(user).filter(partner__isnull=False).select_related(*OFFER_RELATED)


def own(rows: QuerySet[Lead], user: Any) -> QuerySet[Lead]:
    """The leads among these that are this very person's: worked, brought or received by them."""
    return rows.filter(Q(member__user=user.pk) | Q(receiver=user.pk))


def that_passed(rows: QuerySet[Lead], step: str, partner: Partner | None = None) -> QuerySet[Lead]:
    """The leads among these that passed this step of the waterfall; with a partner, while they were with it."""
    passages = Passage.objects.filter(step=step, **({"partner": partner} if partner else {}))
    return rows.filter(pk__in=passages.order_by().values("lead"))


def arrived(rows: QuerySet, path: str, since: date | None = None, until: date | None = None) -> QuerySet:
    """The rows whose lead (reached by `path`) arrived in these days, both included, in UTC as the waterfall counts."""
    if since is not None:
        rows = rows.filter(**{f"{path}arrived_at__gte": datetime.combine(since, time(), UTC)})
    if until is not None:
        rows = rows.filter(**{f"{path}arrived_at__lt": datetime.combine(until + timedelta(days=1), time(), UTC)})
    return rows


def matching(rows: QuerySet[Lead], text: str) -> QuerySet[Lead]:
    """Leads whose reference, company or contact contains the text, among rows that are visible already."""
    ref = references.clean(text)
    if ref:
        return rows.filter(ref=ref)
    company = (
        has("customer__name", text) & Q(as_entered={}),
        has(KT("as_entered__company"), text) & ~Q(as_entered={}),
    )
    return any_of(rows, *company, *(has(field, text) for field in ("contact__name", "contact__email", "external_id")))


def offers_matching(rows: QuerySet[Offer], text: str) -> QuerySet[Offer]:
    """Offers whose reference, company or city contains the text. Never by the contact, which may be masked."""
    ref = references.clean(text)
    if ref:
        return rows.filter(Q(ref=ref) | Q(lead__ref=ref))
    return with_words(rows, text, "lead__customer__name", "lead__customer__city")
