"""Who may sell and fit which product."""

from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from ..enums import CertificateState
from .channel import Member, OwnPartnerQuerySet, Partner, Product


class CertificateQuerySet(OwnPartnerQuerySet):
    def waiting(self) -> Self:
        """Those that a partner entered and nobody has confirmed yet."""
        return self.filter(state=CertificateState.ENTERED)

    def confirmed(self) -> Self:
        return self.filter(state=CertificateState.CONFIRMED)


@pghistory.track()
class Certificate(DomainModel):
    """That a member or, without one, everybody at the partner may sell and fit the product.

    It counts once it is confirmed, from `valid_from` on and no longer on `expires_on`, by the calendar of whoever
    holds it. It is never edited: the next one is entered as a certificate of its own.
    """

    ref = ReferenceField("CE")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("partner")
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("member")
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("product")
    )
    number = models.CharField(_("number or link"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    expires_on = models.DateField(_("expires on"))
    state = models.CharField(
        _("state"), max_length=20, choices=CertificateState.choices, default=CertificateState.ENTERED
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["expires_on"], name="certificate_by_expiry")]
        constraints = [
            models.CheckConstraint(name="certificate_state_known", condition=Q(state__in=CertificateState.values)),
            models.CheckConstraint(name="certificate_is_valid_a_day", condition=Q(expires_on__gt=F("valid_from"))),
            models.CheckConstraint(
                name="certificate_decided_by_somebody",
                condition=Q(state=CertificateState.ENTERED) | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["partner", "member", "product", "valid_from"],
                name="one_certificate_from_a_day",
                condition=~Q(state=CertificateState.WITHDRAWN),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.holder}"

    def get_absolute_url(self) -> str:
        return reverse("partners:certificate", args=[self.ref])

    @property
    def holder(self) -> str:
        """Whose it is, in words: the member's, or the partner's as a whole."""
        return str(self.member or self.partner)

    def counts_on(self, day: date) -> bool:
        """Whether its holder is certified on a day of their calendar."""
        return self.state == CertificateState.CONFIRMED and self.valid_from <= day < self.expires_on

    @property
    def standing(self) -> str:
        """How it stands today, in words: what its state does not say is whether its time has come or is over."""
        today = timezone.localdate()
        if self.state != CertificateState.CONFIRMED:
            return str(self.get_state_display())
        if today >= self.expires_on:
            return str(_("Expired"))
        return str(_("In force")) if today >= self.valid_from else str(_("Not yet valid"))

    @property
    def tone(self) -> str:
        """The colour of its standing."""
        if self.state == CertificateState.ENTERED:
            return "warning"
        return "success" if self.counts_on(timezone.localdate()) else "neutral"
