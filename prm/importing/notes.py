"""What an import leaves on the timelines of the rows it made or changed."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from prm.core.models import TimelineEntry

Entry = tuple[models.Model, str, Any]


def write(entries: Iterable[Entry], sentence: str, actor: Any) -> None:
    """One entry on each (object, detail, partner who may read it or None), in one insert."""
    now = timezone.now()
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            content_type=ContentType.objects.get_for_model(subject),
            object_id=subject.pk,
            at=now,
            actor=actor,
            actor_name=str(actor) if actor else "",
            sentence=sentence,
            detail=detail,
            icon="file-input",
            partner=partner,
        )
        for subject, detail, partner in entries
    )
