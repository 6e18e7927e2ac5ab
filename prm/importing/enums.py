"""The life of an import made on a page."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Ready to start")
    WAITING = "waiting", _("Waiting to start")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")


# A worker has something to do.
WORK = frozenset({RunState.CHECKING, RunState.WAITING, RunState.RUNNING})
ENDED = frozenset({RunState.DONE, RunState.FAILED, RunState.DISCARDED})
