"""Promises: one row and one clock for everything one side owes the other."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone

from prm.accounts.enums import Role
from prm.core.models import DomainModel, VisibleQuerySet
from prm.core.references import ReferenceField

from .enums import INTERNAL, MONEY, VERBS, Kind, Side, State, verb_of

DUE_STEP = "due"


class PromiseQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see every promise, sales reps none about money; members those of their own partner, except what the
        vendor decides internally."""
        if not getattr(user, "is_active", False):
            return self.none()
        if user.role == Role.SALES_REP:
            return self.exclude(kind__in=sorted(MONEY))
        if user.is_vendor:
            return self
        return self.filter(partner__members__user=user.pk).exclude(kind__in=sorted(INTERNAL))

    def open(self) -> Self:
        return self.filter(state=State.OPEN)

    def running(self) -> Self:
        """Open, and the clock is not paused."""
        return self.open().filter(paused_at=None)

    def overdue(self, now: datetime | None = None) -> Self:
        return self.running().filter(due_at__lt=now or timezone.now())

    def about(self, subject: models.Model) -> Self:
        """Promises about this object, whatever became of them."""
        return self.filter(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)

    def about_any(self, model: type[models.Model]) -> Self:
        """Promises about rows of the model, whatever became of them."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def about_each(self, model: type[models.Model]) -> Self:
        """For a subquery over rows of the model: the promises about each."""
        return self.about_any(model).filter(object_id=OuterRef("pk"))

    def locked(self, kind: str, subject: models.Model) -> Any:
        """The open promise of this kind about the object, or None; locked until the transaction ends."""
        rows = self.about(subject).open().filter(kind=kind).select_related("owed_by")
        return rows.select_for_update(of=("self",)).first()


class Promise(DomainModel):
    """What one person owes by a time, in business hours of that person.

    Once closed it says how it ended: kept (in time), late (kept after the time), broken (taken away) or
    released (no longer wanted).
    """

    ref = ReferenceField("X")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    subject_ref = models.CharField(max_length=9, blank=True)
    subject_label = models.CharField(max_length=200)
    url = models.CharField(max_length=300, blank=True)
    owed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="promises")
    side = models.CharField(max_length=10, choices=Side.choices)
    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.PROTECT, null=True, blank=True, related_name="promises"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    allowed_hours = models.FloatField(help_text="business hours from start to due, pauses left out")
    closed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.FloatField(default=0, help_text="business time")
    business_hours = models.FloatField(null=True, blank=True, help_text="from start to close, pauses left out")

    objects = PromiseQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "content_type", "object_id"],
                condition=Q(state=State.OPEN),
                name="one_open_promise_per_subject",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="promise_kind_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="promise_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, closed_at=None) | (~Q(state=State.OPEN) & Q(closed_at__isnull=False)),
                name="promise_closed_at_when_closed",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="promise_due_after_start"),
        ]
        indexes = [
            models.Index(fields=["owed_by", "due_at"], name="promise_worklist", condition=Q(state=State.OPEN)),
            models.Index(fields=["due_at"], name="promise_due", condition=Q(state=State.OPEN)),
            models.Index(fields=["partner", "side", "closed_at"], name="promise_scorecard"),
            models.Index(fields=["content_type", "object_id"], name="promise_subject"),
            # The list of all that was promised, the newest first; what nobody waited for any more is not in it.
            models.Index(fields=["-due_at", "-id"], name="promise_newest", condition=~Q(state=State.RELEASED)),
        ]

    def is_late(self, now: datetime | None = None) -> bool:
        """Whether the time passed before it was kept. A paused promise is not late."""
        if self.state != State.OPEN:
            return self.state in (State.LATE, State.BROKEN)
        return self.paused_at is None and self.due_at < (now or timezone.now())

    @property
    def who(self) -> str:
        """First word of the debtor's name."""
        return str(self.owed_by).split(" ")[0]

    @property
    def verb(self) -> str:
        """“decides”, after `who`."""
        return verb_of(self.kind)

    @property
    def your_verb(self) -> str:
        """“decide”, after “You”."""
        return str(VERBS[Kind(self.kind)][1])

    def phrase(self) -> str:
        """Who does what, to go on with “by Thu 16:00 (in 5 hours)”: “Ben decides”."""
        return f"{self.who} {self.verb}"


class NudgeQuerySet(models.QuerySet):
    def due(self, now: datetime) -> Self:
        """Steps whose time has come, of promises whose clock runs, and that nobody is busy with."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        running = Q(promise__state=State.OPEN, promise__paused_at=None)
        return self.filter(free, running, at__lte=now, done_at=None, parked_at=None)

    def parked(self) -> Self:
        return self.exclude(parked_at=None)


class Nudge(models.Model):
    """A step on the way of a promise: a reminder, an escalation, or `due`, the moment its time has passed."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="nudges")
    step = models.CharField(max_length=30)
    level = models.PositiveSmallIntegerField(default=0)
    fraction = models.FloatField(help_text="of the allowed business time; over 1 comes after the due time")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["promise", "step"], name="one_nudge_per_step")]
        indexes = [models.Index(fields=["at", "id"], name="nudge_due", condition=Q(done_at=None, parked_at=None))]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"
