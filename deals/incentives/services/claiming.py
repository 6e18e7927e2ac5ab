"""After the activity: the claim with its proof, its check by finance, and the payment. What is not used goes back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.library import files
from partners.library.services import attach
from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.calendar import calendar_of
from prm.core.errors import InvalidInput, needed
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import funding
from ..enums import EntryKind, MdfState, Pot
from ..messages import mdf as messages
from ..models import MdfProof, MdfRequest
from ..selectors import current_mdf_policy, finance_person
from .budgets import check_amount, move
from .deciding import expect_claim
from .fees import LONGEST_REFERENCE
from .requesting import claim_request, enter, owe, people_of, release_all

MOST_FILES = 10
STEPS = (("remind", 0.5), ("escalate", 1.5))


@transaction.atomic
def claim(
    actor: User,
    request: MdfRequest,
    *,
    actual_cost: Decimal,
    held_on: date,
    outcome: str,
    proof: Sequence[UploadedFile] = (),
) -> MdfRequest:
    """The activity took place: what it cost, what came of it, and files that show both. Finance owes the check.

    Raises InvalidInput for a day that is not the activity's, for no or unusable proof (field `file`), and
    TransitionRefused when it lapsed.
    """
    row = claim_request(actor, request, "claim")
    if row is None:
        return MdfRequest.objects.get(pk=request.pk)
    assert row.approved is not None
    check_amount(actual_cost, str(row.currency), "actual_cost")
    _check_day(row, held_on)
    row.outcome = needed(outcome, "outcome", _("Say what came of it, beside what you expected."))
    keep_proof(actor, row, proof)
    row.actual_cost, row.held_on, row.claimed_at = actual_cost, held_on, timezone.now()
    row.claimed = funding.claimable(actual_cost, row.share_percent, row.approved, str(row.currency))
    if row.claimed <= 0:
        sentence = _("Our share of this cost is less than can be paid.")
        raise InvalidInput(sentence, fields={"actual_cost": sentence})
    move(row.budget, EntryKind.CLAIM, Pot.RESERVED, Pot.CLAIMED, row.claimed, actor=actor, request=row)
    enter(row, MdfState.CLAIMED)
    row.save()
    words = {"amount": formats.money(row.claimed, str(row.currency))}
    timeline.record(row, actor, _("claimed %(amount)s") % words, icon="receipt-text", partner=row.partner)
    promises.keep(Kind.CLAIM_MDF, row)
    _finance_owes(Kind.CHECK_MDF_CLAIM, row, float(current_mdf_policy().settle_days))
    return row


def _check_day(row: MdfRequest, held_on: date) -> None:
    sentence = ""
    if held_on > timezone.localdate():
        sentence = _("This day lies ahead. Claim when the activity has taken place.")
    elif held_on < row.starts_on or (row.claim_by is not None and held_on > row.claim_by):
        sentence = _("The activity was planned for another time: %(first)s to %(last)s.") % {
            "first": formats.short_date(row.starts_on),
            "last": formats.short_date(row.ends_on),
        }
    if sentence:
        raise InvalidInput(sentence, fields={"held_on": sentence})


def keep_proof(actor: User, row: MdfRequest, uploads: Sequence[UploadedFile]) -> None:
    """Keeps each file under a name of ours, once per content. Raises InvalidInput: see `files.judge`."""
    known = {proof.sha256 for proof in row.proofs.all()}
    for upload in uploads:
        judged = files.judge(upload, upload.name or "")
        if judged.sha256 in known:
            continue
        known.add(judged.sha256)
        if len(known) > MOST_FILES:
            sentence = _("At most %(count)s files.") % {"count": MOST_FILES}
            raise InvalidInput(sentence, fields={"file": sentence})
        proof = MdfProof(request=row, uploaded_by=actor)
        attach(proof, upload, judged)
        proof.save()
    if not known:
        sentence = _("Attach at least one file: an invoice, a photo, a list of visitors.")
        raise InvalidInput(sentence, fields={"file": sentence})


def _finance_owes(kind: Kind, row: MdfRequest, days: float, person: User | None = None) -> None:
    person = person or finance_person()
    if person is not None:
        promise = owe(kind, row, person, days=days, nudges=STEPS)
        messages.to_finance(row, promise)


@transaction.atomic
def return_claim(actor: User, request: MdfRequest, note: str) -> MdfRequest:
    """Something is missing in the claim; the money stays reserved. Raises InvalidInput without a note."""
    row = claim_request(actor, request, "return_claim")
    if row is None:
        return MdfRequest.objects.get(pk=request.pk)
    row.request_note = needed(note, "note", _("Say what is missing: the partner reads this."))
    move(row.budget, EntryKind.RETURN, Pot.CLAIMED, Pot.RESERVED, row.claimed or Decimal(0), actor=actor, request=row)
    enter(row, MdfState.CLAIM_RETURNED)
    row.save(update_fields=["request_note", "state", "state_since"])
    sentence = _("asked to complete the claim")
    timeline.record(row, actor, sentence, icon="circle-question-mark", detail=row.request_note, partner=row.partner)
    promises.keep(Kind.CHECK_MDF_CLAIM, row)
    people = people_of(row)
    if people:
        days = float(current_mdf_policy().answer_days)
        expect_claim(row, until=calendar_of(people[0]).add_business_days(timezone.now(), days))
    messages.claim_returned(row, people, actor)
    return row


@transaction.atomic
def approve_claim(actor: User, request: MdfRequest, amount: Decimal | None = None, note: str = "") -> MdfRequest:
    """Finance agrees to pay, all of it or less with a reason; the rest of what was reserved is free again."""
    row = claim_request(actor, request, "approve_claim")
    if row is None:
        return MdfRequest.objects.get(pk=request.pk)
    assert row.approved is not None and row.claimed is not None
    amount = row.claimed if amount is None else amount
    check_amount(amount, str(row.currency))
    if amount > row.claimed:
        sentence = _("At most what was claimed.")
        raise InvalidInput(sentence, fields={"amount": sentence})
    if amount < row.claimed:
        note = needed(note, "note", _("Say why it is less than claimed: the partner reads this."))
    row.settled, row.settled_by, row.settlement_note = amount, actor, note.strip()
    for pot, rest in ((Pot.CLAIMED, row.claimed - amount), (Pot.RESERVED, row.approved - row.claimed)):
        move(row.budget, EntryKind.RELEASE, pot, Pot.AVAILABLE, rest, actor=actor, request=row)
    enter(row, MdfState.PAYABLE)
    row.save()
    words = {"amount": formats.money(amount, str(row.currency))}
    sentence = _("agreed to pay %(amount)s") % words
    timeline.record(row, actor, sentence, icon="circle-check", detail=row.settlement_note, partner=row.partner)
    promises.keep(Kind.CHECK_MDF_CLAIM, row)
    _finance_owes(Kind.PAY_MDF, row, float(current_mdf_policy().pay_days), actor)
    messages.claim_approved(row, people_of(row), actor)
    return row


@transaction.atomic
def pay_claim(actor: User, request: MdfRequest, reference: str) -> MdfRequest:
    """The money is on its way under this reference. Does nothing when it is paid. Raises InvalidInput without one."""
    row = claim_request(actor, request, "pay")
    if row is None:
        return MdfRequest.objects.get(pk=request.pk)
    assert row.settled is not None
    reference = needed(reference, "reference", _("Give the payment reference, so that both sides find it."))
    if len(reference) > LONGEST_REFERENCE:
        sentence = _("At most %(limit)s characters.") % {"limit": LONGEST_REFERENCE}
        raise InvalidInput(sentence, fields={"reference": sentence})
    row.payment_reference, row.paid_at, row.paid_by = reference, timezone.now(), actor
    move(row.budget, EntryKind.SETTLE, Pot.CLAIMED, Pot.SETTLED, row.settled, actor=actor, request=row)
    enter(row, MdfState.PAID)
    row.save()
    words = {"amount": formats.money(row.settled, str(row.currency)), "reference": reference}
    sentence = _("paid %(amount)s (%(reference)s)") % words
    timeline.record(row, actor, sentence, icon="banknote", partner=row.partner)
    promises.keep(Kind.PAY_MDF, row)
    messages.paid(row, people_of(row), actor)
    return row


@transaction.atomic
def lapse(request: MdfRequest) -> MdfRequest:
    """Nobody claimed in time: what was reserved is free again. Does nothing when it is claimed or over."""
    row = MdfRequest.objects.lock(request)
    if row.state not in (MdfState.APPROVED, MdfState.CLAIM_RETURNED):
        return row
    release_all(row, None)
    enter(row, MdfState.LAPSED)
    row.save(update_fields=["state", "state_since"])
    sentence = _("Not claimed in time: the money is back in the budget")
    timeline.record(row, None, sentence, icon="hourglass", partner=row.partner)
    promises.break_(Kind.CLAIM_MDF, row)
    messages.lapsed(row, people_of(row))
    return row
