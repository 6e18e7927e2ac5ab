"""The chain of approvals: the policy in versions, and the steps of each registration."""

from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import OwnPartnerQuerySet, StaffOnlyQuerySet
from prm.core.models import DomainModel

from ..approvals import Step, step_from
from ..enums import Approver, Because
from .registrations import Registration


@pghistory.track()
class ApprovalPolicy(DomainModel):
    """Who approves after the reviewer, by amount and product. One version is in force.

    `steps` are those of `approvals.Step.as_json`, in their order.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    is_current = models.BooleanField(default=False)
    steps = models.JSONField(_("further steps"), default=list, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-number"]
        verbose_name_plural = "approval policies"
        constraints = [
            models.UniqueConstraint("is_current", name="one_approval_policy_in_force", condition=Q(is_current=True))
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def further(self) -> list[Step]:
        return [step_from(kept) for kept in self.steps]


class ApprovalQuerySet(OwnPartnerQuerySet):
    partner_path = "registration__partner"


@pghistory.track()
class Approval(DomainModel):
    """One step of a registration's chain, the lowest `place` first; the reviewer's is 0. Days are business days.

    `policy` is the version by which the chain was counted when the registration was sent; None: before the first.
    `approved_by` is not `person` when a channel manager or administrator stepped in.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="approvals")
    place = models.PositiveSmallIntegerField(_("place"))
    approver = models.CharField(_("who"), max_length=20, choices=Approver.choices)
    because = models.CharField(_("why"), max_length=20, choices=Because.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    days = models.DecimalField(_("business days"), max_digits=4, decimal_places=1)
    policy = models.ForeignKey(ApprovalPolicy, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ApprovalQuerySet.as_manager()
    # When the step is due if every step before it takes its whole time (UTC); set by whoever shows a chain.
    due_at: datetime | None = None

    class Meta(DomainModel.Meta):
        ordering = ["registration", "place"]
        constraints = [
            models.UniqueConstraint("registration", "place", name="one_approval_per_place"),
            models.CheckConstraint(name="approval_approver_known", condition=Q(approver__in=Approver.values)),
            models.CheckConstraint(
                name="approval_given_by_somebody",
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(name="approval_clock_runs", condition=Q(days__gt=0)),
        ]

    @property
    def is_given(self) -> bool:
        return self.approved_at is not None

    def __str__(self) -> str:
        return f"{self.person}, {self.get_approver_display()}"
