"""What mails are about, as a person chooses among them: at once, once a day, or only as a notice here. Pure.

A template that stands in no topic is always sent at once: offers, acknowledgements, decisions and their letters,
protection that ends, invitations and security. Only templates that come with a notice of the same event may stand
here, or somebody who wants notices only would miss it.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MORNING = time(8)


class Mode(models.TextChoices):
    AT_ONCE = "at_once", _("Mail at once")
    DIGEST = "digest", _("One mail each morning")
    NOTICE = "notice", _("Only a notice here")


class Topic(models.TextChoices):
    PROGRESS = "progress", _("How your leads and deals go on")
    REMINDERS = "reminders", _("Reminders of what you owe")
    LATE = "late", _("What is late with others")
    FEES = "fees", _("Fees: earned, due, approved, paid")


TEMPLATES = {
    Topic.PROGRESS: (
        "deal_lost", "deal_won", "lead_accepted_by_vendor", "lead_completed", "lead_progressed", "protection_extended",
        "registration_answered", "registration_customer_free", "registration_withdrawn",
    ),
    Topic.REMINDERS: (
        "deal_promise_reminder", "fee_reminder", "lead_answer_reminder", "lead_contact_reminder", "lead_idle",
        "lead_review_reminder",
    ),
    Topic.LATE: ("deal_promise_escalated", "fee_escalated"),
    Topic.FEES: ("fee_approved", "fee_due", "fee_earned", "fee_paid"),
}  # fmt: skip
TOPIC_OF = {template: topic for topic, templates in TEMPLATES.items() for template in templates}

# What always comes at once, and why: the page says so.
ALWAYS: tuple[tuple[str | Promise, str | Promise], ...] = (
    (_("Offers and their reminders"), _("An offer runs out, and then the lead goes to somebody else.")),
    (_("Acknowledgements and questions"), _("They say who looks after what you sent, and until when you can answer.")),
    (_("Decisions, letters and protection"), _("They are the written answer that your agreement speaks of.")),
    (_("Invitations, passwords and security"), _("They may be the only sign that somebody else is at your account.")),
)


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """The next time at which it is MORNING there, as UTC; `now` is aware."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
