"""The timeline a person reads: one sentence per thing that happened to a lead, a deal, a partner.

Services write it in the transaction of the change. The technical history (every field, who, where) is pghistory's.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from . import bulk, looks
from .models import LookKind, TimelineEntry

ENTRY = (
    "content_type_id", "object_id", "at", "actor_id", "actor_name", "sentence", "detail", "icon", "partner_id",
)  # fmt: skip
LONGEST_SENTENCE = 400


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


class Line(NamedTuple):
    """One of many entries. `partner_id` is whose members read it, None for the vendor's people alone."""

    object_id: int
    sentence: str
    icon: str = "circle"
    detail: str = ""
    partner_id: int | None = None


def record_many(model: type[models.Model], actor: Any, lines: Iterable[Line], at: datetime) -> None:
    """Writes entries about many objects of one model by one COPY; of several about one object, in this order.

    Tells no partner of a look: for what the portal does, and for what no partner has yet.
    """
    about = (ContentType.objects.get_for_model(model).pk,)
    said = (at.isoformat(), actor.pk if actor else None, str(actor) if actor else "")
    rows = (
        (*about, line.object_id, *said, line.sentence[:LONGEST_SENTENCE], line.detail, line.icon, line.partner_id)
        for line in lines
    )
    bulk.copy(TimelineEntry, ENTRY, rows)


def of(subject: models.Model, user: Any) -> models.QuerySet[TimelineEntry]:
    """The entries about `subject` that this user may read, newest first."""
    entries = TimelineEntry.objects.visible_to(user).select_related("actor")
    return entries.filter(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)
