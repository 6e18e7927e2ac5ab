"""Two rows that were one: what was merged into what, by whom, why, and what moved, so that it can be undone."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.models import StaffOnlyQuerySet
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from .customers import Customer
from .leads import Lead


class MergeQuerySet(StaffOnlyQuerySet):
    def in_force(self) -> Any:
        return self.filter(undone_at=None)


class Merge(DomainModel):
    """A decision of the channel's managers. `gone` stays as a row that says where its like is found now.

    `moved` names per relation the rows that followed, each with the version it then had.
    """

    reason = models.TextField(_("why"), max_length=2000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("merged"))
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_because = models.TextField(_("why undone"), max_length=2000, blank=True)
    kept: Any
    gone: Any

    objects = MergeQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        abstract = True
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint("gone", name="one_%(class)s_in_force", condition=Q(undone_at=None)),
            models.CheckConstraint(name="%(class)s_of_two", condition=~Q(kept=F("gone"))),
            models.CheckConstraint(
                name="%(class)s_undone_says_who",
                condition=Q(undone_at=None) | (Q(undone_by__isnull=False) & ~Q(undone_because="")),
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(gone)s into %(kept)s") % {"gone": self.gone, "kept": self.kept})


@pghistory.track()
class CustomerMerge(Merge):
    """Contacts, leads, deals, registrations and protections of one customer follow it to another."""

    ref = ReferenceField("CM")
    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")


@pghistory.track()
class LeadMerge(Merge):
    """A waiting lead gives way to another one about the same; what it was offered counts for the other."""

    ref = ReferenceField("LM")
    kept = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
