"""How leads would be routed under another policy: a draft, and what a replay of past leads made of it."""

from decimal import Decimal

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import StaffOnlyQuerySet
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from ..enums import DraftState

TERMS = ("hot_from", "warm_from", "best_from", "trial_share", "emphasis", "tier_weights")


@pghistory.track()
class PolicyDraft(DomainModel):
    """Terms that are not in force, held against those of version `against`. A worker replays past leads under both."""

    ref = ReferenceField("PD")
    state = models.CharField(_("state"), max_length=10, choices=DraftState.choices, default=DraftState.WAITING)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    against = models.PositiveIntegerField(_("against version"))
    hot_from = models.PositiveSmallIntegerField(_("hot from score"))
    warm_from = models.PositiveSmallIntegerField(_("warm from score"))
    best_from = models.PositiveIntegerField(_("goes to the best from value"))
    trial_share = models.PositiveSmallIntegerField(_("given as a trial, per cent"))
    emphasis = models.PositiveSmallIntegerField(_("results in turn, 0 to 5"))
    tier_weights = models.JSONField(_("weights of tiers in turn"), default=dict, blank=True)
    leads = models.PositiveIntegerField(_("leads replayed"), default=0)
    unplaced_now = models.PositiveIntegerField(default=0)
    unplaced_then = models.PositiveIntegerField(default=0)
    replayed_at = models.DateTimeField(_("replayed"), null=True)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="draft_ranks_in_order", condition=Q(hot_from__gt=F("warm_from"))),
            models.CheckConstraint(name="draft_score_0_100", condition=Q(hot_from__lte=100)),
            models.CheckConstraint(name="draft_trial_is_a_share", condition=Q(trial_share__lte=100)),
            models.CheckConstraint(name="draft_emphasis_0_5", condition=Q(emphasis__lte=5)),
            models.CheckConstraint(name="draft_state_known", condition=Q(state__in=DraftState.values)),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("lead_settings:draft", args=[self.ref])


class DraftShare(DomainModel):
    """What one partner gets of the leads replayed: under the policy in force (`now`) and under the draft (`then`).

    Values are sums of estimates as routing compares them, whatever their currency.
    """

    draft = models.ForeignKey(PolicyDraft, on_delete=models.CASCADE, related_name="shares")
    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, related_name="+")
    leads_now = models.PositiveIntegerField(_("leads now"), default=0)
    leads_then = models.PositiveIntegerField(_("leads then"), default=0)
    hot_now = models.PositiveIntegerField(_("hot now"), default=0)
    hot_then = models.PositiveIntegerField(_("hot then"), default=0)
    value_now = models.DecimalField(_("value now"), max_digits=18, decimal_places=2, default=Decimal(0))
    value_then = models.DecimalField(_("value then"), max_digits=18, decimal_places=2, default=Decimal(0))

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-value_then", "pk"]
        constraints = [models.UniqueConstraint("draft", "partner", name="one_share_per_partner")]

    def __str__(self) -> str:
        return f"{self.partner}: {self.leads_now} → {self.leads_then}"
