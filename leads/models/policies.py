"""How leads are scored, and the policy by which they are offered."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import StaffOnlyQuerySet
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from ..enums import Fact, Operator, Rank, Requirement


@pghistory.track()
class ScoringRule(DomainModel):
    """Points for a fact of the lead. The sum, held between 0 and 100, is the score."""

    ref = ReferenceField("SR")
    label = models.CharField(_("in words"), max_length=120)
    field = models.CharField(_("fact"), max_length=40, choices=Fact.choices)
    operator = models.CharField(_("comparison"), max_length=20, choices=Operator.choices)
    value = models.CharField(_("value"), max_length=200, blank=True)
    points = models.SmallIntegerField(_("points"))
    is_active = models.BooleanField(_("in force"), default=True)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-points", "label", "pk"]
        constraints = [
            models.CheckConstraint(name="scoring_points_sane", condition=Q(points__range=(-100, 100))),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def condition(self) -> str:
        """When the points are given: “Job title contains one of: director, head”."""
        words = f"{self.get_field_display()} {self.get_operator_display()}"
        return f"{words}: {self.value}" if self.value else words

    def get_absolute_url(self) -> str:
        return reverse("lead_settings:scoring_rule", args=[self.ref])


@pghistory.track()
class LeadPolicy(DomainModel):
    """What a lead must have before it is offered, and the clocks of an offer. One version is in force."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    is_current = models.BooleanField(default=False)
    hot_from = models.PositiveSmallIntegerField(_("hot from score"), default=70)
    warm_from = models.PositiveSmallIntegerField(_("warm from score"), default=40)
    minimum_score = models.PositiveSmallIntegerField(_("lowest score to offer"), default=15)
    required = ArrayField(
        models.CharField(max_length=40, choices=Requirement.choices),
        verbose_name=_("must be known"),
        default=list,
        blank=True,
    )
    answer_days_hot = models.DecimalField(_("days to answer, hot"), max_digits=4, decimal_places=1, default=1)
    answer_days_warm = models.DecimalField(_("days to answer, warm"), max_digits=4, decimal_places=1, default=2)
    answer_days_cold = models.DecimalField(_("days to answer, cold"), max_digits=4, decimal_places=1, default=5)
    contact_days_hot = models.DecimalField(_("days to first contact, hot"), max_digits=4, decimal_places=1, default=1)
    contact_days_warm = models.DecimalField(
        _("days to first contact, warm"), max_digits=4, decimal_places=1, default=3
    )
    contact_days_cold = models.DecimalField(
        _("days to first contact, cold"), max_digits=4, decimal_places=1, default=5
    )
    hops = models.PositiveSmallIntegerField(_("offers before the channel manager"), default=3)
    idle_nudge_days = models.PositiveSmallIntegerField(_("nudge after idle days"), default=7)
    conclude_days = models.PositiveSmallIntegerField(_("convert or close within days"), default=30)
    best_from = models.PositiveIntegerField(
        _("goes to the best from value"),
        default=5000,
        help_text=_("Hot leads always do. With 0 every lead does, and nothing goes in turn."),
    )
    trial_share = models.PositiveSmallIntegerField(
        _("given as a trial, per cent"),
        default=10,
        help_text=_("Of the other leads, to those of whom little is known, so that they can prove themselves."),
    )
    emphasis = models.PositiveSmallIntegerField(
        _("results in turn, 0 to 5"),
        default=2,
        help_text=_("0: all are equal in turn. 1: twice the prospects, twice the share. 2: four times."),
    )
    # By tier (its reference), how often its partners come in turn beside the others; 1 where nothing is said.
    tier_weights = models.JSONField(_("weights of tiers in turn"), default=dict, blank=True)
    uses_model = models.BooleanField(
        _("score by what outcomes teach"),
        default=True,
        help_text=_("As soon as there are enough outcomes, and while its chances are truer than the rules'."),
    )
    model_from = models.PositiveIntegerField(_("outcomes that are enough"), default=500)
    fades_days = models.PositiveSmallIntegerField(
        _("a score halves in days"), default=90, help_text=_("Old leads are worth less. Counted from arrival.")
    )
    rating_days = models.PositiveSmallIntegerField(
        _("days to change a rating"), default=30, help_text=_("After the first one, by whoever worked the lead.")
    )
    cooling_hours = models.PositiveSmallIntegerField(_("shortest time to a rejection, business hours"), default=4)
    second_reading_days = models.DecimalField(
        _("business days for the second reading of a rejection"), max_digits=4, decimal_places=1, default=1
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("days to appeal"), default=15, help_text=_("Letters that have gone out keep the day they named.")
    )
    appeal_answer_days = models.DecimalField(
        _("business days to answer an appeal"), max_digits=4, decimal_places=1, default=5
    )

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-number"]
        verbose_name_plural = "lead policies"
        constraints = [
            models.UniqueConstraint("is_current", name="one_lead_policy_in_force", condition=Q(is_current=True)),
            models.CheckConstraint(name="ranks_in_order", condition=Q(hot_from__gt=F("warm_from"))),
            models.CheckConstraint(name="trial_share_is_a_share", condition=Q(trial_share__lte=100)),
            models.CheckConstraint(name="emphasis_0_5", condition=Q(emphasis__lte=5)),
            models.CheckConstraint(name="scores_fade_in_days", condition=Q(fades_days__gte=1)),
            models.CheckConstraint(
                name="rejections_leave_time",
                condition=Q(second_reading_days__gt=0, appeal_days__gte=1, appeal_answer_days__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    def answer_days(self, rank: str) -> float:
        """Business days to answer an offer of this rank; a lead without a rank counts as warm."""
        return float(getattr(self, f"answer_days_{rank or Rank.WARM}"))

    def contact_days(self, rank: str) -> float:
        """Business days from acceptance to the first contact."""
        return float(getattr(self, f"contact_days_{rank or Rank.WARM}"))
