"""What every model of the domain shares: a public reference, times, a version, history, and a rule of visibility."""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .errors import StaleVersion, VisibilityNotDefined


class VisibleQuerySet(models.QuerySet):
    """A queryset that must say who may see what. Base views, exports, search and the API start from it."""

    def visible_to(self, user: Any) -> Self:
        """The rows this user may know of. Anonymous users and unknown roles see nothing."""
        raise VisibilityNotDefined(f"{self.model.__name__} does not say who may see it: override visible_to().")

    def get_by_ref(self, ref: str) -> Any:
        return self.get(ref=ref)

    def lock(self, obj: models.Model, *, expected_version: int | None = None) -> Any:
        """The row of `obj` as it is now, locked until the transaction ends.

        Raises StaleVersion when `expected_version` is given and somebody changed the row since.
        """
        row = self.select_for_update(of=("self",)).get(pk=obj.pk)
        if expected_version is not None and row.version != expected_version:
            raise StaleVersion("Somebody else changed this since you opened it. Look at the new state, then decide.")
        return row


# The trigger also catches bulk updates and raw SQL, which auto_now does not.
def touch(*generated: str) -> pgtrigger.Trigger:
    """Writes time and version of each change. `generated` are fields that the database fills in after this trigger."""
    return pgtrigger.Trigger(
        name="touch",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=generated) if generated else pgtrigger.AnyChange(),
        func="NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;",
    )


TOUCH = touch()


class DomainModel(models.Model):
    """Base of what people work on.

    `version` grows with every change (the API's ETag); `updated_at` is the database's clock in UTC and serves
    `updated_since` only: what the business counts has a field of its own, set from django.utils.timezone.
    """

    created_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)
    updated_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)
    # Whether a partner is told who on the vendor's side looked at a row of theirs (prm.core.looks).
    looks_are_told = False
    version = models.PositiveIntegerField(db_default=1, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers = [TOUCH]

    def __str__(self) -> str:
        return getattr(self, "ref", "") or f"{self._meta.verbose_name} {self.pk}"

    @property
    def look_label(self) -> str:
        """How the list of looks names this row."""
        return str(self)


class TimelineQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff read everything; members what was addressed to their own partner."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self.all() if user.is_vendor else self.filter(partner__members__user=user)


class TimelineEntry(models.Model):
    """One sentence about something that happened. Written once, never edited."""

    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE)
    object_id = models.BigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=150, blank=True)
    sentence = models.CharField(max_length=400)
    detail = models.TextField(blank=True)
    icon = models.CharField(max_length=40, default="circle")
    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, null=True, related_name="+")

    objects = TimelineQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-at"], name="timeline_of_subject")]

    def __str__(self) -> str:
        return self.sentence


class LookKind(models.TextChoices):
    """What somebody did with a row of a partner's."""

    OPENED = "opened", _("opened")
    READ = "read", _("read by a program")
    EXPORTED = "exported", _("exported")
    CHANGED = "changed", _("changed")
    TOUCHED = "touched", _("touched the customer of")


class LookQuerySet(TimelineQuerySet):
    """Staff read everything; members what concerns their own partner."""


class Look(models.Model):
    """Somebody of the vendor's looked at a lead, deal or registration of a partner: one row per hour, never edited.

    `label` and `url` say what it was, so that the list of them asks for no other row.
    """

    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE)
    object_id = models.BigIntegerField()
    label = models.CharField(_("what it is about"), max_length=200)
    url = models.CharField(max_length=500)
    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, related_name="+")
    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    viewer_name = models.CharField(_("who"), max_length=150)
    kind = models.CharField(_("what was done"), max_length=10, choices=LookKind.choices)
    at = models.DateTimeField(_("when"))
    hour = models.DateTimeField()

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "viewer", "kind", "hour"], name="one_look_per_person_and_hour"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=LookKind.values), name="look_kind_known"),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id", "-at"], name="look_of_subject"),
            models.Index(fields=["partner", "-at"], name="look_of_partner"),
            models.Index(fields=["-at"], name="look_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_name} {self.get_kind_display()} {self.label}"
