"""The clocks, windows and rules of stages in force."""

from deals.models import ApprovalPolicy, DealPolicy, StagePolicy
from prm.core import versions

VERSIONS_SHOWN = 20


def current_policy() -> DealPolicy:
    """The version in force; the defaults, unsaved, while nobody has published one."""
    return versions.in_force(DealPolicy)


def current_stages() -> StagePolicy:
    """The same for the rules of the stages."""
    return versions.in_force(StagePolicy)


def current_approvals() -> ApprovalPolicy:
    """The same for the chain of approvals; before the first version the reviewer alone approves."""
    return versions.in_force(ApprovalPolicy)


def stall_days_of(stage: str) -> int:
    """Days without a change after which a deal in this stage has stalled."""
    return current_stages().stall_days(stage, current_policy().stall_days)


def stage_versions() -> list[StagePolicy]:
    """The latest versions, the newest first."""
    return list(StagePolicy.objects.select_related("made_by").order_by("-number")[:VERSIONS_SHOWN])


def approval_versions() -> list[ApprovalPolicy]:
    return list(ApprovalPolicy.objects.select_related("made_by").order_by("-number")[:VERSIONS_SHOWN])
