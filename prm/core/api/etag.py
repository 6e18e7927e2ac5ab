"""ETag and If-Match on the `version` of a row."""

from typing import Any

from django.utils.translation import gettext as _

from ..errors import StaleVersion


def etag_of(obj: Any) -> str:
    return f'"{obj.version}"'


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")}


def matches(header: str | None, obj: Any) -> bool:
    """Whether an If-Match header allows a write to this row. No header and `*` do; weak and unquoted tags count."""
    if header is None or header.strip() == "*":
        return True
    return str(obj.version) in _tags(header)


def check(header: str | None, obj: Any) -> None:
    """Raises StaleVersion (412) when the caller last saw another version of this row."""
    if not matches(header, obj):
        raise StaleVersion(_("Somebody else changed this since you read it. Read it again, then decide."))
