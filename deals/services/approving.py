"""The chain of approvals: one person after the other, each with a clock of their own; protection follows the last."""

from django.utils import timezone
from django.utils.translation import gettext as _

from deals import approvals
from deals.approvals import Standing
from deals.messages import approving as messages
from deals.models import Approval, Registration
from deals.selectors.approving import approver_for
from deals.selectors.policies import current_policy
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import NotAllowed
from prm.promises import services as promises
from prm.promises.enums import Kind

from .chains import begin_chain, standing_of
from .clocks import promise_decision, route


def count_again(row: Registration) -> None:
    """Another amount or product: the chain begins anew with the reviewer, who owes the decision again."""
    had_moved_on = row.next_decider_id is not None
    if row.reviewer is None or not row.reviewer.is_active:
        route(row)
    begin_chain(row)
    if had_moved_on and row.reviewer is not None:
        promises.release(Kind.DECIDE_REGISTRATION, row)
        promise_decision(row, row.reviewer, float(current_policy().decide_days))


def give(actor: User, row: Registration, note: str) -> bool:
    """Approves the open step; True when it was the last one. The registration is locked by the caller.

    Otherwise the next person owes theirs from now on. Raises NotAllowed for whoever's turn it is not.
    """
    chain = list(row.approvals.select_related("person"))
    if not chain:
        return True
    if standing_of(actor, chain) != Standing.TURN:
        raise NotAllowed(_("%(name)s decides first. Your own step opens after that.") % {"name": row.decider})
    given, *following = approvals.ahead(chain)
    _approve(given, actor)
    if not following:
        return True
    promises.keep(Kind.DECIDE_REGISTRATION, row)
    words = {"place": given.place + 1, "count": len(chain)}
    sentence = _("approved step %(place)s of %(count)s") % words
    timeline.record(row, actor, sentence, icon="circle-check", detail=note.strip(), partner=row.partner)
    open_step(row, following[0], actor)
    return False


def _approve(step: Approval, actor: User) -> None:
    step.approved_at, step.approved_by = timezone.now(), actor
    step.save(update_fields=["approved_at", "approved_by"])


def open_step(row: Registration, step: Approval, actor: User) -> None:
    """This step's person owes the decision from now on; somebody else does when that account is closed."""
    if not step.person.is_active:
        stand_in(row, step)
    row.next_decider = step.person
    row.save(update_fields=["next_decider"])
    promise = promise_decision(row, step.person, float(step.days))
    words = {"name": step.person}
    timeline.record(row, None, _("%(name)s decides next") % words, icon="user-check", partner=row.partner)
    messages.your_step(row, step, actor, promise.due_at)
    messages.step_approved(row, step, actor, promise.due_at)


def stand_in(row: Registration, step: Approval) -> None:
    """Somebody else approves this step, because its person's account is closed."""
    assert row.partner is not None
    taken = row.approvals.exclude(pk=step.pk).values_list("person", flat=True)
    gone, step.person = step.person, approver_for(step.approver, row.partner, row.product, list(taken))
    step.save(update_fields=["person"])
    sentence = _("%(name)s stands in for %(gone)s") % {"name": step.person, "gone": gone}
    timeline.record(row, None, sentence, icon="user-check", partner=row.partner)


def settle_by_arbitration(actor: User, row: Registration) -> Approval | None:
    """A conflict was decided for this one: the reviewer's and the manager's step are given; returns what is left."""
    chain = begin_chain(row)
    for step in chain:
        if approvals.by_arbitration(step.approver):
            _approve(step, actor)
    return next(iter(approvals.ahead(chain)), None)
