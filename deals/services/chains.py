"""The chain of approvals of a registration, as rows: counted when it is sent, handed over step by step."""

from deals import approvals
from deals.approvals import Standing
from deals.models import Approval, ApprovalPolicy, Registration
from deals.selectors.approving import links_of, planned_chain
from deals.selectors.policies import current_approvals
from prm.accounts.enums import CHANNEL
from prm.accounts.models import User


def begin_chain(row: Registration) -> list[Approval]:
    """Counts the steps and names their people; whatever was approved before is asked for again. Saves the row.

    A registration keeps the version of the policy by which it was counted first.
    """
    assert row.reviewer is not None
    policy = _policy_of(row)
    row.approvals.all().delete()
    row.next_decider = None
    row.save(update_fields=["next_decider"])
    return Approval.objects.bulk_create(planned_chain(row, row.reviewer, policy))


def _policy_of(row: Registration) -> ApprovalPolicy:
    before = row.approvals.select_related("policy").first()
    if before is None:
        return current_approvals()
    return before.policy or ApprovalPolicy(number=0)


def hand_step_to(row: Registration, person: User) -> None:
    """The open step becomes this person's. The caller saves the reviewer and moves the clock."""
    steps = approvals.ahead(row.approvals.all())
    if not steps:
        return
    step = steps[0]
    step.person = person
    step.save(update_fields=["person"])
    if row.next_decider_id is not None:
        row.next_decider = person


def has_other_step(row: Registration, person: User) -> bool:
    """Whether a step that is not the open one is this person's, given or to come."""
    chain = list(row.approvals.all())
    at = approvals.open_place(chain)
    return any(person.pk in (one.person_id, one.approved_by_id) for place, one in enumerate(chain) if place != at)


def is_given(actor: User, row: Registration) -> bool:
    """Whether this person has approved already and nothing more is asked of them."""
    return standing_of(actor, list(row.approvals.all())) == Standing.GIVEN


def standing_of(actor: User, chain: list[Approval]) -> Standing:
    """What this person is to the chain now; a channel manager or administrator may step in for somebody."""
    return approvals.standing(actor.pk, links_of(chain), steps_in=actor.role in CHANNEL)
