"""What a partner and the vendor have set themselves for a quarter."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import OwnPartnerQuerySet
from prm.core import formats
from prm.core.fields import MoneyField
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from .enums import GoalState


@pghistory.track()
class Goal(DomainModel):
    """What one partner is to win in one quarter, in one currency. `quarter` is its first day."""

    ref = ReferenceField("GO")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="goals")
    quarter = models.DateField(_("quarter"))
    amount = MoneyField(_("goal"), max_digits=14, decimal_places=2)
    plan = models.TextField(_("how we get there"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=GoalState.choices, default=GoalState.PROPOSED)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = OwnPartnerQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-quarter", "pk"]
        indexes = [models.Index(fields=["quarter", "partner"], name="goal_of_quarter")]
        constraints = [
            models.UniqueConstraint("partner", "quarter", name="one_goal_per_partner_and_quarter"),
            models.CheckConstraint(name="goal_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="goal_state_known", condition=Q(state__in=GoalState.values)),
            models.CheckConstraint(
                name="goal_begins_with_a_quarter", condition=Q(quarter__day=1, quarter__month__in=(1, 4, 7, 10))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.quarter_name}"

    @property
    def quarter_name(self) -> str:
        """Q4 2026."""
        return formats.quarter(self.quarter)

    def get_absolute_url(self) -> str:
        return reverse("reports:goal", args=[self.ref])
