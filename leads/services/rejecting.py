"""Saying no to what a partner brought: never at once and never bare; and the one appeal against it.

The letter goes out when the partner was asked for more first or the policy's cooling time has run. Before that a
second reader (the partner's channel manager) lets it out or returns it; until then the lead is simply in review.
"""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.selectors import second_reader_for
from prm.accounts.enums import CHANNEL, SELLING_STAFF
from prm.accounts.models import User
from prm.core.calendar import HasCalendar, calendar_of
from prm.core.errors import needed
from prm.core.refusing import steps
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .. import messages, rules
from ..enums import Action, OfferState, RejectReason
from ..models import Lead
from ..selectors import channel_manager_for
from .moving import close_offer, locked, move, note_down, open_offer_of, require
from .policies import current_policy
from .routing import keep_decision, make_offer


@transaction.atomic
def reject_lead(
    actor: Any,
    lead: Lead,
    *,
    reasons: Collection[str],
    checked: str,
    what_would_change: str,
    appeal_to: User | None = None,
) -> Lead:
    """Writes the letter; it goes out now if it may, and to a second reader first if it is too soon.

    `appeal_to` is the channel manager when left out. Raises InvalidInput for a part that is missing, NotAllowed and
    TransitionRefused.
    """
    lead = locked(lead)
    require(lead, Action.REJECT, actor)
    steps.write_letter(lead, actor, RejectReason.values, reasons, checked, what_would_change)
    lead.appeal_to = appeal_to or channel_manager_for(lead)
    if rejection_possible_at(lead) is None:
        return _let_out(actor, lead, Action.REJECT)
    lead.save(update_fields=[*steps.LETTER, "appeal_to"])
    return _ask_second_reader(actor, lead)


def rejection_possible_at(lead: Lead) -> datetime | None:
    """From when this lead may be rejected without a second reader (UTC); None when that is now."""
    hours = current_policy().cooling_hours
    calendar = calendar_of(cast(HasCalendar, lead.receiver or lead.person))
    since = lead.appeal_answered_at or lead.arrived_at  # reviewed again, the time begins again
    asked_at = lead.requested_at if lead.requested_at and lead.requested_at >= since else None
    if rules.may_be_rejected(asked_at, calendar.business_hours_between(since, timezone.now()), hours):
        return None
    return calendar.add_business_hours(since, hours)


def _ask_second_reader(actor: Any, lead: Lead) -> Lead:
    assert lead.partner is not None
    reader = second_reader_for(lead.partner, actor)
    promise = _owe(Kind.DECIDE_REJECTION_REVIEW, lead, reader, current_policy().second_reading_days)
    sentence = _("Started a rejection: a second reader checks it first")
    note_down(lead, actor, sentence, icon="scale", detail=lead.rejection_checked, vendor_only=True)
    messages.second_reading(lead, reader, promise)
    return lead


def _owe(kind: Kind, lead: Lead, person: User, days: Decimal) -> Promise:
    return promises.make(
        kind=kind,
        subject=lead,
        owed_by=person,
        label=lead.company_name,
        url=lead.get_absolute_url(),
        partner=lead.partner,
        days=float(days),
    )


@transaction.atomic
def confirm_rejection(actor: Any, lead: Lead) -> Lead:
    """The second reader lets the letter out; whoever started it only once it is no longer too soon.

    Raises NotAllowed before that, and TransitionRefused without a letter.
    """
    lead = locked(lead)
    require(lead, Action.CONFIRM_REJECTION, actor)
    from_when = rejection_possible_at(lead) or timezone.now()
    if not steps.may_let_out(lead, actor, from_when, timezone.now()):
        raise steps.needs_a_reader(from_when)
    return _let_out(actor, lead, Action.CONFIRM_REJECTION)


