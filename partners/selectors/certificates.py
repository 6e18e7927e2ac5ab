"""Questions about who is certified for what."""

from typing import Any

from django.db.models import QuerySet

from prm.core.finding import with_words

from ..models import Certificate, CertificateQuerySet, Member, Partner, Product

RELATED = ("partner", "member__user", "product")


def certificates(user: Any) -> CertificateQuerySet:
    """The certificates this user may see, with whose they are; those that expire last come first."""
    rows = Certificate.objects.visible_to(user).select_related(*RELATED)
    return rows.order_by("-expires_on", "-pk")


def certificates_named(rows: CertificateQuerySet, text: str) -> CertificateQuerySet:
    """Those whose holder or product contains `text`."""
    return with_words(rows, text, "partner__name", "member__user__name", "product__name")


def certificates_of_partner(user: Any, partner: Partner) -> CertificateQuerySet:
    """All of the partner's that this user may see."""
    return certificates(user).filter(partner=partner)


def certificates_of_member(user: Any, member: Member) -> CertificateQuerySet:
    """The member's own, and those of the partner as a whole."""
    rows = certificates_of_partner(user, member.partner)
    return rows.filter(member=member) | rows.filter(member=None)


def certificates_to_confirm(user: Any) -> CertificateQuerySet:
    """What partners of this channel manager entered, the longest waiting first."""
    rows = Certificate.objects.visible_to(user).waiting().filter(partner__owner=user)
    return rows.select_related(*RELATED).order_by("created_at", "pk")


def certified_products() -> QuerySet[Product]:
    """Those that only certified people get leads for."""
    return Product.objects.filter(needs_certificate=True).order_by("name")
