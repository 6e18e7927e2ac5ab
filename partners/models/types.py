"""What a new partner of a type begins with."""

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prm.core.fields import CurrencyField
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from ..enums import PartnerType
from .channel import StaffOnlyQuerySet, Tier

LONGEST_TERM = 120


@pghistory.track()
class TypeDefaults(DomainModel):
    """One row per type of partner. What was agreed with a partner before is never changed by it."""

    ref = ReferenceField("TY")
    type = models.CharField(_("type"), max_length=20, choices=PartnerType.choices, unique=True, editable=False)
    tier = models.ForeignKey(
        Tier, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tier")
    )
    currency = CurrencyField(_("currency"), default=settings.DEFAULT_CURRENCY)
    contract_months = models.PositiveSmallIntegerField(
        _("months of a contract"), default=12, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)]
    )
    capacity = models.PositiveSmallIntegerField(_("open leads at a time"), default=10)
    plan_name = models.CharField(_("compensation plan"), max_length=100, blank=True)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["type"]
        verbose_name_plural = "type defaults"
        constraints = [
            models.CheckConstraint(name="type_known", condition=Q(type__in=PartnerType.values)),
            models.CheckConstraint(
                name="type_contract_has_months", condition=Q(contract_months__range=(1, LONGEST_TERM))
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_type_display())

    def get_absolute_url(self) -> str:
        return reverse("partner_settings:partner_type", args=[self.ref])
