"""The protection that follows an approved registration."""

from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import OwnPartnerQuerySet
from prm.core.models import DomainModel

from .registrations import Registration


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
