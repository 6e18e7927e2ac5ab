"""What an import leaves on the timelines of the rows it made or changed."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from prm.core import timeline

Entry = tuple[models.Model, str, Any]


def write(entries: Iterable[Entry], sentence: str, actor: Any) -> None:
    """One entry on each (object of one model, detail, partner who may read it or None), in one insert."""
    rows = list(entries)
    if rows:
        lines = (
            timeline.Line(subject.pk, sentence, "file-input", detail, partner.pk if partner else None)
            for subject, detail, partner in rows
        )
        timeline.record_many(type(rows[0][0]), actor, lines, timezone.now())
