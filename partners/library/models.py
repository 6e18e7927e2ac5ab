"""The document library: what the vendor publishes, to whom, in which version, and who has read it."""

from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.enums import PartnerState, PartnerType
from partners.models import partner_id_of
from prm.core.models import DomainModel, VisibleQuerySet
from prm.core.references import ReferenceField

from .enums import DocumentKind


class DocumentQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see all; a member sees what is published to their partner's type and tier (empty means any).

        Members of a partner whose partnership has ended see nothing any more.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        if user.is_vendor:
            return self.all()
        partner_id = partner_id_of(user)
        if partner_id is None:
            return self.none()
        partner = user.member.partner
        if partner.state == PartnerState.ENDED:
            return self.none()
        for_type = Q(partner_types=[]) | Q(partner_types__contains=[partner.type])
        for_tier = Q(minimum_tier=None) | Q(minimum_tier__rank__lte=partner.tier.rank)
        return self.filter(for_type, for_tier).published()

    def published(self) -> Self:
        """Not withdrawn, with at least one version."""
        return self.filter(Exists(DocumentVersion.objects.filter(document=OuterRef("pk"))), withdrawn_at=None)


@pghistory.track()
class Document(DomainModel):
    """Something the programme publishes. What people read is its newest version."""

    ref = ReferenceField("DO")
    title = models.CharField(_("title"), max_length=150)
    kind = models.CharField(_("kind"), max_length=30, choices=DocumentKind.choices)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    partner_types = ArrayField(
        models.CharField(max_length=20, choices=PartnerType.choices),
        verbose_name=_("for types"),
        default=list,
        blank=True,
    )
    minimum_tier = models.ForeignKey(
        "partners.Tier", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("from tier")
    )
    must_acknowledge = models.BooleanField(_("must be acknowledged"), default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["kind", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:detail", args=[self.ref])


class DocumentVersionQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Whoever sees the document sees its versions, old ones too."""
        return self.filter(document__in=Document.objects.visible_to(user))


@pghistory.track()
class DocumentVersion(DomainModel):
    """One published state of a document: text, a file, or both. Never edited after publication."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    body = models.TextField(_("text"), blank=True)
    file = models.FileField(_("file"), upload_to="library/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = DocumentVersionQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["document", "-number"]
        constraints = [models.UniqueConstraint("document", "number", name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"


class DownloadQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The vendor's staff see who fetched what; a member their own downloads."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self.all() if user.is_vendor else self.filter(user=user.pk)


class Download(DomainModel):
    """A member fetched the file of one version: when first, when last, and how often."""

    version_read = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="downloads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    objects = DownloadQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-last_at", "pk"]
        constraints = [models.UniqueConstraint("version_read", "user", name="one_download_per_person")]


class AcknowledgementQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see who has accepted what; a member their own acceptances."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self.all() if user.is_vendor else self.filter(user=user.pk)


@pghistory.track()
class Acknowledgement(DomainModel):
    """A person has read and accepted one version."""

    version_read = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField()

    objects = AcknowledgementQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-accepted_at", "pk"]
        constraints = [models.UniqueConstraint("version_read", "user", name="one_acknowledgement_per_person")]
