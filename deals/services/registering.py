"""The partner's verbs: draft, submit, complete, withdraw.

Once a submission is answered it is in the database, whatever becomes of routing, mail or the queue.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals import rules
from deals.enums import HOLDS_THE_CUSTOMER, HelpWanted, RegistrationState
from deals.messages import registrations as messages
from deals.models import Registration
from partners.library.enums import DocumentKind
from partners.library.models import DocumentVersion
from partners.library.selectors import acknowledgement_of, published
from partners.library.services import acknowledge
from partners.models import Partner
from partners.selectors import chosen_campaign, manager_of, member_of
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, violated
from prm.core.labels import labels_of
from prm.core.links import absolute
from prm.importing.models import ImportRun
from prm.importing.services import upload
from prm.promises import services as promises
from prm.promises.enums import Kind

from . import slots
from .approving import count_again
from .claims import claim, enter, hold
from .clocks import ask_for_decision, stand_with_partner
from .protecting import end_protection
from .sharing import give_share_back

DRAFT_FIELDS = frozenset({*rules.OPENABLE_FIELDS, "lead", "external_id", "campaign", "help_wanted"})
LAST_DAY = date(2100, 12, 31)


class RulesNotAccepted(InvalidInput):
    """The rules of engagement in force wait for this person; `extra` names them and where they are read."""

    code = "rules-not-accepted"


@transaction.atomic
def save_draft(actor: User, registration: Registration | None, data: Mapping[str, Any]) -> Registration:
    """A new draft, or what was typed into an old one. Nobody but the partner sees it.

    Raises NotAllowed for anybody but a member, and InvalidInput for an external id that is taken.
    """
    row = _new_draft(actor) if registration is None else claim(actor, registration, "edit")
    assert row is not None
    _write_draft(row, data)
    if registration is None:
        timeline.record(row, actor, _("saved a draft"), icon="file-pen", partner=row.partner)
    return row


def _new_draft(actor: User) -> Registration:
    member = member_of(actor)
    if member is None or not actor.is_active:
        raise NotAllowed(_("Only members of a partner register deals."))
    return Registration(partner=member.partner, referrer=member)


def _write_draft(row: Registration, data: Mapping[str, Any]) -> None:
    write_fields(row, data, DRAFT_FIELDS)
    row.help_wanted = [name for name in HelpWanted.values if name in row.help_wanted]
    if row.partner is not None and ("campaign" in data or row.campaign is None):
        row.campaign = chosen_campaign(row.partner, row.campaign)
    row.scope = row.product.family if row.product else ""
    _save_with_external_id(row)


def write_fields(row: Registration, data: Mapping[str, Any], allowed: frozenset[str]) -> list[str]:
    """Puts the values into the row and returns what differs. Raises ValueError for a field that is not allowed."""
    unknown = set(data) - allowed
    if unknown:
        raise ValueError(f"Not fields that may change here: {sorted(unknown)}")
    changed = [name for name, value in data.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, data[name])
    return changed


def _save_with_external_id(row: Registration) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if violated(error) != "one_registration_per_external_id":
            raise
        sentence = _("You have used this id for another registration.")
        raise InvalidInput(sentence, fields={"external_id": sentence}) from error


@transaction.atomic
def submit(actor: User, registration: Registration, rules_read: list[int] | None = None) -> Registration:
    """Sends the draft: in review if the customer is free, under arbitration if it is not. Does nothing when sent.

    `rules_read` are the row numbers of the rules of engagement the member accepts now; what they accepted before
    counts, unless a newer version is in force. Raises NotAllowed while the
    partner is closed for business, InvalidInput for what is missing or not accepted, and AlreadyRegistered.
    """
    row = claim(actor, registration, "submit")
    return Registration.objects.get(pk=registration.pk) if row is None else _send(actor, row, rules_read or [])


@transaction.atomic
def register(
    actor: User, registration: Registration | None, data: Mapping[str, Any], rules_read: list[int] | None = None
) -> Registration:
    """Writes what was typed and sends it, in one step. Raises what `save_draft` and `submit` raise."""
    row = _new_draft(actor) if registration is None else claim(actor, registration, "submit")
    if row is None:
        assert registration is not None
        return Registration.objects.get(pk=registration.pk)
    _write_draft(row, data)
    return _send(actor, row, rules_read or [])


def _send(actor: User, row: Registration, rules_read: list[int]) -> Registration:
    check_open_for_business(row.partner)
    check_complete(row)
    if accepted := accept_rules(actor, rules_read):
        row.rules_accepted = _leading(accepted)
        row.rules_accepted_at = timezone.now()
    slots.identify(row)
    row.submitted_at = timezone.now()
    is_free = slots.take(row, RegistrationState.IN_REVIEW)
    timeline.record(row, actor, _("registered the deal"), icon="send", partner=row.partner)
    ask_for_decision(row, is_free=is_free)
    return row


def check_open_for_business(partner: Partner | None) -> None:
    """Raises NotAllowed while the partner is closed for business."""
    if partner is not None and not partner.is_open_for_business:
        raise NotAllowed(
            _("Your company cannot register deals at the moment; please call %(name)s.") % {"name": partner.owner}
        )


def check_complete(row: Registration) -> None:
    """Raises InvalidInput that names every field without which nobody can decide, or whose value makes no sense."""
    sentence = _("Please fill this in: nobody can decide without it.")
    missing = {name: sentence for name in rules.NEEDED_TO_SUBMIT if not getattr(row, name)}
    problems = {**missing, **_problems(row)}
    if problems:
        raise InvalidInput(_("Some facts are missing or cannot be right."), fields=problems)


def _problems(row: Registration) -> dict[str, str]:
    today = timezone.localdate()
    problems = {}
    if row.amount is not None and row.amount.amount <= 0:
        problems["amount"] = _("The first-year value is more than nothing.")
    if row.close_on is not None and row.close_on < today:
        problems["close_on"] = _("This day has passed. Name the day on which you expect the order.")
    if row.close_on is not None and row.close_on > LAST_DAY:
        problems["close_on"] = _("This day is too far away. Is the year right?")
    if row.product is not None and not row.product.is_active:
        problems["product"] = _("This product is not sold any more.")
    return problems


def accept_rules(actor: User, rules_read: list[int]) -> list[DocumentVersion]:
    """Records that the versions in force are accepted, and returns them.

    `rules_read` are the row numbers of those that the person accepts now. Raises RulesNotAccepted for one that was
    neither accepted before nor now: one that was replaced meanwhile has to be read first.
    """
    current = published(DocumentKind.RULES_OF_ENGAGEMENT, actor)
    new = [version for version in current if not acknowledgement_of(actor, version)]
    if unread := [version for version in new if version.pk not in rules_read]:
        sentence = _("Please read the rules of engagement and accept them; they may have changed since you began.")
        documents = [_to_read(version) for version in unread]
        raise RulesNotAccepted(sentence, fields={"accept_rules": sentence}, extra={"documents": documents})
    for version in new:
        acknowledge(actor=actor, version=version)
    return current


def _to_read(version: DocumentVersion) -> dict[str, Any]:
    document = version.document
    return {
        "ref": document.ref,
        "title": document.title,
        "version": version.number,
        "url": absolute(document.get_absolute_url()),
    }


def _leading(versions: list[DocumentVersion]) -> DocumentVersion:
    return max(versions, key=lambda version: (version.published_at, version.pk))


@transaction.atomic
def hand_in(actor: User, rules_read: list[int], files: Mapping[str, bytes], **options: Any) -> ImportRun:
    """Takes in a file of registrations to be checked; the rules of engagement are accepted once for all its rows.

    `options` are those of prm.importing.services.upload. Raises NotAllowed, and InvalidInput also for a file that
    cannot be read.
    """
    accept_rules(actor, rules_read)
    return upload(actor=actor, kind="registrations", files=files, **options)


@transaction.atomic
def answer_action_required(actor: User, registration: Registration, data: Mapping[str, Any]) -> Registration:
    """Completes what was asked for; the vendor's clock runs on. Only the opened fields may be in `data`.

    Another company or product asks again who holds the customer. Raises InvalidInput and AlreadyRegistered.
    """
    row = claim(actor, registration, "answer")
    assert row is not None
    strangers = set(data) - set(row.open_fields)
    if strangers:
        sentence = _("This field was not opened.")
        raise InvalidInput(sentence, fields=dict.fromkeys(sorted(strangers), sentence))
    changed = write_fields(row, data, frozenset(row.open_fields))
    check_complete(row)
    row.open_fields = []
    if rules.IDENTIFYING_FIELDS & set(changed):
        slots.identify(row)
    is_free = slots.take(row, RegistrationState.IN_REVIEW)
    labels = labels_of(Registration, changed)
    timeline.record(
        row, actor, _("completed the registration"), icon="check-check", detail=labels, partner=row.partner
    )
    promises.keep(Kind.ANSWER_ACTION_REQUIRED, row)
    _go_on(row, actor, changed, is_free=is_free)
    return row


def _go_on(row: Registration, member: User, changed: list[str], *, is_free: bool) -> None:
    if not is_free:
        promises.release(Kind.DECIDE_REGISTRATION, row)
        ask_for_decision(row, is_free=False)
        return
    if rules.COUNTED_FIELDS & set(changed):
        count_again(row)
    running = promises.resume(Kind.DECIDE_REGISTRATION, row)
    if running is None:
        ask_for_decision(row, is_free=True)
    else:
        messages.answered(row, member, stand_with_partner(row, running).due_at)


@transaction.atomic
def withdraw(actor: User, registration: Registration) -> Registration:
    """The partner takes it back, at any time: no protection, no promises any more. Does nothing when taken back."""
    hold(registration)
    row = claim(actor, registration, "withdraw")
    if row is None:
        return Registration.objects.get(pk=registration.pk)
    was_draft = row.state == RegistrationState.DRAFT
    give_share_back(row)
    held = row.state in HOLDS_THE_CUSTOMER
    end_protection(row)
    enter(row, RegistrationState.WITHDRAWN)
    row.open_fields = []
    row.save()
    promises.release(None, row)
    timeline.record(row, actor, _("withdrew the registration"), icon="undo-2", partner=row.partner)
    if not was_draft:
        messages.withdrawn(row, actor, row.decider or (manager_of(row.partner) if row.partner else None))
    if held:
        slots.customer_was_freed(row)
    return row
