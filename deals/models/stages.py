"""What deals need to enter a stage and how long they stay there, in versions."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import StaffOnlyQuerySet
from prm.core.models import DomainModel

from ..stages import first_days, first_needs, stall_days


@pghistory.track()
class StagePolicy(DomainModel):
    """By stage: the fields that a deal needs to enter it, and the days it usually takes. One version is in force."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    is_current = models.BooleanField(default=False)
    needs = models.JSONField(_("needed to enter"), default=first_needs)
    days = models.JSONField(_("usual days"), default=first_days)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-number"]
        verbose_name_plural = "stage policies"
        constraints = [
            models.UniqueConstraint("is_current", name="one_stage_policy_in_force", condition=Q(is_current=True))
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    def stall_days(self, stage: str, shortest: int) -> int:
        """Days without a change after which a deal in this stage has stalled: never less than `shortest`."""
        return stall_days(stage, self.days, shortest)
