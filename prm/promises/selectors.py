"""Reads that others need."""

from datetime import datetime
from typing import Any

from django.db import models

from .models import Promise, PromiseQuerySet


def open_for(user: Any) -> PromiseQuerySet:
    """What the person owes now, the most urgent first."""
    return Promise.objects.visible_to(user).open().filter(owed_by=user.pk).select_related("owed_by")


def late(user: Any, now: datetime | None = None) -> PromiseQuerySet:
    """What is overdue, by whomever, among what the user may see; the oldest debt first."""
    return Promise.objects.visible_to(user).overdue(now).select_related("owed_by")


def promise_of(kind: str, subject: models.Model) -> Promise | None:
    """The open promise of this kind about the object."""
    return Promise.objects.about(subject).open().filter(kind=kind).select_related("owed_by").first()


def promises_of(subject: models.Model) -> PromiseQuerySet:
    """Every promise about the object, open and closed. Not narrowed to a person: chain `visible_to` in pages."""
    return Promise.objects.about(subject).select_related("owed_by")
