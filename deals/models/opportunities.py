"""Deals being worked, from the first talk until they are won or lost."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Credited, OwnPartnerQuerySet
from prm.core.fields import MoneyField
from prm.core.finding import trigrams
from prm.core.references import ReferenceField

from ..enums import (
    CLOSED_STAGES,
    PROBABILITY,
    DealSource,
    LossReason,
    Stage,
)


class OpportunityQuerySet(OwnPartnerQuerySet):
    def open(self) -> Self:
        return self.exclude(stage__in=CLOSED_STAGES)

    def won(self) -> Self:
        return self.filter(stage=Stage.WON)


@pghistory.track()
class Opportunity(Credited):
    """A deal being worked: stage, amount, close date; won or lost. Called “deal” in the pages. Times are UTC."""

    looks_are_told = True
    ref = ReferenceField("D")
    name = models.CharField(_("deal"), max_length=200)
    customer = models.ForeignKey(
        "leads.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="opportunities"
    )
    contact = models.ForeignKey("leads.Contact", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.OneToOneField(
        "leads.Lead", on_delete=models.PROTECT, null=True, blank=True, related_name="opportunity"
    )
    deal_source = models.CharField(_("source"), max_length=20, choices=DealSource.choices)
    member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="opportunities"
    )
    sales_rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="opportunities"
    )
    product = models.ForeignKey("partners.Product", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amount = MoneyField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.PROSPECTING)
    close_on = models.DateField(_("expected close"), null=True, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    competitors = models.CharField(_("competitors"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    stage_since = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    loss_reason = models.CharField(_("reason"), max_length=20, choices=LossReason.choices, blank=True)
    loss_note = models.TextField(_("note"), max_length=2000, blank=True)
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)

    objects = OpportunityQuerySet.as_manager()

    class Meta(Credited.Meta):
        ordering = ["-last_activity_at", "-pk"]
        verbose_name_plural = "opportunities"
        indexes = [
            models.Index(fields=["-last_activity_at", "-id"], name="deal_newest"),
            models.Index(fields=["partner", "stage", "-last_activity_at"], name="deal_of_partner"),
            models.Index(fields=["stage", "closed_at"], name="deal_by_stage"),
            models.Index(fields=["customer", "stage"], name="deal_of_customer"),
            models.Index(fields=["last_activity_at"], name="deal_idle", condition=~Q(stage__in=["won", "lost"])),
            trigrams("name", "deal_words"),
            trigrams("external_id", "deal_id_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                "source", "external_id", name="one_deal_per_source_id", condition=~Q(external_id="")
            ),
            models.CheckConstraint(name="deal_amount_not_negative", condition=Q(amount=None) | Q(amount__gte=0)),
            models.CheckConstraint(name="deal_stage_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(
                name="deal_closed_has_time",
                condition=Q(stage__in=["won", "lost"], closed_at__isnull=False)
                | (~Q(stage__in=["won", "lost"]) & Q(closed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("deals:detail", args=[self.ref])

    @property
    def probability(self) -> int:
        """Chance to win in percent, by stage."""
        return PROBABILITY[Stage(self.stage)]
