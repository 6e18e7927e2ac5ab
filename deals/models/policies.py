"""The clocks and windows of deals, in versions."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import StaffOnlyQuerySet
from prm.core.models import DomainModel


@pghistory.track()
class DealPolicy(DomainModel):
    """The clocks and windows of deals. One version is in force."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    is_current = models.BooleanField(default=False)
    decide_days = models.DecimalField(_("business days to decide"), max_digits=4, decimal_places=1, default=2)
    protection_days = models.PositiveSmallIntegerField(_("protection, days"), default=90)
    extension_days = models.PositiveSmallIntegerField(_("one extension, days"), default=30)
    cooling_hours = models.PositiveSmallIntegerField(_("shortest time to a rejection, business hours"), default=4)
    stall_days = models.PositiveSmallIntegerField(_("a deal stalls after days without change"), default=30)
    answer_days = models.DecimalField(
        _("business days for the partner to complete"), max_digits=4, decimal_places=1, default=5
    )
    second_reading_days = models.DecimalField(
        _("business days for the second reading of a rejection"), max_digits=4, decimal_places=1, default=1
    )
    arbitrate_days = models.DecimalField(
        _("business days to settle a conflict"), max_digits=4, decimal_places=1, default=2
    )
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=15)
    appeal_answer_days = models.DecimalField(
        _("business days to answer an appeal"), max_digits=4, decimal_places=1, default=5
    )

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-number"]
        verbose_name_plural = "deal policies"
        constraints = [
            models.UniqueConstraint("is_current", name="one_deal_policy_in_force", condition=Q(is_current=True)),
            models.CheckConstraint(
                name="deal_clocks_run",
                condition=Q(
                    decide_days__gt=0,
                    answer_days__gt=0,
                    second_reading_days__gt=0,
                    arbitrate_days__gt=0,
                    appeal_answer_days__gt=0,
                    protection_days__gt=0,
                    stall_days__gt=0,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"
