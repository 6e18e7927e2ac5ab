"""Questions about the library that pages and other apps ask."""

from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value

from .models import Acknowledgement, Document, DocumentQuerySet, DocumentVersion
from .rules import is_asked_to_acknowledge


def published(kind: str, user: Any) -> list[DocumentVersion]:
    """The newest version of every document of this kind that is published to this user, by title."""
    documents = Document.objects.visible_to(user).published().filter(kind=kind)
    return list(
        _newest().filter(document__in=documents).select_related("document").order_by("document__title", "document_id")
    )


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


def acknowledgements_of(version: DocumentVersion) -> QuerySet[Acknowledgement]:
    """Who has accepted this version, with partner and person at hand; for staff only."""
    return version.acknowledgements.select_related("user", "partner").order_by("-accepted_at", "pk")


def search(user: Any, text: str) -> DocumentQuerySet:
    """Documents whose title, summary or newest text contains `text`, among what the user may see."""
    return matching(shelf(user), text)


def matching(rows: DocumentQuerySet, text: str) -> DocumentQuerySet:
    newest = DocumentVersion.objects.filter(document=OuterRef("pk"), number=OuterRef("newest_number"))
    named = Q(title__unaccent__icontains=text) | Q(summary__unaccent__icontains=text)
    return rows.filter(named | Q(Exists(newest.filter(body__unaccent__icontains=text))))


def uploaded_bytes(user: Any, since: Any) -> int:
    """How many bytes of files this user has published since that time (aware)."""
    versions = DocumentVersion.objects.filter(published_by=user.pk, published_at__gte=since)
    return versions.aggregate(total=Sum("size"))["total"] or 0
