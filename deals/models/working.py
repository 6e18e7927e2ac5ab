"""What belongs to a deal while it is worked: people at the customer, and files."""

from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import OwnPartnerQuerySet
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from ..enums import ContactRole


class OfDealQuerySet(OwnPartnerQuerySet):
    partner_path = "deal__partner"


class DealFileQuerySet(OfDealQuerySet):
    def visible_to(self, user: Any) -> Self:
        """What was removed is not there for anybody."""
        return super().visible_to(user).filter(removal=None)


class OfFileQuerySet(OwnPartnerQuerySet):
    partner_path = "file__deal__partner"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class DealContact(DomainModel):
    """A person at the customer who has a part in the deal."""

    deal = models.ForeignKey("deals.Opportunity", on_delete=models.PROTECT, related_name="people")
    contact = models.ForeignKey("leads.Contact", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("part"), max_length=20, choices=ContactRole.choices)

    objects = OfDealQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("deal", "contact", name="one_part_per_contact"),
            models.CheckConstraint(name="contact_role_known", condition=models.Q(role__in=ContactRole.values)),
        ]

    def __str__(self) -> str:
        return str(self.contact)


class DealFile(DomainModel):
    """A file that both sides of the deal read. Never edited."""

    ref = ReferenceField("DF")
    deal = models.ForeignKey("deals.Opportunity", on_delete=models.PROTECT, related_name="files")
    file = models.FileField(_("file"), upload_to="deals/%Y/%m/")
    file_name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = DealFileQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["uploaded_at", "pk"]
        triggers = [
            *DomainModel.Meta.triggers,
            pgtrigger.Protect(name="deal_file_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
        constraints = [models.UniqueConstraint("deal", "sha256", name="one_deal_file_per_content")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("deals:file", args=[self.ref])


class DealFileRemoval(DomainModel):
    """That a file is shown with its deal no more, by whom and since when. The file itself is kept."""

    file = models.OneToOneField(DealFile, on_delete=models.PROTECT, related_name="removal")
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(default=timezone.now)

    objects = OfFileQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["removed_at", "pk"]

    def __str__(self) -> str:
        return str(self.file)
