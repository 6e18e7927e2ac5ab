"""The vendor's verbs on a registration in review: approve, ask for more, hand over, settle a conflict."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals import rules
from deals.enums import RegistrationState
from deals.messages import registrations as messages
from deals.messages.sending import members_to_tell
from deals.models import Approval, Registration
from deals.selectors import current_policy
from leads.models import Customer
from prm.accounts.enums import SELLING_STAFF
from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.errors import InvalidInput, TransitionRefused, needed, violated
from prm.core.labels import label_of
from prm.promises import services as promises
from prm.promises.enums import Kind

from .approving import give, open_step, settle_by_arbitration
from .chains import hand_step_to, has_other_step
from .claims import claim, enter, hold, refuse_closed, refuse_naming
from .clocks import hand_over_clock, owe, route
from .opening import deal_of_registration
from .protecting import protect
from .sharing import give_share_back
from .slots import HOLDER, PROTECTED


@transaction.atomic
def approve(actor: User, registration: Registration, note: str = "") -> Registration:
    """The deal is this partner's alone for the policy's days once the last step of the chain is approved; until then
    the next person owes theirs. Does nothing when it is approved already, or by this person.

    Makes the deal with its credit, keeps the promise to decide, tells the member. Raises NotAllowed for whoever's turn
    it is not, and InvalidInput for a note that names the other side of a conflict.
    """
    hold(registration)
    row = claim(actor, registration, "approve")
    if row is None:
        return Registration.objects.get(pk=registration.pk)
    refuse_closed(row)
    refuse_naming(row, note=note)
    return _grant(actor, row, note) if give(actor, row, note) else row


@transaction.atomic
def award(actor: User, registration: Registration, note: str = "") -> Registration:
    """Arbitration for this registration: approved, now that nobody else holds the customer, but for the steps of the
    chain that are neither the reviewer's nor the channel manager's.

    Raises TransitionRefused while somebody holds it.
    """
    hold(registration)
    row = claim(actor, registration, "award")
    assert row is not None
    refuse_closed(row)
    refuse_naming(row, note=note)
    give_share_back(row)
    if row.reviewer is None or not row.reviewer.is_active:
        route(row)
    left = settle_by_arbitration(actor, row)
    return _grant(actor, row, note) if left is None else _await(actor, row, left, note)


def _await(actor: User, row: Registration, step: Approval, note: str) -> Registration:
    """The conflict is settled and the customer held; somebody else has to approve yet."""
    enter(row, RegistrationState.IN_REVIEW)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise _still_held(error) from error
    promises.keep(Kind.ARBITRATE, row)
    sentence = _("decided the conflict for this registration")
    timeline.record(row, actor, sentence, icon="scale", detail=note.strip(), partner=row.partner)
    open_step(row, step, actor)
    return row


def _still_held(error: IntegrityError) -> Exception:
    if violated(error) not in (HOLDER, PROTECTED):
        return error
    return TransitionRefused(_("Somebody else still holds this customer for this product. Nothing was changed."))


def _grant(actor: User, row: Registration, note: str) -> Registration:
    assert row.customer is not None
    # Nobody else makes contacts of this customer meanwhile, or the same person may become two.
    Customer.objects.select_for_update(no_key=True).get(pk=row.customer.pk)
    row.decided_at = timezone.now()
    row.decision_note = note.strip()
    row.next_decider = None
    enter(row, RegistrationState.APPROVED)
    try:
        with transaction.atomic():
            row.save()
            protection = protect(row)
    except IntegrityError as error:
        raise _still_held(error) from error
    row.opportunity = deal_of_registration(row, actor)
    row.save(update_fields=["opportunity"])
    for kind in (Kind.DECIDE_REGISTRATION, Kind.ARBITRATE):
        promises.keep(kind, row)
    words = {"day": formats.short_date(protection.ends_on)}
    sentence = _("approved the registration: protected until %(day)s") % words
    timeline.record(row, actor, sentence, icon="shield-check", detail=row.decision_note, partner=row.partner)
    messages.approved(row, protection, actor)
    return row


@transaction.atomic
def request_changes(actor: User, registration: Registration, fields: Sequence[str], note: str) -> Registration:
    """Back to the partner: only the named fields open, and our clock stands until they are answered.

    Raises InvalidInput without fields, for unknown ones, without a note, and for a note that names the other side.
    """
    row = claim(actor, registration, "request_changes")
    assert row is not None
    opened = [name for name in rules.OPENABLE_FIELDS if name in set(fields)]
    if not opened or set(fields) - set(opened):
        sentence = _("Choose what the partner should complete.")
        raise InvalidInput(sentence, fields={"fields": sentence})
    row.request_note = needed(note, "note", _("Say what is missing: the partner reads this."))
    refuse_naming(row, note=row.request_note)
    row.open_fields = opened
    enter(row, RegistrationState.ACTION_REQUIRED)
    row.save()
    labels = [label_of(Registration, name) for name in opened]
    sentence = _("asked to complete: %(fields)s") % {"fields": ", ".join(labels)}
    timeline.record(row, actor, sentence, icon="circle-question-mark", detail=row.request_note, partner=row.partner)
    promises.pause(Kind.DECIDE_REGISTRATION, row)
    people = members_to_tell(row.partner, row.referrer)
    if people:
        promise = owe(Kind.ANSWER_ACTION_REQUIRED, row, people[0], days=float(current_policy().answer_days))
        messages.action_required(row, actor, labels, promise.due_at)
    return row


@transaction.atomic
def reassign_reviewer(actor: User, registration: Registration, reviewer: User) -> Registration:
    """Somebody else decides the step that is open, by the same time (a new one when that has passed).

    The member meets the new person. Raises InvalidInput for somebody who has another step of the chain.
    """
    row = claim(actor, registration, "reassign")
    assert row is not None
    _check_reviewer(row, reviewer)
    if row.decider_id == reviewer.pk:
        return row
    if row.next_decider_id is None:
        row.reviewer = reviewer
    hand_step_to(row, reviewer)
    row.save(update_fields=["reviewer", "next_decider"])
    sentence = _("handed it to %(name)s") % {"name": reviewer}
    timeline.record(row, actor, sentence, icon="user-check", partner=row.partner)
    hand_over_clock(row, reviewer)
    return row


def _check_reviewer(row: Registration, reviewer: User) -> None:
    sentence = ""
    if not reviewer.is_active or reviewer.role not in SELLING_STAFF:
        sentence = _("Choose a colleague who sells.")
    elif has_other_step(row, reviewer):
        sentence = _("%(name)s approves another step of this registration. Choose somebody else.") % {"name": reviewer}
    if sentence:
        raise InvalidInput(sentence, fields={"reviewer": sentence})
