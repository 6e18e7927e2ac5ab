"""An account was closed: what its person owed about registrations goes to somebody else, and both sides hear of it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from deals.enums import UNDECIDED, RegistrationState
from deals.messages import registrations as messages
from deals.messages.sending import members_to_tell
from deals.models import Approval, Registration
from partners.selectors import manager_of, second_reader_for
from prm.accounts.models import User
from prm.core import timeline
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .approving import stand_in
from .chains import hand_step_to
from .clocks import hand_over_clock, route

REVIEWED = (RegistrationState.IN_REVIEW, RegistrationState.ACTION_REQUIRED, RegistrationState.REJECTING)
MOVED = (Kind.ARBITRATE, Kind.ANSWER_APPEAL, Kind.DECIDE_REJECTION_REVIEW, Kind.ANSWER_ACTION_REQUIRED)


def hand_on(person: User) -> None:
    """In the transaction that closes the account: every undecided registration of theirs has somebody again.

    A reviewer is chosen anew, as for a new registration, and so is whoever approves a later step. The channel
    manager's decisions go to another one, and what a member was asked for to the partner's admins. Nobody gets less
    time: a time that has passed begins again.
    """
    reviewed = Registration.objects.filter(Q(reviewer=person) | Q(next_decider=person), state__in=REVIEWED)
    owed = Promise.objects.open().about_any(Registration).filter(owed_by=person, kind__in=MOVED)
    ahead = Approval.objects.filter(person=person, approved_at=None, registration__state__in=UNDECIDED)
    numbers = {*reviewed.values_list("pk", flat=True), *owed.values_list("object_id", flat=True)}
    numbers.update(ahead.values_list("registration", flat=True))
    for row in Registration.objects.filter(pk__in=numbers).order_by("pk").select_for_update(of=("self",)):
        if row.decider_id == person.pk and row.state in REVIEWED:
            _find_decider(row, person)
        for promise in owed.filter(object_id=row.pk):
            _pass_on(row, promise.kind, person)
        for step in ahead.filter(registration=row).order_by("place"):
            stand_in(row, step)


def _find_decider(row: Registration, gone: User) -> None:
    """The reviewer is routed anew; another step of the chain of approvals goes to the channel manager."""
    sentence = _("%(name)s’s account was closed: somebody else decides") % {"name": gone}
    timeline.record(row, None, sentence, icon="user-x", partner=row.partner)
    if row.next_decider_id is None:
        route(row)
    assert row.partner is not None and row.reviewer is not None
    person = row.reviewer if row.next_decider_id is None else manager_of(row.partner)
    hand_step_to(row, person)
    row.save(update_fields=["next_decider"])
    hand_over_clock(row, person)


def _pass_on(row: Registration, kind: str, gone: User) -> None:
    person = _next(row, kind, gone)
    promise = promises.pass_on(kind, row, person) if person is not None else None
    if promise is None:
        return
    if kind == Kind.DECIDE_REJECTION_REVIEW:
        messages.second_reading(row, promise.owed_by, promise.due_at)
    elif kind == Kind.ARBITRATE:
        messages.to_settle(row, promise.owed_by, promise.due_at)
        messages.handed_over(row, promise.owed_by, promise.due_at)
    elif kind == Kind.ANSWER_APPEAL:
        messages.appealed(row, gone, promise.owed_by, promise.due_at)
        messages.handed_over(row, promise.owed_by, promise.due_at)


def _next(row: Registration, kind: str, gone: User) -> User | None:
    """Who owes it now; None when nobody at the partner is left."""
    assert row.partner is not None
    if kind == Kind.ANSWER_ACTION_REQUIRED:
        return next(iter(members_to_tell(row.partner, None)), None)
    if kind == Kind.DECIDE_REJECTION_REVIEW and row.rejection_by is not None:
        return second_reader_for(row.partner, row.rejection_by)
    return manager_of(row.partner)
