"""The steps of a fair no on a locked row. They set fields and check; the caller saves, promises and tells."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import formats
from ..calendar import HasCalendar, calendar_of
from ..errors import InvalidInput, NotAllowed, TransitionRefused, needed

# What `write_letter`, `forget_letter`, `write_appeal` and `write_answer` set, for `save(update_fields=…)`.
LETTER = (
    "rejection_reasons", "rejection_checked", "rejection_changes", "rejection_by", "rejection_started_at",
    "appeal_until",
)  # fmt: skip
APPEAL = ("appeal_reason", "appealed_at")
ANSWER = ("appeal_answer", "appeal_answered_at")


def in_words(reasons: Collection[str], choices: type[TextChoices], told_as: Mapping[Any, Any]) -> list[str]:
    """The reasons as the partner reads them: `told_as` names those whose own words would say who else is there."""
    told = (told_as.get(reason, reason.label) for reason in map(choices, reasons))
    return list(dict.fromkeys(str(words) for words in told))


class Refused(Protocol):
    """A row with the fields of `Refusable`."""

    rejection_reasons: Any
    rejection_checked: Any
    rejection_changes: Any
    rejection_by: Any
    rejection_by_id: Any
    rejection_started_at: Any
    appeal_until: Any
    appeal_reason: Any
    appealed_at: Any
    appeal_answer: Any
    appeal_answered_at: Any


def write_letter(
    row: Refused, actor: Any, known: Sequence[str], reasons: Collection[str], checked: str, what_would_change: str
) -> None:
    """The letter, started now by this person. Raises InvalidInput without one of the `known` reasons or a part."""
    chosen = [reason for reason in known if reason in set(reasons)]
    if not chosen or set(reasons) - set(chosen):
        sentence = _("Choose at least one reason.")
        raise InvalidInput(sentence, fields={"reasons": sentence})
    row.rejection_reasons = chosen
    row.rejection_checked = needed(checked, "checked", _("Say what you checked: the partner reads this."))
    row.rejection_changes = needed(
        what_would_change, "what_would_change", _("Say what would change the answer: the partner reads this.")
    )
    row.rejection_by, row.rejection_started_at = actor, timezone.now()


def forget_letter(row: Refused) -> None:
    """Back in review: there is no letter."""
    row.rejection_reasons, row.rejection_checked, row.rejection_changes = [], "", ""
    row.rejection_by = row.rejection_started_at = row.appeal_until = None


def cooled_at(row: Refused, hours: float) -> datetime:
    """From when whoever started the letter may let it out alone (UTC): after so many of their business hours."""
    starter: HasCalendar = row.rejection_by
    return calendar_of(starter).add_business_hours(row.rejection_started_at, hours)


def may_let_out(row: Refused, actor: Any, cooled: datetime, now: datetime) -> bool:
    """Anybody but who started it at once (whether they may read it at all is the caller's); who started it later."""
    return row.rejection_by_id != actor.pk or now >= cooled


def needs_a_reader(from_when: datetime) -> NotAllowed:
    """What to raise when it may not be let out yet; from that moment (UTC) who started it may."""
    sentence = _("Somebody else reads a rejection before it goes out. You can let it out yourself from %(time)s.")
    return NotAllowed(sentence % {"time": formats.absolute(from_when, timezone.now())})


def let_out(row: Refused, days: int) -> None:
    """The letter goes out now and names the last moment to appeal, so many days from here."""
    row.appeal_until = timezone.now() + timedelta(days=days)


def may_appeal(row: Refused, now: datetime) -> bool:
    """Once, within the time that the letter named."""
    return row.appealed_at is None and row.appeal_until is not None and now <= row.appeal_until


def write_appeal(row: Refused, reason: str, call: Any) -> None:
    """The partner's one appeal. Raises TransitionRefused too late or a second time; then `call` is whom to call."""
    if not may_appeal(row, timezone.now()):
        sentence = _("The time to appeal has passed, or you have appealed before. Please call %(name)s.")
        raise TransitionRefused(sentence % {"name": call})
    row.appeal_reason = needed(reason, "reason", _("Say why we should look again."))
    row.appealed_at = timezone.now()


def write_answer(row: Refused, answer: str) -> None:
    """The answer to it, with its reason. Raises TransitionRefused without an open appeal, InvalidInput when empty."""
    if row.appealed_at is None or row.appeal_answered_at is not None:
        raise TransitionRefused(_("There is no appeal to answer."))
    row.appeal_answer = needed(answer, "answer", _("Give an answer: the partner reads this."))
    row.appeal_answered_at = timezone.now()
