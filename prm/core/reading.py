"""Text as one person reads it, whoever sends the request."""

import contextlib
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone, translation


def zone_of(person: Any) -> ZoneInfo:
    """The time zone of the person, or of the site for nobody and for one that does not exist."""
    return zone_named(getattr(person, "time_zone", ""))


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name, or of the site without one and for one that does not exist."""
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


@contextlib.contextmanager
def as_read_by(person: Any) -> Iterator[None]:
    """Language and time zone of the person, or of the site for an address without an account."""
    language = getattr(person, "language", "") or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_of(person)):
        yield
