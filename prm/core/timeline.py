"""The timeline a person reads: one sentence per thing that happened to a lead, a deal, a partner.

Services write it in the transaction of the change. The technical history (every field, who, where) is pghistory's.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from . import looks
from .models import LookKind, TimelineEntry


def record(
    subject: models.Model,
    actor: Any,
    sentence: str,
    *,
    icon: str = "circle",
    detail: str = "",
    partner: Any = None,
    vendor_only: bool = False,
    at: Any = None,
    by_hand: bool = True,
) -> TimelineEntry:
    """Write one entry. `actor` None means the system. Members of `partner` read it unless `vendor_only`.

    A change by staff is told to the partner as a look (prm.core.looks) too, unless the portal acted in the actor's
    name (`by_hand` False). `sentence` must not name the other side of a conflict unless `vendor_only`.
    """
    if by_hand and partner is not None and not vendor_only and getattr(subject, "looks_are_told", False):
        looks.note(actor, [subject], LookKind.CHANGED)
    return TimelineEntry.objects.create(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        at=at or timezone.now(),
        actor=actor,
        actor_name=str(actor) if actor else "",
        sentence=sentence,
        detail=detail,
        icon=icon,
        partner=None if vendor_only else partner,
    )


def of(subject: models.Model, user: Any) -> models.QuerySet[TimelineEntry]:
    """The entries about `subject` that this user may read, newest first."""
    entries = TimelineEntry.objects.visible_to(user).select_related("actor")
    return entries.filter(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)
