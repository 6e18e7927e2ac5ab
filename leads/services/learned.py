"""What was learned, for those who score a lead: the newest version, and whether it is in use."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..learning.judging import Learned
from ..learning.model import Model
from ..models import LeadPolicy, LearnedScore

VERSIONS_KEPT = 4


def newest_version() -> LearnedScore | None:
    """The newest that could be learned, without its weights."""
    return (
        LearnedScore.objects.exclude(weights=None).defer("weights", "by_points", "scale").order_by("-number").first()
    )


def learned_now(policy: LeadPolicy) -> Learned | None:
    """The newest version, and whether it decides the score; None where nothing was learned yet."""
    version = newest_version()
    return None if version is None else _read(version.pk, version.learned_at, is_in_use(policy, version))


def is_in_use(policy: LeadPolicy, version: LearnedScore) -> bool:
    return policy.uses_model and version.outcomes >= policy.model_from and version.is_truer


def why(policy: LeadPolicy, version: LearnedScore | None) -> str | Promise:
    """Which of both decides the score, and why, in one sentence."""
    if version is None:
        return _("The rules are in use: nothing could be learned yet.")
    words = {"count": version.outcomes, "enough": policy.model_from}
    if not policy.uses_model:
        return _("The rules are in use: an administrator has switched the model off.")
    if version.outcomes < policy.model_from:
        return _("The rules are in use: %(count)s outcomes are fewer than the %(enough)s that are enough.") % words
    if not version.is_truer:
        return _("The rules are in use: on the latest outcomes their chances were truer.")
    return _("The model is in use: on the latest outcomes its chances were truer than the rules'.")


# A version never changes, and reading its weights takes longer than using them.
@lru_cache(maxsize=VERSIONS_KEPT)
def _read(pk: int, learned_at: datetime, in_use: bool) -> Learned:
    row: Any = LearnedScore.objects.get(pk=pk)
    return Learned(row.number, Model.from_json(row.weights), Model.from_json(row.by_points), row.scale, in_use)
