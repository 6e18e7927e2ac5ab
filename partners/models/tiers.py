"""What the tiers ask for, and the changes of tier that a review proposes."""

from decimal import Decimal
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prm.core.fields import CurrencyField, MoneyField
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from ..enums import Measure, TierChangeState
from ..tiering import Bar
from .channel import Partner, SharedQuerySet, StaffOnlyQuerySet, Tier


class TierChangeQuerySet(StaffOnlyQuerySet):
    def open(self) -> Self:
        """Those that wait for a decision."""
        return self.filter(state=TierChangeState.PROPOSED)

    def rises(self) -> Self:
        return self.filter(to_tier__rank__gt=F("from_tier__rank"))

    def falls(self) -> Self:
        return self.filter(to_tier__rank__lt=F("from_tier__rank"))


@pghistory.track()
class TierChange(DomainModel):
    """A rise or fall that a review proposes. Members learn of it when it is accepted, never of the row.

    `figures` is what the review read: a list of {measure, value, need} as text, in `currency`; for a rise what the new
    tier asks for, for a fall what the old one does.
    """

    ref = ReferenceField("TC")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="tier_changes")
    from_tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="+", verbose_name=_("from"))
    to_tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    state = models.CharField(
        _("state"), max_length=20, choices=TierChangeState.choices, default=TierChangeState.PROPOSED
    )
    counted_since = models.DateField(_("counted from"))
    counted_until = models.DateField(_("counted until"))
    currency = CurrencyField(_("currency"))
    figures = models.JSONField(_("figures"))
    proposed_at = models.DateTimeField(_("proposed"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    objects = TierChangeQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "partner", name="one_open_tier_change", condition=Q(state=TierChangeState.PROPOSED)
            ),
            models.CheckConstraint(name="tier_change_state_known", condition=Q(state__in=TierChangeState.values)),
            models.CheckConstraint(name="tier_change_changes", condition=~Q(from_tier=F("to_tier"))),
            models.CheckConstraint(
                name="tier_change_decided_once",
                condition=Q(state=TierChangeState.PROPOSED, decided_at=None)
                | ~Q(state=TierChangeState.PROPOSED) & Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.from_tier} → {self.to_tier}"

    def get_absolute_url(self) -> str:
        return reverse("partners:tier_change", args=[self.ref])

    @property
    def is_rise(self) -> bool:
        return self.to_tier.rank > self.from_tier.rank

    @property
    def bars(self) -> list[Bar]:
        """The figures as the review read them."""
        return [
            Bar(Measure(one["measure"]), *(one[name] and Decimal(one[name]) for name in ("value", "need")))
            for one in self.figures
        ]


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
