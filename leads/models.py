"""Who may buy, and how a lead travels from one side to the other.

Customer and Contact are the one identity that leads, deals and conflicts share.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from djmoney.models.fields import MoneyField

from partners.enums import CompanySize, Industry
from partners.models import Credited, OwnPartnerQuerySet, StaffOnlyQuerySet, partner_id_of
from prm.core.models import TOUCH, DomainModel, VisibleQuerySet
from prm.core.references import ReferenceField

from . import standing
from .enums import (
    FINAL,
    IN_REVIEW,
    WORKED,
    CloseReason,
    DeclineReason,
    Direction,
    Fact,
    LeadState,
    OfferState,
    Operator,
    Rank,
    RejectReason,
    Requirement,
    Source,
    Step,
)
from .measuring import MEASURE

if TYPE_CHECKING:
    from prm.accounts.models import User


@pghistory.track()
class Customer(DomainModel):
    """A company that may buy. `identity` is what makes two spellings one company (see leads.identity)."""

    ref = ReferenceField("A")
    name = models.CharField(_("company"), max_length=200)
    identity = models.CharField(max_length=300, unique=True, editable=False)
    domain = models.CharField(_("web domain"), max_length=253, blank=True, db_index=True)
    country = CountryField(_("country"), blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    industry = models.CharField(_("industry"), max_length=40, choices=Industry.choices, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=CompanySize.choices, blank=True)
    parent_name = models.CharField(_("subsidiary of"), max_length=200, blank=True)
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["name", "pk"]
        indexes = [GinIndex(fields=["name"], name="customer_name_trgm", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.UniqueConstraint(
                "source", "external_id", name="one_customer_per_source_id", condition=~Q(external_id="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Contact(Credited):
    """A person at a customer. Credit for bringing them stays with the referrer and the partner."""

    ref = ReferenceField("N")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("job title"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    consent = models.CharField(_("consent"), max_length=300, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(Credited.Meta):
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class LeadQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff who sell see all. A member sees the leads their partner owns or brought, and what is offered to them.

        `partner` on a lead is the partner it belongs to now: who brought it (inbound) or who accepted it (outbound).
        An outbound lead that is only offered is reached through its Offer, never through the lead.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        if user.is_vendor:
            return self.all()
        partner_id = partner_id_of(user)
        return self.filter(partner=partner_id) if partner_id else self.none()

    def waiting_for_routing(self) -> Self:
        return self.filter(state=LeadState.QUALIFIED)

    def open(self) -> Self:
        return self.exclude(state__in=FINAL)

    def worked(self) -> Self:
        return self.filter(state__in=WORKED)


@pghistory.track()
class Lead(Credited):
    """A person at a company who may buy, on its way to whoever will work it.

    `partner` is whose lead it is now (None until an outbound lead is accepted); `member` is the partner's person: who
    works it (outbound) or brought it (inbound); `receiver` is the sales rep who receives and works an inbound lead.
    Times are UTC.
    """

    looks_are_told = True

    ref = ReferenceField("L")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    state = models.CharField(_("state"), max_length=20, choices=LeadState.choices, default=LeadState.NEW)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="leads")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="leads")
    need = models.TextField(_("what they need"), max_length=4000, blank=True)
    product = models.ForeignKey(
        "partners.Product", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("product")
    )
    value = MoneyField(_("estimated value"), max_digits=14, decimal_places=2, null=True, blank=True)
    lead_source = models.CharField(_("source"), max_length=20, choices=Source.choices)
    arrived_at = models.DateTimeField(_("arrived"))
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    rank = models.CharField(_("rank"), max_length=10, choices=Rank.choices, blank=True)
    score_lines = models.JSONField(default=list, blank=True)
    missing = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("rep")
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="leads_received"
    )
    hops = models.PositiveSmallIntegerField(default=0)
    as_entered = models.JSONField(default=dict, blank=True)
    rules_accepted = models.ForeignKey(
        "library.DocumentVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    open_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    request_note = models.TextField(_("what is missing"), max_length=2000, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    reject_reason = models.CharField(_("reason"), max_length=30, choices=RejectReason.choices, blank=True)
    reject_checked = models.TextField(_("what was checked"), max_length=2000, blank=True)
    reject_changes = models.TextField(_("what would change the answer"), max_length=2000, blank=True)
    appeal_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state_since = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    close_reason = models.CharField(_("reason"), max_length=30, choices=CloseReason.choices, blank=True)
    close_note = models.TextField(_("note"), max_length=2000, blank=True)
    quality = models.PositiveSmallIntegerField(_("quality, 1 to 5"), null=True, blank=True)
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta(Credited.Meta):
        ordering = ["-arrived_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-arrived_at"], name="lead_by_state"),
            models.Index(fields=["partner", "state", "-arrived_at"], name="lead_of_partner"),
            models.Index(fields=["member", "state"], name="lead_of_member"),
            models.Index(fields=["receiver", "state"], name="lead_of_receiver"),
        ]
        constraints = [
            models.UniqueConstraint(
                "source", "external_id", name="one_lead_per_source_id", condition=~Q(external_id="")
            ),
            models.CheckConstraint(name="lead_state_known", condition=Q(state__in=LeadState.values)),
            models.CheckConstraint(name="lead_score_0_100", condition=Q(score=None) | Q(score__lte=100)),
            models.CheckConstraint(name="lead_quality_1_5", condition=Q(quality=None) | Q(quality__range=(1, 5))),
            models.CheckConstraint(name="lead_value_not_negative", condition=Q(value=None) | Q(value__gte=0)),
            models.CheckConstraint(
                name="lead_worked_has_owner",
                condition=~Q(state__in=["accepted", "contacted", "converted"]) | Q(partner__isnull=False),
            ),
            models.CheckConstraint(
                name="lead_inbound_is_credited",
                condition=~Q(direction=Direction.INBOUND)
                | Q(partner__isnull=False, referrer__isnull=False, member__isnull=False),
            ),
            models.CheckConstraint(
                name="lead_rejection_is_complete",
                condition=~Q(state=LeadState.REJECTED)
                | (~Q(reject_reason="") & ~Q(reject_checked="") & ~Q(reject_changes="") & Q(appeal_to__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.company_name}"

    @property
    def company_name(self) -> str:
        """The company as whoever brought the lead wrote it: a partner learns nothing from how we write it."""
        return self.as_entered.get("company") or self.customer.name

    @property
    def look_label(self) -> str:
        return f"{self.ref} · {self.company_name}"

    @property
    def person(self) -> "User":
        """The partner's person: who works it, or brought it. Raises ValueError while it is nobody's."""
        if self.member is None:
            raise ValueError(f"{self.ref} is with no partner.")
        return self.member.user

    @property
    def bringer(self) -> "User":
        """Who brought an inbound lead. Raises ValueError for an outbound one."""
        if self.referrer is None:
            raise ValueError(f"Nobody brought {self.ref}.")
        return self.referrer.user

    @property
    def amount(self) -> Decimal | None:
        """The estimated value without its currency."""
        money: Any = self.value
        return None if money is None else money.amount

    @property
    def company_of_partner(self) -> str:
        return self.partner.name if self.partner else ""

    @property
    def is_inbound(self) -> bool:
        return self.direction == Direction.INBOUND

    @property
    def state_words(self) -> str:
        """The state as both sides call it."""
        if self.is_inbound and self.state == LeadState.OFFERED:
            return str(IN_REVIEW)
        return str(self.get_state_display())

    def get_absolute_url(self) -> str:
        return reverse("leads:detail", args=[self.ref])


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
    cooling_hours = models.PositiveSmallIntegerField(_("shortest time to a rejection, business hours"), default=4)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-number"]
        verbose_name_plural = "lead policies"
        constraints = [
            models.UniqueConstraint("is_current", name="one_lead_policy_in_force", condition=Q(is_current=True)),
            models.CheckConstraint(name="ranks_in_order", condition=Q(hot_from__gt=F("warm_from"))),
            models.CheckConstraint(name="trial_share_is_a_share", condition=Q(trial_share__lte=100)),
            models.CheckConstraint(name="emphasis_0_5", condition=Q(emphasis__lte=5)),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    def answer_days(self, rank: str) -> float:
        """Business days to answer an offer of this rank; a lead without a rank counts as warm."""
        return float(getattr(self, f"answer_days_{rank or Rank.WARM}"))

    def contact_days(self, rank: str) -> float:
        """Business days from acceptance to the first contact."""
        return float(getattr(self, f"contact_days_{rank or Rank.WARM}"))


class Passage(DomainModel):
    """A lead passed a step of the waterfall. Recorded as it happens, never reconstructed.

    A lead passes each step once; it is offered once to each partner. The database fills in `direction` and
    `arrived_on` (in UTC) of the lead, and `hours` since the step before (None when that was not recorded): MEASURE.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="passages")
    step = models.CharField(max_length=20, choices=Step.choices)
    at = models.DateTimeField()
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, related_name="+")
    direction = models.CharField(max_length=10, choices=Direction.choices, db_default="", editable=False)
    arrived_on = models.DateField(db_default=Now(), editable=False)
    hours = models.FloatField(null=True, editable=False)

    objects = OwnPartnerQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["at", "pk"]
        triggers = [TOUCH, MEASURE]
        constraints = [
            models.UniqueConstraint("lead", "step", name="one_passage_per_step", condition=~Q(step=Step.OFFERED)),
            models.UniqueConstraint(
                "lead", "partner", name="one_offer_passage_per_partner", condition=Q(step=Step.OFFERED)
            ),
        ]
        indexes = [
            models.Index(fields=["arrived_on"], include=["direction", "step", "hours"], name="passage_by_arrival"),
            models.Index(
                fields=["partner", "step", "arrived_on"], include=["direction", "hours"], name="passage_of_partner"
            ),
        ]
