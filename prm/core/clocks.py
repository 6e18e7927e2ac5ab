"""The sentence of a promise: who does what, by when, and how it stands."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext

from . import formats

SOON = dt.timedelta(hours=4)
TONES = {"soon": "warning", "late": "danger", "kept": "success", "kept_late": "warning"}
ICONS = {"late": "alarm-clock", "kept": "circle-check", "kept_late": "circle-check"}


@dataclass(frozen=True)
class Clock:
    """A promise in words. `tone` and `icon` follow the state: open, soon, late, kept or kept late."""

    state: str
    before: str
    time: str
    after: str
    iso: str
    title: str

    @property
    def tone(self) -> str:
        return {"soon": "warning", "late": "danger", "kept": "success", "kept_late": "warning"}.get(
            self.state, "neutral"
        )

    @property
    def urgent(self) -> bool:
        return self.state in ("soon", "late")

    @property
    def icon(self) -> str:
        return ICONS.get(self.state, "clock")


def state_of(due: dt.datetime, done_at: dt.datetime | None, now: dt.datetime) -> str:
    if done_at:
        return "kept" if done_at <= due else "kept_late"
    if now > due:
        return "late"
    return "soon" if due - now <= SOON else "open"


def clock(*, due: dt.datetime, verb: str, who: str, done_at: dt.datetime | None, now: dt.datetime) -> Clock:
    """All times aware; shown in the active time zone.

    `who` and `verb` are words: “Ben” “decides”. Without `who` the sentence starts with the verb (“Decide by …”).
    """
    state = state_of(due, done_at, now)
    subject = f"{who} {verb}".strip()
    subject = subject[:1].upper() + subject[1:]
    shown = done_at or due
    before, after = {
        "open": (gettext("%(subject)s by"), "(%(relative)s)"),
        "soon": (gettext("%(subject)s by"), "(%(relative)s)"),
        "late": (gettext("%(subject)s: was due"), gettext("(%(span)s late)")),
        "kept": (gettext("%(subject)s: done"), gettext("(in time)")),
        "kept_late": (gettext("%(subject)s: done"), gettext("(%(span)s late)")),
    }[state]
    distance = formats.span(((done_at or now) - due).total_seconds())
    words = {"subject": subject, "relative": formats.relative(due, now), "span": distance}
    sentence = {"before": before % words, "time": formats.absolute(shown, now), "after": after % words}
    return Clock(state, **sentence, iso=shown.isoformat(), title=formats.full(shown))
