"""Making, keeping, pausing and breaking promises, and announcing what is due."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models

from prm.accounts.models import User

from .models import Promise

Steps = Sequence[tuple[str, float]]
HALF_TIME: Steps = (("remind", 0.5),)


def make(
    *,
    kind: str,
    subject: models.Model,
    owed_by: User,
    label: str,
    url: str,
    partner: models.Model | None = None,
    side: str | None = None,
    days: float | None = None,
    hours: float | None = None,
    due_at: datetime | None = None,
    nudges: Steps = HALF_TIME,
    started_at: datetime | None = None,
) -> Promise:
    """Starts a clock. See the implementation below."""
    raise NotImplementedError


def keep(kind: str, subject: models.Model, at: datetime | None = None) -> Promise | None:
    raise NotImplementedError


def break_(kind: str, subject: models.Model, at: datetime | None = None) -> Promise | None:
    raise NotImplementedError


def release(kind: str | None, subject: models.Model) -> int:
    raise NotImplementedError


def pause(kind: str, subject: models.Model) -> Promise | None:
    raise NotImplementedError


def resume(kind: str, subject: models.Model) -> Promise | None:
    raise NotImplementedError


def reassign(
    kind: str,
    subject: models.Model,
    owed_by: User,
    *,
    restart: bool = False,
) -> Promise | None:
    raise NotImplementedError


def sweep(now: datetime | None = None, limit: int = 200) -> int:
    raise NotImplementedError
