"""The registrations by which partners claim an opportunity, before and after they are decided."""

from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from partners.models import Credited, OwnPartnerQuerySet
from prm.core.fields import MoneyField
from prm.core.finding import trigrams
from prm.core.references import ReferenceField
from prm.core.refusing.models import Refusable

from ..enums import (
    HOLDS_THE_CUSTOMER,
    UNDECIDED,
    HelpWanted,
    Involvement,
    RegistrationState,
    RejectionReason,
)
from .opportunities import Opportunity


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

    `shares_with` is the registration that holds the customer when both sell together, empty where that is the vendor
    itself: for the vendor's eyes only. It stays when the deal is closed.
    What the partner typed is kept as typed; `customer` is the identity it was matched to when submitted. A draft may
    lack anything but the company. `referrer` is the member who registered. `next_decider` is whose step of the chain
    is open once the reviewer has approved. Times are UTC.
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
    next_decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
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
    help_wanted = ArrayField(
        models.CharField(max_length=20, choices=HelpWanted.choices),
        verbose_name=_("help wanted from us"),
        default=list,
        blank=True,
    )
    involvement = models.CharField(
        _("part in the deal"), max_length=20, choices=Involvement.choices, default=Involvement.PRIMARY
    )
    credit_share = models.PositiveSmallIntegerField(_("share of the credit, %"), default=100)
    shares_with = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="shared_by", editable=False
    )
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(_("your own id"), max_length=100, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta(Credited.Meta):
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["partner", "state"], name="registration_of_partner"),
            models.Index(fields=["reviewer", "state"], name="registration_of_reviewer"),
            models.Index(
                fields=["next_decider", "state"],
                name="registration_of_decider",
                condition=Q(next_decider__isnull=False),
            ),
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
            models.CheckConstraint(
                name="registration_share_is_a_part", condition=Q(credit_share__gte=1, credit_share__lte=100)
            ),
            models.CheckConstraint(
                name="registration_sold_together_with_one",
                condition=Q(state="co_selling", credit_share__lt=100)
                | Q(state="completed")
                | (~Q(state__in=["co_selling", "completed"]) & Q(shares_with=None)),
            ),
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
            models.CheckConstraint(
                name="registration_rejected_can_be_appealed",
                condition=~Q(state="rejected") | Q(appeal_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.company}"

    @property
    def decider(self) -> Any:
        """Who decides now: the reviewer or, once they have approved, the person of the next step; None: nobody yet."""
        return self.next_decider or self.reviewer

    @property
    def decider_id(self) -> int | None:
        return self.next_decider_id or self.reviewer_id

    @property
    def help_in_words(self) -> list[str]:
        return [str(HelpWanted(name).label) for name in self.help_wanted]

    def get_absolute_url(self) -> str:
        return reverse("deals:registration", args=[self.ref])
