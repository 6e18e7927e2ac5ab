"""What a partner's leads, deals and money belong to, and who is credited with them."""

from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from .channel import OwnPartnerQuerySet, Partner


class CampaignQuerySet(OwnPartnerQuerySet):
    def running(self, day: Any = None) -> Self:
        """Those that new leads and deals can belong to on that day."""
        day = day or timezone.localdate()
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gte=day))


@pghistory.track()
class Campaign(DomainModel):
    """What a partner's leads, deals and money belong to. Every partner has one default campaign."""

    ref = ReferenceField("C")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(_("name"), max_length=150)
    is_default = models.BooleanField(default=False)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["partner", "-is_default", "pk"]
        constraints = [
            models.UniqueConstraint("partner", name="one_default_campaign", condition=Q(is_default=True)),
            models.UniqueConstraint("partner", Lower("name"), name="one_campaign_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:campaign", args=[self.ref])

    @property
    def is_running(self) -> bool:
        """Whether new leads and deals can belong to it today."""
        today = timezone.localdate()
        begun = self.starts_on is None or self.starts_on <= today
        return begun and (self.ends_on is None or today <= self.ends_on)


class Credited(DomainModel):
    """Who gets the credit: the partner, the individual referrer and the partner's campaign."""

    partner = models.ForeignKey(
        "partners.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
    )
    referrer = models.ForeignKey(
        "partners.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("referrer"),
    )
    campaign = models.ForeignKey(
        "partners.Campaign",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("campaign"),
    )

    class Meta(DomainModel.Meta):
        abstract = True
