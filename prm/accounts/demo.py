"""The people a demo offers on its sign-in page. Their passwords never leave the server."""

import json
import logging
from dataclasses import dataclass, fields

from django.conf import settings

from prm.devservices.paths import state_dir

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DemoPerson:
    email: str
    name: str
    role: str
    company: str
    note: str
    password: str


def people() -> list[DemoPerson]:
    """Those the demo loader wrote down for this installation; nobody unless this is a demo."""
    if not settings.PRM_DEMO:
        return []
    known = [field.name for field in fields(DemoPerson)]
    try:
        rows = json.loads((state_dir() / "demo-people.json").read_text())
        return [DemoPerson(**{name: str(row.get(name, "")) for name in known}) for row in rows]
    except (OSError, ValueError, AttributeError):
        log.warning("The demo's people cannot be read.", exc_info=True)
        return []


def find(email: str) -> DemoPerson | None:
    return next((person for person in people() if person.email.lower() == email.lower()), None)
