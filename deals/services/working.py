"""Working a deal: update, note, win, lose. Both sides do it, and each reads who of the other side did."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from djmoney.money import Money

from deals import stages
from deals.enums import OPEN_STAGES, LossReason, RegistrationState, Stage
from deals.messages import deals as messages
from deals.models import Opportunity, Registration
from deals.selectors import current_stages
from deals.signals import opportunity_won
from leads.services.working import record_won
from prm.accounts.models import User
from prm.core import formats, merging, timeline
from prm.core.errors import InvalidInput, StaleVersion, needed
from prm.core.labels import in_words, label_of, labels_of
from prm.promises import services as promises
from prm.promises.enums import Kind

from .claims import claim_deal, enter
from .opening import touched
from .protecting import end_protection
from .sharing import end_with
from .slots import customer_was_freed

UPDATE_FIELDS = frozenset({"name", "stage", "amount", "close_on", "next_step", "product", "competitors"})
LAST_DAY = date(2100, 12, 31)
LONGEST_NOTE = 4000


@transaction.atomic
def update_deal(
    actor: User, opportunity: Opportunity, data: Mapping[str, Any], version: int | None = None
) -> Opportunity:
    """Writes those of UPDATE_FIELDS that differ. `version` is the one the person saw when they began.

    Raises StaleVersion, with the present value of each field that would be overwritten, when somebody else changed
    one of the fields in `data` since; InvalidInput for a stage, an amount or a day that makes no sense; NotAllowed and
    TransitionRefused.
    """
    row = claim_deal(actor, opportunity, "update")
    unknown = set(data) - UPDATE_FIELDS
    if unknown:
        raise ValueError(f"Not fields of a deal that may change: {sorted(unknown)}")
    changes = {name: value for name, value in data.items() if getattr(row, name) != value}
    if not changes:
        return row
    if version is not None and merging.moved(row, version, data):
        raise _stale(row, actor, changes)
    _check(changes)
    before = {name: _said(row, name) for name in changes}
    stage = row.stage
    for name, value in changes.items():
        setattr(row, name, value)
    _check_entry(stage, row)
    row.last_activity_at = timezone.now()
    if "stage" in changes:
        row.stage_since = row.last_activity_at
    row.save()
    if "close_on" in changes:
        promises.keep(Kind.NEW_CLOSE_DATE, row)
    _record_changes(row, actor, before)
    touched(row)
    return row


def _stale(row: Opportunity, actor: User, changes: Mapping[str, Any]) -> StaleVersion:
    last = timeline.of(row, actor).first()
    words = {"who": last.actor_name if last and last.actor_name else _("Somebody else")}
    sentence = _("%(who)s changed this deal since you opened it. Yours is not saved yet: choose what is to stand.")
    fields = {name: _("Now: %(value)s") % {"value": _said(row, name) or "—"} for name in changes}
    return StaleVersion(sentence % words, fields=fields)


def _said(row: Opportunity, name: str) -> str:
    return in_words(Opportunity, name, getattr(row, name))


def _check(changes: Mapping[str, Any]) -> None:
    problems = {}
    today = timezone.localdate()
    if "stage" in changes and changes["stage"] not in OPEN_STAGES:
        problems["stage"] = _("Close the deal as won or lost with the button for it.")
    amount = changes.get("amount")
    if amount is not None and amount.amount <= 0:
        problems["amount"] = _("The amount is more than nothing.")
    day = changes.get("close_on")
    if day is not None and day < today:
        problems["close_on"] = _("This day has passed.")
    if day is not None and day > LAST_DAY:
        problems["close_on"] = _("This day is too far away. Is the year right?")
    if "name" in changes and not str(changes["name"]).strip():
        problems["name"] = _("Give the deal a name.")
    if problems:
        raise InvalidInput(next(iter(problems.values())), fields=problems)


def _check_entry(before: str, row: Opportunity) -> None:
    """Whether the deal has what its new stage asks for; the refusal names what is missing."""
    missing = stages.lacking(before, row.stage, current_stages().needs, row) if before != row.stage else []
    if missing:
        words = {"stage": Stage(row.stage).label, "fields": labels_of(Opportunity, missing)}
        sentence = _("For “%(stage)s” this is still missing: %(fields)s.") % words
        fields = {name: _("Needed for “%(stage)s”.") % words for name in missing}
        raise InvalidInput(sentence, fields={"stage": sentence, **fields})


def _record_changes(row: Opportunity, actor: User, before: Mapping[str, str]) -> None:
    lines = []
    for name, old in before.items():
        words = {"field": capfirst(label_of(Opportunity, name)), "old": old or "—"}
        lines.append(_("%(field)s: %(old)s → %(new)s") % {**words, "new": _said(row, name) or "—"})
    if "stage" in before:
        sentence, icon = _("moved the deal to “%(stage)s”") % {"stage": _said(row, "stage")}, "arrow-right"
    else:
        sentence, icon = _("updated the deal"), "pencil"
    timeline.record(row, actor, sentence, icon=icon, detail="\n".join(lines), partner=row.partner)


@transaction.atomic
def add_note(actor: User, opportunity: Opportunity, text: str, *, vendor_only: bool = False) -> Opportunity:
    """A note that both sides read or, from staff, with `vendor_only`, the vendor alone. It counts as activity."""
    row = claim_deal(actor, opportunity, "note")
    text = needed(text, "note", _("Write something first."))
    if len(text) > LONGEST_NOTE:
        sentence = _("At most %(limit)s characters.") % {"limit": formats.number(LONGEST_NOTE)}
        raise InvalidInput(sentence, fields={"note": sentence})
    timeline.record(
        row,
        actor,
        _("wrote a note"),
        icon="message-square",
        detail=text,
        partner=row.partner,
        vendor_only=vendor_only and actor.is_vendor,
    )
    if row.stage in OPEN_STAGES:
        row.last_activity_at = timezone.now()
        row.save(update_fields=["last_activity_at"])
        touched(row)
    return row


@transaction.atomic
def win(actor: User, opportunity: Opportunity, amount: Money | None = None, note: str = "") -> Opportunity:
    """The customer ordered, for `amount` (the deal's own when left out). Fees follow by the signal, once per deal.

    Raises InvalidInput without an amount above nothing, NotAllowed, and TransitionRefused for a closed deal.
    """
    row = claim_deal(actor, opportunity, "win")
    row.amount = amount if amount is not None else row.amount
    if row.amount is None or row.amount.amount <= 0:
        sentence = _("Say what the deal is worth: fees are counted from it.")
        raise InvalidInput(sentence, fields={"amount": sentence})
    registration = _running_registration(row)
    _close(row, Stage.WON)
    detail = "\n".join(filter(None, [formats.money(row.amount), note.strip()]))
    timeline.record(row, actor, _("won the deal"), icon="trophy", detail=detail, partner=row.partner)
    if row.lead is not None:
        record_won(row.lead, row.closed_at)
    opportunity_won.send(sender=Opportunity, opportunity=row, registration=registration, actor=actor)
    _complete(registration)
    end_with(row, registration)
    messages.won(row, actor)
    return row


@transaction.atomic
def lose(actor: User, opportunity: Opportunity, reason: str, note: str = "") -> Opportunity:
    """The deal will not come. Raises InvalidInput for an unknown reason, NotAllowed, and TransitionRefused."""
    row = claim_deal(actor, opportunity, "lose")
    if reason not in LossReason.values:
        raise InvalidInput(_("Choose a reason."), fields={"reason": _("Choose a reason.")})
    row.loss_reason, row.loss_note = reason, note.strip()
    registration = _running_registration(row)
    _close(row, Stage.LOST)
    sentence = _("lost the deal: %(reason)s") % {"reason": LossReason(reason).label}
    timeline.record(row, actor, sentence, icon="circle-x", detail=row.loss_note, partner=row.partner)
    _complete(registration)
    end_with(row, registration)
    messages.lost(row, actor)
    return row


def _close(row: Opportunity, stage: Stage) -> None:
    now = timezone.now()
    row.stage, row.stage_since, row.closed_at, row.last_activity_at = stage, now, now, now
    row.save()
    promises.keep(Kind.UPDATE_DEAL, row)
    promises.keep(Kind.NEW_CLOSE_DATE, row)


def _running_registration(row: Opportunity) -> Registration | None:
    """The approved registration of the deal, locked with those that share in it, in the order of everybody."""
    rows = Registration.objects.filter(Q(opportunity=row) | Q(shares_with__opportunity=row)).order_by("pk")
    found = [one for one in rows.select_for_update(of=("self",)) if one.opportunity_id == row.pk]
    return next((one for one in found if one.state == RegistrationState.APPROVED), None)


def _complete(registration: Registration | None) -> None:
    """A closed deal needs no protection any more, and its customer is free for the next one."""
    if registration is None:
        return
    end_protection(registration)
    enter(registration, RegistrationState.COMPLETED)
    registration.save(update_fields=["state", "state_since"])
    customer_was_freed(registration)
