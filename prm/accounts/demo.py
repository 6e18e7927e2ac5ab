"""The people a demo offers on its sign-in page. Their passwords never leave the server."""

import json
import logging
from typing import TypedDict, cast

from django.conf import settings

from prm.devservices.paths import state_dir

from .enums import Role

log = logging.getLogger(__name__)


class DemoPerson(TypedDict):
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
    try:
        rows = json.loads((state_dir() / "demo-people.json").read_text())
        return [cast(DemoPerson, {name: str(row[name]) for name in DemoPerson.__annotations__}) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        log.warning("The demo's people cannot be read.", exc_info=True)
        return []


def find(email: str) -> DemoPerson | None:
    return next((person for person in people() if person["email"].lower() == email.lower()), None)


def cards() -> list[dict[str, str]]:
    """What the sign-in page shows of each: no password, and the role in words."""
    labels = {role.value: str(role.label) for role in Role}
    return [
        {
            "email": person["email"],
            "name": person["name"],
            "role": labels.get(person["role"], person["role"]),
            "company": person["company"],
            "note": person["note"],
        }
        for person in people()
    ]
