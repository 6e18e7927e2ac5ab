"""Deals being worked, the registrations by which partners claim them, and the protection that follows."""

from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from djmoney.models.fields import MoneyField

from partners.models import Credited, OwnPartnerQuerySet, StaffOnlyQuerySet
from prm.core.finding import trigrams
from prm.core.models import DomainModel
from prm.core.references import ReferenceField
from prm.core.refusing.models import Refusable

from .enums import (
    CLOSED_STAGES,
    HOLDS_THE_CUSTOMER,
    PROBABILITY,
    UNDECIDED,
    DealSource,
    LossReason,
    RegistrationState,
    RejectionReason,
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


class RegistrationQuerySet(OwnPartnerQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Members see their partner's; staff see what was submitted, never somebody's draft."""
        rows = super().visible_to(user)
        return rows.exclude(state=RegistrationState.DRAFT) if getattr(user, "is_vendor", False) else rows

    def undecided(self) -> Self:
        return self.filter(state__in=UNDECIDED)

    def holding(self) -> Self:
        """Those that keep the customer from everybody else, for their product scope."""
        return self.filter(state__in=HOLDS_THE_CUSTOMER)


@pghistory.track()
class Registration(Refusable, Credited):
    """A partner's request that the vendor recognise and protect an opportunity.

    What the partner typed is kept as typed; `customer` is the identity it was matched to when submitted. A draft may
    lack anything but the company. `referrer` is the member who registered. Times are UTC.
    """

    looks_are_told = True
    ref = ReferenceField("R")
    state = models.CharField(
        _("state"), max_length=20, choices=RegistrationState.choices, default=RegistrationState.DRAFT
    )
    company = models.CharField(_("customer"), max_length=200)
    website = models.CharField(_("customer's website"), max_length=253, blank=True)
    country = CountryField(_("country"), blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_title = models.CharField(_("job title"), max_length=100, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    product = models.ForeignKey(
        "partners.Product",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    scope = models.CharField(max_length=40, blank=True, editable=False)
    amount = MoneyField(_("first-year value"), max_digits=14, decimal_places=2, null=True, blank=True)
    close_on = models.DateField(_("expected close"), null=True, blank=True)
    need = models.TextField(_("what they need and what you have done so far"), max_length=4000, blank=True)
    customer = models.ForeignKey(
        "leads.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    opportunity = models.OneToOneField(
        Opportunity, on_delete=models.PROTECT, null=True, blank=True, related_name="registration"
    )
    rules_accepted = models.ForeignKey(
        "library.DocumentVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rules_accepted_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    routing_sentence = models.CharField(max_length=400, blank=True)
    routing_lines = models.JSONField(default=list, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    state_since = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.TextField(_("note"), max_length=2000, blank=True)
    open_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    request_note = models.TextField(_("what is missing"), max_length=2000, blank=True)
    rejection_reasons = ArrayField(
        models.CharField(max_length=30, choices=RejectionReason.choices),
        verbose_name=_("reasons"),
        default=list,
        blank=True,
    )
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(_("your own id"), max_length=100, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta(Credited.Meta):
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["partner", "state"], name="registration_of_partner"),
            models.Index(fields=["reviewer", "state"], name="registration_of_reviewer"),
            trigrams("company", "registration_words"),
            trigrams("external_id", "registration_id_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                "customer",
                "scope",
                name="one_registration_holds_the_customer",
                condition=Q(state__in=HOLDS_THE_CUSTOMER),
            ),
            models.UniqueConstraint(
                "partner", "external_id", name="one_registration_per_external_id", condition=~Q(external_id="")
            ),
            models.CheckConstraint(name="registration_amount_positive", condition=Q(amount=None) | Q(amount__gt=0)),
            models.CheckConstraint(name="registration_state_known", condition=Q(state__in=RegistrationState.values)),
            models.CheckConstraint(
                name="registration_submitted_is_matched",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(
                    customer__isnull=False,
                    submitted_at__isnull=False,
                    product__isnull=False,
                    amount__isnull=False,
                    close_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="registration_rejected_says_why",
                condition=~Q(state__in=["rejecting", "rejected"])
                | (~Q(rejection_reasons=[]) & ~Q(rejection_checked="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.company}"

    def get_absolute_url(self) -> str:
        return reverse("deals:registration", args=[self.ref])


class ProtectionQuerySet(OwnPartnerQuerySet):
    def active(self) -> Self:
        return self.filter(ended_at=None, ends_on__gte=timezone.localdate())


class DateRange(Func):
    """Both days included."""

    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track()
class Protection(DomainModel):
    """The window in which a registered deal is one partner's alone. Days in UTC, both included.

    `warned_days` is the last warning that went out: so many days before the end.
    """

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="protection")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="protections")
    customer = models.ForeignKey("leads.Customer", on_delete=models.PROTECT, related_name="protections")
    scope = models.CharField(max_length=40)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    warned_days = models.PositiveSmallIntegerField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_evidence = models.TextField(_("what has happened since"), max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectionQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["ends_on", "pk"]
        constraints = [
            models.CheckConstraint(name="protection_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            ExclusionConstraint(
                name="one_protection_per_customer_and_scope",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} · {self.scope} · {self.ends_on}"

    @property
    def is_active(self) -> bool:
        return self.ended_at is None and self.days_left >= 0

    @property
    def days_left(self) -> int:
        """Whole days until the last day; 0 on the last day itself, negative after it."""
        return (self.ends_on - timezone.localdate()).days


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
