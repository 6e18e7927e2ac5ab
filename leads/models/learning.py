"""What the programme's own outcomes taught, version by version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import StaffOnlyQuerySet
from prm.core.models import DomainModel


class LearnedScore(DomainModel):
    """Asked for, then learned by a worker. Without `weights` there were too few outcomes to learn from.

    Areas under the curve and log-losses are those on the `held_out` latest outcomes, which neither side had seen.
    """

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField(_("version"), null=True, unique=True)
    learned_at = models.DateTimeField(_("learned"), null=True)
    outcomes = models.PositiveIntegerField(_("outcomes"), default=0)
    won = models.PositiveIntegerField(_("became deals"), default=0)
    first_at = models.DateTimeField(_("since"), null=True)
    held_out = models.PositiveIntegerField(default=0)
    held_out_from = models.DateTimeField(null=True)
    weights = models.JSONField(null=True)
    by_points = models.JSONField(null=True)
    scale = models.JSONField(null=True)
    area = models.FloatField(null=True)
    loss = models.FloatField(null=True)
    area_of_rules = models.FloatField(null=True)
    loss_of_rules = models.FloatField(null=True)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learned_at"], name="one_lesson_at_a_time", condition=Q(learned_at=None), nulls_distinct=False
            ),
            models.CheckConstraint(
                name="what_was_learned_is_measured",
                condition=Q(weights=None)
                | Q(number__isnull=False, loss__isnull=False, loss_of_rules__isnull=False, by_points__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}" if self.number else str(_("Not learned"))

    @property
    def is_truer(self) -> bool:
        """Whether its chances were truer than the rules' on the outcomes held out."""
        return self.loss is not None and self.loss_of_rules is not None and self.loss < self.loss_of_rules
