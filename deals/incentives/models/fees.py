"""What a won deal earns, and the money that is owed for it until finance has paid."""

from datetime import date
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Credited, OwnPartnerQuerySet, SharedQuerySet
from prm.accounts.enums import Role
from prm.core.fields import MoneyField
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from ..enums import UNPAID, DisputeState, FeeState


@pghistory.track()
class CompensationPlan(DomainModel):
    """Versioned rules that say what a won deal earns. A version in force is never edited; a new one replaces it.

    Percentages are of the deal's first-year value.
    """

    ref = ReferenceField("CP")
    name = models.CharField(_("name"), max_length=100)
    number = models.PositiveIntegerField(_("version"))
    referral_percent = models.DecimalField(
        _("lead brought by the partner, %"), max_digits=5, decimal_places=2, default=10
    )
    registered_uplift = models.DecimalField(
        _("registered deal adds, points"), max_digits=5, decimal_places=2, default=10
    )
    outbound_percent = models.DecimalField(_("lead from the vendor, %"), max_digits=5, decimal_places=2, default=5)
    cap = MoneyField(_("most per deal"), max_digits=14, decimal_places=2, null=True, blank=True)
    in_force_from = models.DateField(_("in force from"))
    # Otherwise it is for every partner that has no plan of its own.
    is_given = models.BooleanField(_("only for partners it is given to"), default=False)

    objects = SharedQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-in_force_from", "-number"]
        triggers = [
            *DomainModel.Meta.triggers,
            # Deals are counted by the version that was in force when they were registered.
            pgtrigger.Protect(
                name="a_version_in_force_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.in_force_from <= CURRENT_DATE"),
            ),
        ]
        constraints = [
            models.UniqueConstraint("name", "number", name="one_plan_per_version"),
            models.CheckConstraint(
                name="plan_percentages_sane",
                condition=Q(
                    referral_percent__range=(0, 100),
                    registered_uplift__range=(0, 100),
                    outbound_percent__range=(0, 100),
                ),
            ),
            models.CheckConstraint(name="plan_cap_positive", condition=Q(cap=None) | Q(cap__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("incentive_settings:plan", args=[self.ref])

    @property
    def is_in_force(self) -> bool:
        """Whether its day has come: it is final then, also when a later version has replaced it."""
        return self.in_force_from <= timezone.localdate()


class MoneyQuerySet(OwnPartnerQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Members see their partner's. A partner's money is between it, the channel and finance: no sales rep."""
        rows = super().visible_to(user)
        return rows.none() if getattr(user, "role", "") == Role.SALES_REP else rows


class FeeQuerySet(MoneyQuerySet):
    def unpaid(self) -> Self:
        return self.filter(state__in=UNPAID)


@pghistory.track()
class Fee(Credited):
    """Money owed to a partner for a won deal. A paid row is never edited; a correction is another row.

    Where several partners share the credit each has a row of its own. `registration` is the one by which a partner
    shares another's deal: it reads of that, never of the deal; None: the deal is its own.

    A row that `corrects` another says why in `reason`; taking money back is a row below nothing. Days in UTC.

    `lines` is the calculation: label, percent (or None) and amount, as texts; the amounts add up to `amount`.
    """

    ref = ReferenceField("E")
    opportunity = models.ForeignKey("deals.Opportunity", on_delete=models.PROTECT, related_name="fees")
    registration = models.ForeignKey(
        "deals.Registration", on_delete=models.PROTECT, null=True, blank=True, related_name="fees"
    )
    plan = models.ForeignKey(CompensationPlan, on_delete=models.PROTECT, related_name="fees")
    state = models.CharField(_("state"), max_length=10, choices=FeeState.choices, default=FeeState.ACCRUED)
    base = MoneyField(_("value it is counted from"), max_digits=14, decimal_places=2)
    amount = MoneyField(_("fee"), max_digits=14, decimal_places=2)
    lines = models.JSONField(_("calculation"), default=list)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    earned_on = models.DateField(_("earned"), default=timezone.localdate)
    due_on = models.DateField(_("due"))
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payment_reference = models.CharField(_("payment reference"), max_length=80, blank=True)

    objects = FeeQuerySet.as_manager()

    class Meta(Credited.Meta):
        ordering = ["-due_on", "-pk"]
        triggers = [
            *Credited.Meta.triggers,
            pgtrigger.Protect(
                name="a_paid_fee_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=FeeState.PAID),
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "state"], name="fee_of_partner"),
            models.Index(fields=["state", "due_on"], name="fee_by_state"),
            models.Index(fields=["partner", "earned_on"], name="fee_by_quarter"),
        ]
        constraints = [
            models.UniqueConstraint(
                "opportunity", "partner", name="one_fee_per_deal_and_partner", condition=Q(corrects=None)
            ),
            models.CheckConstraint(
                name="fee_below_nothing_corrects",
                condition=Q(amount__gt=0) | (Q(corrects__isnull=False) & ~Q(amount=0) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="fee_cancelled_says_why",
                condition=~Q(state=FeeState.CANCELLED) | (Q(cancelled_on__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(name="fee_state_known", condition=Q(state__in=FeeState.values)),
            models.CheckConstraint(
                name="fee_paid_has_time",
                condition=~Q(state=FeeState.PAID) | (Q(paid_at__isnull=False) & ~Q(payment_reference="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.deal_name}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:fee", args=[self.ref])

    @property
    def about(self) -> Any:
        """What its partner reads the fee is for: the deal, or its own registration of a deal that it shares."""
        return self.registration or self.opportunity

    @property
    def deal_name(self) -> str:
        """The deal as this partner knows it: one that shares it learns nothing from how the other writes it."""
        row = self.registration
        return f"{row.company} · {row.product}" if row is not None else self.opportunity.name

    @property
    def paid_on(self) -> date | None:
        return timezone.localdate(self.paid_at) if self.paid_at else None


class DisputeQuerySet(MoneyQuerySet):
    partner_path = "fee__partner"

    def open(self) -> Self:
        return self.filter(state=DisputeState.OPEN)


@pghistory.track()
class Dispute(DomainModel):
    """A partner says that a fee is wrong, once and in words, and finance answers. The fee's own row keeps its sums.

    `fee_state` is where the fee stood before; a paid one stays paid, and what is upheld becomes a row of its own.
    """

    ref = ReferenceField("DP")
    fee = models.OneToOneField(Fee, on_delete=models.PROTECT, related_name="dispute")
    state = models.CharField(_("state"), max_length=10, choices=DisputeState.choices, default=DisputeState.OPEN)
    fee_state = models.CharField(max_length=10, choices=FeeState.choices)
    reason = models.TextField(_("what is wrong"), max_length=2000)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    correction = models.OneToOneField(
        Fee, on_delete=models.PROTECT, null=True, blank=True, related_name="comes_from_dispute"
    )

    objects = DisputeQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="dispute_state_known", condition=Q(state__in=DisputeState.values)),
            models.CheckConstraint(
                name="dispute_answered_in_words",
                condition=Q(state=DisputeState.OPEN, answered_at=None)
                | (~Q(state=DisputeState.OPEN) & Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="dispute_upheld_corrects",
                condition=Q(state=DisputeState.UPHELD, correction__isnull=False)
                | (~Q(state=DisputeState.UPHELD) & Q(correction=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.fee}"

    def get_absolute_url(self) -> str:
        return self.fee.get_absolute_url()
