"""Co-marketing money: a budget whose balance cannot go below nothing, and the requests that draw on it.

The ledger is the truth. Every entry moves an amount from one pot of a budget to another; a trigger of the database
carries it into the budget's row, whose constraints refuse what is not there. Nothing else can change that row's sums.
"""

from decimal import Decimal
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import StaffOnlyQuerySet
from prm.core.fields import CurrencyField
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from ..enums import Activity, EntryKind, MdfState, Pot, RefusalReason
from .fees import MoneyQuerySet

POTS = (Pot.AVAILABLE, Pot.RESERVED, Pot.CLAIMED, Pot.SETTLED)


def _amount(label: Any, **kwargs: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2, **kwargs)


def _moved(pot: str) -> str:
    return (
        f"{pot} = {pot} + CASE WHEN NEW.target = '{pot}' THEN NEW.amount ELSE 0 END"
        f" - CASE WHEN NEW.source = '{pot}' THEN NEW.amount ELSE 0 END"
    )


CARRY = f"""
UPDATE incentives_budget SET
accrued = accrued + CASE WHEN NEW.source = 'outside' THEN NEW.amount ELSE 0 END
 - CASE WHEN NEW.target = 'outside' THEN NEW.amount ELSE 0 END,
{", ".join(_moved(pot) for pot in POTS)}
WHERE id = NEW.budget_id;
RETURN NULL;
"""
CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in ("accrued", *POTS))


class BudgetQuerySet(MoneyQuerySet):
    def open(self) -> Self:
        """Those that can still be asked for money."""
        return self.filter(spend_until__gte=timezone.localdate())


