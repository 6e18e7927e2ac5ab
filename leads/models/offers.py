"""One lead, given to one person, and why to this one."""

from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import StaffOnlyQuerySet, partner_id_of
from prm.core.models import DomainModel, VisibleQuerySet
from prm.core.references import ReferenceField

from .. import standing
from ..enums import DeclineReason, OfferState
from .leads import Lead


class OfferQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see all. A partner admin sees the partner's offers, a partner rep those made to them."""
        if not getattr(user, "is_active", False):
            return self.none()
        if user.is_vendor:
            return self.all()
        partner_id = partner_id_of(user)
        if not partner_id:
            return self.none()
        own = self.filter(partner=partner_id)
        return own if user.role == "partner_admin" else own.filter(recipient=user)

    def open(self) -> Self:
        return self.filter(state=OfferState.OPEN)


@pghistory.track()
class Offer(DomainModel):
    """One lead, given to one named person, with a time to answer: a member (outbound) or a sales rep (inbound)."""

    ref = ReferenceField("OF")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="offers")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="offers")
    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.PROTECT, null=True, blank=True, related_name="offers"
    )
    decision = models.ForeignKey("RoutingDecision", on_delete=models.PROTECT, null=True, related_name="offers")
    hop = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(_("reason"), max_length=20, choices=DeclineReason.choices, blank=True)
    decline_note = models.TextField(_("note"), max_length=2000, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-offered_at", "-pk"]
        indexes = [models.Index(fields=["recipient", "state"], name="offer_of_recipient")]
        constraints = [
            models.UniqueConstraint("lead", name="one_open_offer_per_lead", condition=Q(state=OfferState.OPEN)),
            models.UniqueConstraint(
                "lead", name="one_accepted_offer_per_lead", condition=Q(state=OfferState.ACCEPTED)
            ),
            models.UniqueConstraint(
                "lead", "partner", name="never_back_to_a_partner_that_had_it", condition=Q(partner__isnull=False)
            ),
            models.CheckConstraint(name="offer_state_known", condition=Q(state__in=OfferState.values)),
            models.CheckConstraint(
                name="offer_answered_when_closed",
                condition=Q(state=OfferState.OPEN, answered_at=None) | ~Q(state=OfferState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("offers:detail", args=[self.ref])


class RoutingDecision(DomainModel):
    """Why a lead went where it went: every candidate's line, the policy's version and the seed."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="decisions")
    hop = models.PositiveSmallIntegerField()
    decided_at = models.DateTimeField()
    policy_version = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    chosen = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sentence = models.CharField(max_length=400)
    candidates = models.JSONField(default=list)
    # Whoever has no line: they cover the lead less closely, or not at all.
    others = models.PositiveIntegerField(default=0)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["lead", "hop", "pk"]

    def __str__(self) -> str:
        return self.sentence

    @property
    def lines(self) -> list[standing.Line]:
        """How the candidates stood, the chosen one first."""
        return standing.read(self.candidates)
