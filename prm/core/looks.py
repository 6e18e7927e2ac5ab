"""Who on the vendor's side looked at what is a partner's: written down when it happens, told to the partner.

The base pages, exports and API views call `note` for every model that says `looks_are_told`; nobody else has to
remember it. One row per person, row, kind and hour, in one INSERT that skips what is there. It is the only thing that
a GET writes, and a page is never late or lost because of it.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from .models import Look, LookKind

logger = logging.getLogger(__name__)
BATCH = 5_000


def note(user: Any, rows: Iterable[Any], kind: LookKind) -> None:
    """Notes that this person did this with these rows of one model; only staff's looks at a partner's rows count."""
    if not getattr(user, "is_vendor", False):
        return
    watched = [row for row in rows if getattr(row, "looks_are_told", False) and row.partner_id is not None]
    if not watched:
        return
    try:
        with transaction.atomic():
            Look.objects.bulk_create(_looks(user, watched, kind), ignore_conflicts=True, batch_size=BATCH)
    except DatabaseError:
        logger.exception("A look of %s could not be noted", user.ref)


def _looks(user: Any, rows: list[Any], kind: LookKind) -> list[Look]:
    now = timezone.now()
    content_type = ContentType.objects.get_for_model(rows[0])
    return [
        Look(
            content_type=content_type,
            object_id=row.pk,
            label=str(row.look_label)[:200],
            url=row.get_absolute_url(),
            partner_id=row.partner_id,
            viewer=user,
            viewer_name=str(user)[:150],
            kind=kind,
            at=now,
            hour=now.replace(minute=0, second=0, microsecond=0),
        )
        for row in rows
    ]


def of(subject: models.Model, user: Any) -> models.QuerySet[Look]:
    """Who looked at `subject`, as far as this user may know, newest first."""
    looks = Look.objects.visible_to(user).select_related("viewer")
    return looks.filter(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)


def latest(subject: models.Model, user: Any, limit: int = 6) -> list[Look]:
    """The latest looks at `subject` for its page."""
    return list(of(subject, user)[:limit])


def all_for(user: Any) -> models.QuerySet[Look]:
    """Every look this user may know of, newest first."""
    return Look.objects.visible_to(user).select_related("viewer", "partner")


def forget_old() -> int:
    """Drops looks older than LOOKS_KEPT_DAYS, BATCH at a time; returns how many. Safe to run twice, side by side."""
    before = timezone.now() - timedelta(days=settings.LOOKS_KEPT_DAYS)
    dropped = 0
    while oldest := list(Look.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:BATCH]):
        dropped += Look.objects.filter(pk__in=oldest).delete()[0]
    return dropped
