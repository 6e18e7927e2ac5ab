"""The clocks, windows and rules of stages in force."""

from deals.models import ApprovalPolicy, DealPolicy, StagePolicy

VERSIONS_SHOWN = 20


def current_policy() -> DealPolicy:
    """The version in force; the defaults, unsaved, while nobody has published one."""
    return DealPolicy.objects.filter(is_current=True).first() or DealPolicy(number=0, is_current=True)


def current_stages() -> StagePolicy:
    """The same for the rules of the stages."""
    return StagePolicy.objects.filter(is_current=True).first() or StagePolicy(number=0, is_current=True)


def current_approvals() -> ApprovalPolicy:
    """The same for the chain of approvals; before the first version the reviewer alone approves."""
    return ApprovalPolicy.objects.filter(is_current=True).first() or ApprovalPolicy(number=0, is_current=True)


def stall_days_of(stage: str) -> int:
    """Days without a change after which a deal in this stage has stalled."""
    return current_stages().stall_days(stage, current_policy().stall_days)


def stage_versions() -> list[StagePolicy]:
    """The latest versions, the newest first."""
    return list(StagePolicy.objects.select_related("made_by").order_by("-number")[:VERSIONS_SHOWN])


def approval_versions() -> list[ApprovalPolicy]:
    return list(ApprovalPolicy.objects.select_related("made_by").order_by("-number")[:VERSIONS_SHOWN])