def _let_out(actor: Any, lead: Lead, action: Action) -> Lead:
    offer = open_offer_of(lead)
    steps.let_out(lead, current_policy().appeal_days)
    letter = {name: getattr(lead, name) for name in (*steps.LETTER, "appeal_to")}
    move(lead, action, actor, **letter)
    if offer is not None and close_offer(offer, OfferState.DECLINED):
        promises.keep(Kind.ANSWER_OFFER, offer)
    promises.keep(Kind.DECIDE_REJECTION_REVIEW, lead)
    promises.release(None, lead)
    words = {"reason": ", ".join(lead.rejection_in_words)}
    note_down(lead, actor, _("Not taken: %(reason)s") % words, icon="circle-x")
    messages.lead_rejected(lead, lead.rejection_by or actor)
    return lead


@transaction.atomic
def return_to_review(actor: Any, lead: Lead, note: str) -> Lead:
    """The reader sees it differently (or who started it thinks again): in review as before, the letter is gone."""
    lead = locked(lead)
    require(lead, Action.RETURN_TO_REVIEW, actor)
    starter = lead.rejection_by
    note = needed(note, "note", _("Say why: your colleague reads this."))
    steps.forget_letter(lead)
    lead.save(update_fields=steps.LETTER)
    promises.keep(Kind.DECIDE_REJECTION_REVIEW, lead)
    sentence = _("Returned the rejection to review")
    note_down(lead, actor, sentence, icon="undo-2", detail=note, vendor_only=True)
    if starter is not None and starter.pk != actor.pk:
        messages.rejection_returned(lead, actor, starter, note)
    return lead


@transaction.atomic
def appeal(actor: Any, lead: Lead, reason: str) -> Lead:
    """The partner asks the channel manager to look again: once, within the time that the letter named.

    Raises InvalidInput without a reason, NotAllowed and TransitionRefused.
    """
    lead = locked(lead)
    require(lead, Action.APPEAL, actor)
    manager = _who_looks_again(lead)
    steps.write_appeal(lead, reason, manager)
    move(lead, Action.APPEAL, actor, **{name: getattr(lead, name) for name in steps.APPEAL})
    note_down(lead, actor, _("Appealed"), icon="megaphone", detail=lead.appeal_reason)
    promise = _owe(Kind.ANSWER_APPEAL, lead, manager, current_policy().appeal_answer_days)
    messages.lead_appealed(lead, actor, manager, promise)
    return lead


def _who_looks_again(lead: Lead) -> User:
    """Whom the letter named, as long as they can; else the channel manager."""
    named = lead.appeal_to
    assert named is not None  # the database refuses a rejection without
    return named if named.is_active and named.role in CHANNEL else channel_manager_for(lead) or named


@transaction.atomic
def answer_appeal(actor: Any, lead: Lead, answer: str, *, reopen: bool) -> Lead:
    """The channel manager answers: the decision stands, or the lead is in review again with its sales rep.

    Raises InvalidInput without words, NotAllowed, and TransitionRefused without an open appeal.
    """
    lead = locked(lead)
    action = Action.REOPEN if reopen else Action.ANSWER_APPEAL
    require(lead, action, actor)
    steps.write_answer(lead, answer)
    answered = {name: getattr(lead, name) for name in steps.ANSWER}
    promises.keep(Kind.ANSWER_APPEAL, lead)
    sentence = _("Appeal answered: it is reviewed again") if reopen else _("Appeal answered: the decision stands")
    note_down(lead, actor, sentence, icon="message-square", detail=lead.appeal_answer)
    if reopen:
        _review_again(actor, lead)
    else:
        move(lead, action, actor, **answered)
    messages.lead_appeal_answered(lead, actor, reopened=reopen)
    return lead


def _review_again(actor: Any, lead: Lead) -> None:
    lead.save(update_fields=steps.ANSWER)
    rep = lead.receiver
    if rep is None or not rep.is_active or rep.role not in SELLING_STAFF:
        rep = cast(User, actor)
    policy = current_policy()
    decision = keep_decision(lead, policy, _("Reviewed again after an appeal."), [], rep)
    make_offer(lead, rep, policy, decision, Action.REOPEN, actor)
    steps.forget_letter(lead)  # only now: while it is rejected, the letter stands
    lead.save(update_fields=steps.LETTER)
