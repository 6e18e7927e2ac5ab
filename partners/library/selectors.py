"""Questions about the library that pages and other apps ask."""

from typing import Any

from django.db.models import BooleanField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value

from partners.enums import PartnerState
from partners.models import Member, MemberQuerySet
from prm.core.finding import has

from .models import Acknowledgement, Document, DocumentQuerySet, DocumentVersion, Download
from .rules import is_asked_to_acknowledge


def published(kind: str, user: Any) -> list[DocumentVersion]:
    """The newest version of every document of this kind that is published to this user, by title."""
    documents = Document.objects.visible_to(user).published().filter(kind=kind)
    return list(
        _newest().filter(document__in=documents).select_related("document").order_by("document__title", "document_id")
    )


def accepted_by_somebody(kind: str, of_partner: OuterRef) -> Q:
    """The condition that one of a partner's people accepted a document of this kind, if there is any to accept."""
    asked = Document.objects.published().filter(kind=kind, must_acknowledge=True)
    accepted = Acknowledgement.objects.filter(version_read__document__kind=kind, user__member__partner=of_partner)
    return Q(~Exists(asked)) | Q(Exists(accepted))


def first_accepted(kind: str, of_partner: OuterRef) -> Subquery:
    """When one of a partner's people first accepted a document of this kind (UTC); NULL before."""
    rows = Acknowledgement.objects.filter(version_read__document__kind=kind, user__member__partner=of_partner)
    return Subquery(rows.order_by("accepted_at").values("accepted_at")[:1])


def _newest() -> QuerySet[DocumentVersion]:
    newer = DocumentVersion.objects.filter(document=OuterRef("document"), number__gt=OuterRef("number"))
    return DocumentVersion.objects.filter(~Exists(newer))


def newest_version(document: Document) -> DocumentVersion | None:
    """What people read today; None for a document that was never published."""
    return document.versions.select_related("published_by").order_by("-number").first()


def versions_of(document: Document) -> QuerySet[DocumentVersion]:
    """Every version, the newest first."""
    return document.versions.select_related("published_by").order_by("-number")


def version_of(document: Document, number: int) -> DocumentVersion | None:
    """One version of a document that the caller has found among what the user may see."""
    return document.versions.select_related("document").filter(number=number).first()


def shelf(user: Any) -> DocumentQuerySet:
    """What the user may see, each with facts of its newest version and whether this user has acknowledged it.

    Adds `newest_number`, `newest_at` (UTC), `newest_file`, `newest_size`, `acknowledged`, and `is_asked`: whether
    the user is one of those who are asked to accept documents.
    """
    newest = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-number")
    mine = Acknowledgement.objects.filter(
        user=user.pk, version_read__document=OuterRef("pk"), version_read__number=OuterRef("newest_number")
    )
    rows = Document.objects.visible_to(user).annotate(
        newest_number=Subquery(newest.values("number")[:1]),
        newest_at=Subquery(newest.values("published_at")[:1]),
        newest_file=Subquery(newest.values("file_name")[:1]),
        newest_size=Subquery(newest.values("size")[:1]),
    )
    asked = Value(is_asked_to_acknowledge(user), output_field=BooleanField())
    return rows.annotate(acknowledged=Exists(mine), is_asked=asked).select_related("minimum_tier")


def to_acknowledge(user: Any) -> DocumentQuerySet:
    """Documents whose newest version waits for this member to read and accept it; nothing for staff."""
    if not is_asked_to_acknowledge(user):
        return Document.objects.none()
    return shelf(user).published().filter(must_acknowledge=True, acknowledged=False)


def acknowledgement_of(user: Any, version: DocumentVersion) -> Acknowledgement | None:
    return Acknowledgement.objects.filter(version_read=version, user=user.pk).first()


def audience(document: Document) -> MemberQuerySet:
    """The people this document is published to: members who can sign in, of partners of its types and tiers."""
    rows = Member.objects.active().exclude(partner__state=PartnerState.ENDED)
    if document.partner_types:
        rows = rows.filter(partner__type__in=document.partner_types)
    if document.minimum_tier is not None:
        rows = rows.filter(partner__tier__rank__gte=document.minimum_tier.rank)
    return rows


def readers(document: Document, version: DocumentVersion) -> MemberQuerySet:
    """The audience with `accepted_at`, `downloaded_at` (both UTC, None: not yet) and `downloads` of this version."""
    accepted = Acknowledgement.objects.filter(version_read=version, user=OuterRef("user")).order_by()
    fetched = Download.objects.filter(version_read=version, user=OuterRef("user")).order_by()
    rows = audience(document).select_related("user", "partner")
    return rows.annotate(
        accepted_at=Subquery(accepted.values("accepted_at")[:1]),
        downloaded_at=Subquery(fetched.values("last_at")[:1]),
        downloads=Subquery(fetched.values("times")[:1]),
    )


def who_waits(document: Document) -> Q:
    """Which of `readers` have not read it: not accepted where that is asked for, else neither accepted nor fetched."""
    waiting = Q(accepted_at=None)
    return waiting if document.must_acknowledge else waiting & Q(downloaded_at=None)


def reading_figures(document: Document, version: DocumentVersion) -> dict[str, int]:
    """How many people the version is for, and how many of them accepted it, fetched its file, and have yet to read."""
    return readers(document, version).aggregate(
        people=Count("pk"),
        accepted=Count("pk", Q(accepted_at__isnull=False)),
        downloaded=Count("pk", Q(downloaded_at__isnull=False)),
        waiting=Count("pk", who_waits(document)),
    )


def search(user: Any, text: str) -> DocumentQuerySet:
    """Documents whose title, summary or newest text contains `text`, among what the user may see."""
    return matching(shelf(user), text)


def matching(rows: DocumentQuerySet, text: str) -> DocumentQuerySet:
    newest = DocumentVersion.objects.filter(document=OuterRef("pk"), number=OuterRef("newest_number"))
    return rows.filter(has("title", text) | has("summary", text) | Q(Exists(newest.filter(has("body", text)))))


def uploaded_bytes(user: Any, since: Any) -> int:
    """How many bytes of files this user has published since that time (aware)."""
    versions = DocumentVersion.objects.filter(published_by=user.pk, published_at__gte=since)
    return versions.aggregate(total=Sum("size"))["total"] or 0
