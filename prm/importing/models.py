"""Imports made on a page, and what every import remembers of the rows it has seen."""

from datetime import datetime
from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prm.accounts.enums import CHANNEL, MEMBERS
from prm.core.models import DomainModel, VisibleQuerySet
from prm.core.references import ReferenceField

from .enums import WORK, RunState


class ImportRunQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The channel's people see the vendor's own, members those of their partner: a file may hold drafts."""
        if not getattr(user, "is_active", False):
            return self.none()
        if user.role in CHANNEL:
            return self.filter(partner=None)
        return self.filter(partner__members__user=user) if user.role in MEMBERS else self.none()

    def claimable(self, now: datetime) -> Self:
        """Runs a worker has something to do for, and that none is busy with."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=now), state__in=sorted(WORK))


@pghistory.track(exclude=["claimed_until", "report", "attempts"])
class ImportRun(DomainModel):
    """A file that somebody uploaded: checked, started by a person, worked through batch by batch.

    `preview` and `report` are prm.importing.report.Report as JSON; the report is written with each batch, so what it
    counts is what is in the database. `partner`: whose import it is; None for the vendor's own.
    """

    ref = ReferenceField("I")
    kind = models.CharField(_("what"), max_length=40)
    state = models.CharField(_("state"), max_length=12, choices=RunState.choices, default=RunState.CHECKING)
    file_name = models.CharField(_("file"), max_length=150)
    source = models.CharField(_("source"), max_length=40)
    currency = models.CharField(_("currency"), max_length=3)
    mapping = models.TextField(blank=True)
    suggestions = models.BooleanField(default=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports", verbose_name=_("by")
    )
    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, null=True, related_name="+")
    preview = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="import_state_known", condition=Q(state__in=RunState.values)),
        ]
        indexes = [models.Index(fields=["id"], name="import_work", condition=Q(state__in=sorted(WORK)))]

    def __str__(self) -> str:
        return f"{self.ref} · {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("imports:detail", args=[self.ref])


class ImportFile(models.Model):
    """A file of a run, kept in the database so that every worker has it, until the run has ended."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=150)
    is_main = models.BooleanField(default=False)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-is_main", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run"], condition=Q(is_main=True), name="one_main_file_per_import"),
            models.UniqueConstraint(fields=["run", "name"], name="one_import_file_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportProblemQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(run__in=ImportRun.objects.visible_to(user))


class ImportProblem(models.Model):
    """A row that was refused, by its line in the file. Those of the preview make way for those of the run."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    file = models.CharField(_("file"), max_length=150, blank=True)
    line = models.PositiveIntegerField(_("line"))
    sentence = models.CharField(_("why it was refused"), max_length=500)

    objects = ImportProblemQuerySet.as_manager()

    class Meta:
        ordering = ["file", "line", "pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.sentence}"


class ImportedRow(models.Model):
    """What a source last said under this id. Only what it says anew is written, so a repeated import changes nothing
    and what people changed since stays."""

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    facts = models.JSONField()

    class Meta:
        ordering = ["kind", "source", "external_id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "external_id"], name="one_imported_row_per_source_id")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
