"""What is kept of decisions, scores and policies."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Abs
from django.utils import timezone

from ..enums import FINAL
from ..learning.model import faded
from ..models import (
    DraftShare,
    Lead,
    LeadPolicy,
    LearnedScore,
    PolicyDraft,
    RoutingDecision,
    WebForm,
)


def decision_of(lead: Lead) -> RoutingDecision | None:
    """The latest decision about where this lead goes."""
    return lead.decisions.order_by("-hop", "-pk").first()


def passages_of(lead: Lead) -> dict[str, Any]:
    """When the lead first passed each step (UTC)."""
    return dict(lead.passages.order_by("-at", "-pk").values_list("step", "at"))


def chance_of(lead: Lead) -> dict[str, int] | None:
    """Of a hundred leads like it, how many become a deal: when it was scored, and at its age now. None: not known."""
    if lead.chance is None or lead.scored_at is None:
        return None
    half_life = LeadPolicy.objects.filter(is_current=True).values_list("fades_days", flat=True).first()
    left = lead.chance
    if half_life and lead.state not in FINAL:
        left = faded(left, (timezone.now() - lead.scored_at).days, half_life)
    return {"then": round(100 * lead.chance), "now": round(100 * left)}


def learned_versions() -> QuerySet[LearnedScore]:
    """What was learned, the newest first, without the weights. For staff only."""
    return LearnedScore.objects.exclude(learned_at=None).defer("weights", "by_points", "scale").order_by("-pk")


def is_learning() -> bool:
    return LearnedScore.objects.filter(learned_at=None).exists()


def drafts() -> QuerySet[PolicyDraft]:
    """Every draft of the policy, the newest first. For staff only."""
    return PolicyDraft.objects.select_related("drafted_by").order_by("-pk")


def shares_of(draft: PolicyDraft) -> QuerySet[DraftShare]:
    """Whose share of past leads a draft would change; who would win or lose most leads first. For staff only."""
    rows = draft.shares.select_related("partner").annotate(more=F("leads_then") - F("leads_now"))
    return rows.order_by(Abs("more").desc(), "-value_then", "pk")


def sums_of(draft: PolicyDraft) -> dict[str, int]:
    """How many partners would get more, and how many less."""
    more, less = Q(leads_then__gt=F("leads_now")), Q(leads_then__lt=F("leads_now"))
    return draft.shares.aggregate(more=Count("pk", filter=more), less=Count("pk", filter=less))


def policy_versions() -> QuerySet[LeadPolicy]:
    """Every version of the policy, the newest first. For staff only."""
    return LeadPolicy.objects.order_by("-number")


def web_form(token: str) -> WebForm | None:
    """The form that is switched on under this token. For everybody."""
    return WebForm.objects.filter(token=token, is_active=True).first()