class Budget(DomainModel):
    """Money of one partner for one year in one currency. Days in UTC, both included.

    `accrued` is all that ever came in; it lies in the four pots available, reserved, claimed and settled.
    """

    ref = ReferenceField("B")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="budgets")
    currency = CurrencyField(_("currency"), default=settings.DEFAULT_CURRENCY)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    spend_until = models.DateField(_("requests until"))
    accrued = _amount(_("come in"), default=0)
    available = _amount(_("available"), default=0)
    reserved = _amount(_("reserved"), default=0)
    claimed = _amount(_("claimed"), default=0)
    settled = _amount(_("paid out"), default=0)

    objects = BudgetQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-starts_on", "partner", "currency"]
        triggers = [
            *DomainModel.Meta.triggers,
            pgtrigger.Protect(
                name="sums_come_from_the_ledger",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"pg_trigger_depth() = 0 AND ({CHANGED})"),
            ),
            pgtrigger.Protect(
                name="a_budget_begins_empty",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(" OR ".join(f"NEW.{name} <> 0" for name in ("accrued", *POTS))),
            ),
        ]
        constraints = [
            models.UniqueConstraint("partner", "starts_on", "currency", name="one_budget_per_period"),
            models.CheckConstraint(name="budget_period_runs", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="budget_never_overdrawn",
                condition=Q(available__gte=0, reserved__gte=0, claimed__gte=0, settled__gte=0),
            ),
            models.CheckConstraint(
                name="budget_parts_are_the_whole",
                condition=Q(accrued=F("available") + F("reserved") + F("claimed") + F("settled")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} · {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:budget", args=[self.ref])

    @property
    def period(self) -> str:
        return f"{self.starts_on.year} · {self.currency}"


class BudgetEntryQuerySet(MoneyQuerySet):
    partner_path = "budget__partner"


class BudgetEntry(DomainModel):
    """One move of money. Written once, never edited and never deleted."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("what"), max_length=10, choices=EntryKind.choices)
    source = models.CharField(_("from"), max_length=10, choices=Pot.choices)
    target = models.CharField(_("to"), max_length=10, choices=Pot.choices)
    amount = _amount(_("amount"))
    at = models.DateTimeField(_("when"), db_default=Now())
    request = models.ForeignKey(
        "incentives.MdfRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    opportunity = models.ForeignKey(
        "deals.Opportunity", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = BudgetEntryQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-at", "-pk"]
        verbose_name_plural = "budget entries"
        triggers = [
            *DomainModel.Meta.triggers,
            pgtrigger.Protect(name="entries_are_final", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="carry_into_the_budget", when=pgtrigger.After, operation=pgtrigger.Insert, func=CARRY
            ),
        ]
        indexes = [models.Index(fields=["budget", "-at"], name="entries_of_budget")]
        constraints = [
            models.UniqueConstraint("opportunity", name="one_accrual_per_deal", condition=Q(kind="accrual")),
            models.CheckConstraint(name="entry_moves_something", condition=Q(amount__gt=0) & ~Q(source=F("target"))),
            models.CheckConstraint(name="entry_pots_known", condition=Q(source__in=Pot.values, target__in=Pot.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.budget.currency}"

    def get_absolute_url(self) -> str:
        return (self.request or self.opportunity or self.budget).get_absolute_url()


@pghistory.track()
class MdfPolicy(DomainModel):
    """How co-marketing money comes in, what we share, and the clocks. One version is in force."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    is_current = models.BooleanField(default=False)
    accrual_percent = models.DecimalField(_("of won revenue, %"), max_digits=5, decimal_places=2, default=Decimal(2))
    share_percent = models.DecimalField(
        _("our share of the cost, %"), max_digits=5, decimal_places=2, default=Decimal(50)
    )
    spend_days = models.PositiveSmallIntegerField(_("a year’s budget stays open, days"), default=90)
    decide_days = models.DecimalField(
        _("business days to decide a request"), max_digits=4, decimal_places=1, default=Decimal(3)
    )
    answer_days = models.DecimalField(
        _("business days for the partner to complete"), max_digits=4, decimal_places=1, default=Decimal(5)
    )
    cooling_hours = models.PositiveSmallIntegerField(_("shortest time to a refusal, business hours"), default=4)
    claim_days = models.PositiveSmallIntegerField(_("days to claim after the activity"), default=60)
    settle_days = models.DecimalField(
        _("business days to check a claim"), max_digits=4, decimal_places=1, default=Decimal(5)
    )
    pay_days = models.DecimalField(_("business days to pay it"), max_digits=4, decimal_places=1, default=Decimal(10))

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-number"]
        verbose_name_plural = "MDF policies"
        constraints = [
            models.UniqueConstraint("is_current", name="one_mdf_policy_in_force", condition=Q(is_current=True)),
            models.CheckConstraint(
                name="mdf_policy_sane",
                condition=Q(
                    accrual_percent__range=(0, 100),
                    share_percent__gt=0,
                    share_percent__lte=100,
                    decide_days__gt=0,
                    answer_days__gt=0,
                    settle_days__gt=0,
                    pay_days__gt=0,
                    claim_days__gt=0,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class MdfRequestQuerySet(MoneyQuerySet):
    pass


@pghistory.track()
class MdfRequest(DomainModel):
    """A partner asks us to share the cost of an activity. Amounts are in `currency`, the budget's; times are UTC.

    `share_percent` is the policy's on the day of the request. `asked` is our share of the planned cost, `approved`
    what is reserved for it, `claimed` our share of the actual cost, `settled` what finance agreed to pay.
    """

    ref = ReferenceField("MD")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="mdf_requests")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="mdf_requests")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="requests")
    campaign = models.ForeignKey(
        "partners.Campaign", on_delete=models.PROTECT, null=True, blank=True, related_name="mdf_requests"
    )
    title = models.CharField(_("activity"), max_length=150)
    activity = models.CharField(_("kind"), max_length=20, choices=Activity.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    description = models.TextField(_("what you plan"), max_length=4000)
    expected = models.CharField(_("expected result"), max_length=300)
    currency = CurrencyField(_("currency"), default=settings.DEFAULT_CURRENCY)
    planned_cost = _amount(_("planned cost"))
    share_percent = models.DecimalField(_("our share, %"), max_digits=5, decimal_places=2)
    asked = _amount(_("asked for"))
    state = models.CharField(_("state"), max_length=20, choices=MdfState.choices, default=MdfState.SUBMITTED)
    state_since = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    request_note = models.TextField(_("what is missing"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_note = models.TextField(_("note"), max_length=2000, blank=True)
    refusal_reasons = ArrayField(
        models.CharField(max_length=20, choices=RefusalReason.choices), default=list, blank=True
    )
    refusal_checked = models.TextField(_("what was checked"), max_length=2000, blank=True)
    refusal_changes = models.TextField(_("what would change the answer"), max_length=2000, blank=True)
    approved = _amount(_("approved"), null=True, blank=True)
    claim_by = models.DateField(_("claim by"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    actual_cost = _amount(_("actual cost"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), max_length=2000, blank=True)
    claimed = _amount(_("claimed"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled = _amount(_("agreed"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settlement_note = models.TextField(_("note to the settlement"), max_length=2000, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payment_reference = models.CharField(_("payment reference"), max_length=80, blank=True)

    objects = MdfRequestQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-submitted_at", "-pk"]
        verbose_name = "MDF request"
        indexes = [
            models.Index(fields=["partner", "state"], name="mdf_of_partner"),
            models.Index(fields=["state", "state_since"], name="mdf_by_state"),
        ]
        constraints = [
            models.CheckConstraint(name="mdf_state_known", condition=Q(state__in=MdfState.values)),
            models.CheckConstraint(name="mdf_days_in_order", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="mdf_asked_within_cost", condition=Q(asked__gt=0) & Q(asked__lte=F("planned_cost"))
            ),
            models.CheckConstraint(
                name="mdf_approved_within_asked",
                condition=Q(approved=None) | (Q(approved__gt=0) & Q(approved__lte=F("asked"))),
            ),
            models.CheckConstraint(
                name="mdf_claimed_within_approved",
                condition=Q(claimed=None)
                | (Q(claimed__gt=0) & Q(claimed__lte=F("approved")) & Q(claimed__lte=F("actual_cost"))),
            ),
            models.CheckConstraint(
                name="mdf_settled_within_claimed",
                condition=Q(settled=None) | (Q(settled__gt=0) & Q(settled__lte=F("claimed"))),
            ),
            models.CheckConstraint(
                name="mdf_refused_says_why",
                condition=~Q(state="refused") | (~Q(refusal_reasons=[]) & ~Q(refusal_checked="")),
            ),
            models.CheckConstraint(
                name="mdf_paid_has_reference",
                condition=~Q(state="paid")
                | (Q(paid_at__isnull=False, settled__isnull=False) & ~Q(payment_reference="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:mdf_request", args=[self.ref])

    @property
    def amount(self) -> Decimal:
        """What it is about now: the latest of asked, approved, claimed and agreed."""
        return next(value for value in (self.settled, self.claimed, self.approved, self.asked) if value is not None)


class MdfProofQuerySet(MoneyQuerySet):
    partner_path = "request__partner"


class MdfProof(DomainModel):
    """A file that shows that the activity took place, or what it cost. Never edited."""

    ref = ReferenceField("MP")
    request = models.ForeignKey(MdfRequest, on_delete=models.PROTECT, related_name="proofs")
    file = models.FileField(_("file"), upload_to="mdf/%Y/%m/")
    file_name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = MdfProofQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["uploaded_at", "pk"]
        triggers = [
            *DomainModel.Meta.triggers,
            pgtrigger.Protect(name="proof_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
        constraints = [models.UniqueConstraint("request", "sha256", name="one_proof_per_content")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("incentives:mdf_proof", args=[self.ref])
