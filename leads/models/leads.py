"""How a lead travels from one side to the other."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Credited, partner_id_of
from prm.core import languages
from prm.core.fields import MoneyField
from prm.core.finding import trigrams
from prm.core.models import VisibleQuerySet
from prm.core.references import ReferenceField
from prm.core.refusing import steps
from prm.core.refusing.models import Refusable

from ..enums import FINAL, IN_REVIEW, TOLD_AS, WORKED, CloseReason, Direction, LeadState, Rank, RejectReason, Source
from .customers import Contact, Customer

if TYPE_CHECKING:
    from prm.accounts.models import User


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
class Lead(Refusable, Credited):
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
    # That it has to be worked in, in two letters; empty while nobody knows.
    language = models.CharField(_("language"), max_length=languages.LONGEST, blank=True)
    lead_source = models.CharField(_("source"), max_length=20, choices=Source.choices)
    arrived_at = models.DateTimeField(_("arrived"))
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    rank = models.CharField(_("rank"), max_length=10, choices=Rank.choices, blank=True)
    score_lines = models.JSONField(default=list, blank=True)
    # To become a deal, when it was scored (0 to 1); and the version of the learned model, None for the rules.
    chance = models.FloatField(null=True, editable=False)
    scored_at = models.DateTimeField(null=True, editable=False)
    scored_by = models.PositiveIntegerField(null=True, editable=False)
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
    rejection_reasons = ArrayField(
        models.CharField(max_length=30, choices=RejectReason.choices),
        verbose_name=_("reasons"),
        default=list,
        blank=True,
    )
    appeal_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state_since = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    close_reason = models.CharField(_("reason"), max_length=30, choices=CloseReason.choices, blank=True)
    close_note = models.TextField(_("note"), max_length=2000, blank=True)
    quality = models.PositiveSmallIntegerField(_("quality, 1 to 5"), null=True, blank=True)
    # How long whoever rated it may think again.
    rating_until = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="doubles"
    )
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta(Credited.Meta):
        ordering = ["-arrived_at", "-pk"]
        indexes = [
            models.Index(fields=["-arrived_at", "-id"], name="lead_newest"),
            models.Index(fields=["state", "-arrived_at"], name="lead_by_state"),
            models.Index(fields=["partner", "state", "-arrived_at"], name="lead_of_partner"),
            models.Index(fields=["member", "state"], name="lead_of_member"),
            models.Index(fields=["receiver", "state"], name="lead_of_receiver"),
            trigrams("external_id", "lead_id_words"),
            trigrams(KT("as_entered__company"), "lead_company_words", condition=~Q(as_entered={})),
        ]
        constraints = [
            models.UniqueConstraint(
                "source", "external_id", name="one_lead_per_source_id", condition=~Q(external_id="")
            ),
            models.CheckConstraint(name="lead_state_known", condition=Q(state__in=LeadState.values)),
            models.CheckConstraint(name="lead_score_0_100", condition=Q(score=None) | Q(score__lte=100)),
            models.CheckConstraint(name="lead_chance_0_1", condition=Q(chance=None) | Q(chance__range=(0, 1))),
            models.CheckConstraint(name="lead_quality_1_5", condition=Q(quality=None) | Q(quality__range=(1, 5))),
            models.CheckConstraint(
                name="lead_rating_has_its_time",
                condition=Q(quality=None, rating_until=None) | Q(quality__isnull=False, rating_until__isnull=False),
            ),
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
                | (
                    ~Q(rejection_reasons=[])
                    & ~Q(rejection_checked="")
                    & ~Q(rejection_changes="")
                    & Q(appeal_to__isnull=False, appeal_until__isnull=False)
                ),
            ),
            models.CheckConstraint(name="lead_appeal_says_why", condition=Q(appealed_at=None) | ~Q(appeal_reason="")),
            models.CheckConstraint(
                name="lead_appeal_is_answered_in_words",
                condition=Q(appeal_answered_at=None) | (Q(appealed_at__isnull=False) & ~Q(appeal_answer="")),
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
    def rejection_in_words(self) -> list[str]:
        """Why it was not taken, as the partner reads it: who else works with the customer stays untold."""
        return steps.in_words(self.rejection_reasons, RejectReason, TOLD_AS)

    @property
    def state_words(self) -> str:
        """The state as both sides call it."""
        if self.is_inbound and self.state == LeadState.OFFERED:
            return str(IN_REVIEW)
        return str(self.get_state_display())

    def get_absolute_url(self) -> str:
        return reverse("leads:detail", args=[self.ref])
