"""What the tiers ask for."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from djmoney.models.fields import MoneyField

from prm.core.models import DomainModel

from .channel import SharedQuerySet, Tier


@pghistory.track()
class TierRevenue(DomainModel):
    """What partners that count in this currency have to win for a tier; other currencies are never converted."""

    tier = models.ForeignKey(Tier, on_delete=models.CASCADE, related_name="revenues")
    amount = MoneyField(_("revenue won"), max_digits=14, decimal_places=2)

    objects = SharedQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["tier", "amount_currency"]
        constraints = [
            models.UniqueConstraint("tier", "amount_currency", name="one_revenue_per_tier_and_currency"),
            models.CheckConstraint(name="tier_revenue_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.tier}: {self.amount}"
