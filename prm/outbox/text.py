"""Text on its way out: what may stand in a header, and ids that follow from a key."""

import re
import uuid
from email.utils import parseaddr
from functools import cache

from django.conf import settings

# Whatever some mail server or program takes for the end of a line.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
NAMESPACE = uuid.UUID("6f0a8a0e-5c7b-5b0e-9c1e-0d6f5a4b3c21")


def one_line(text: str, limit: int = 300) -> str:
    """The text as a single line that cannot add a header, cut at `limit` characters."""
    line = storable(_BREAKS.sub(" ", str(text))).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL cannot store, and without half characters, which no mail can carry."""
    return str(text).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def mail_id(key: str) -> str:
    """The Message-ID of the event with this key: always the same, so that a repeat is recognised as one."""
    return f"<{uuid.uuid5(NAMESPACE, key)}@{_host_of(settings.DEFAULT_FROM_EMAIL)}>"


@cache
def _host_of(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2] or "localhost"


def webhook_id(key: str) -> str:
    """The webhook-id of the event with this key."""
    return f"msg_{uuid.uuid5(NAMESPACE, key).hex}"


def sender(name: str) -> str:
    """How a person appears who writes through the portal: “Ben Alder via Northwind Partners”."""
    return one_line(f"{name} via {settings.SITE_NAME}", 200) if name else ""
