"""The first page of an administrator: whether the machinery runs, and who is not safe yet."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from leads import selectors as leads
from prm.core import formats
from prm.outbox import selectors as outbox

from .. import selectors
from ..worklists import Figure, Item, Section, link, top
from . import Action, Home, channel, sections


def home(user: Any) -> Home:
    worklists = [
        _parked(user),
        _without_second_factor(user),
        _held(user),
        channel.late(selectors.late(user), link("reports:late")),
    ]
    return Home(
        worklists,
        _machinery(),
        [("reports/_settings.html", {})],
        _("Whether the machinery runs, and who is not safe yet."),
        Action(_("Settings"), link("settings:index"), "settings"),
    )


def _parked(user: Any) -> Section:
    count, found = top(outbox.parked_messages(user))
    items = [
        Item(
            title=message.subject or message.ref,
            href=link("outbox:resend", message.ref),
            subtitle=_("%(channel)s to %(address)s")
            % {"channel": message.get_channel_display(), "address": message.address or message.recipient or "—"},
            pill=str(message.get_state_display()),
            tone="danger",
            action_url=link("outbox:resend", message.ref),
            action_label=_("Look"),
        )
        for message in found
    ]
    empty = _("Every message has been delivered.")
    return Section(
        _("Messages that could not be delivered"), "mail-x", empty, count, link("outbox:parked"), items=items
    )


def _without_second_factor(user: Any) -> Section:
    count, found = top(selectors.people_without_second_factor(user))
    items = [
        Item(
            title=str(person),
            href=link("accounts:person", person.ref),
            subtitle=str(person.get_role_display()),
            pill=_("demanded") if person.second_factor_missing else "",
            tone="warning",
        )
        for person in found
    ]
    empty = _("Every colleague signs in with a second factor.")
    title = _("Colleagues without a second factor")
    return Section(title, "shield-alert", empty, count, link("accounts:people"), _("All people"), items)


def _held(user: Any) -> Section:
    return sections.leads(
        top(leads.held_leads(), **selectors.clock_of_each_lead(user)),
        title=_("Leads that lack something"),
        icon="circle-pause",
        address=link("leads:held"),
        empty=_("No lead is held."),
        action=_("Complete"),
    )


def _machinery() -> list[Figure]:
    facts = selectors.machinery(timezone.now())
    seen = formats.relative(facts.seen_at, timezone.now()) if facts.seen_at else _("never")
    return [
        Figure(
            _("Workers in the last minute"),
            formats.number(facts.workers),
            "server",
            link("readyz"),
            _("last seen %(when)s") % {"when": seen},
            "" if facts.workers else "danger",
        ),
        Figure(
            _("Messages that wait"),
            formats.number(facts.waiting),
            "mail",
            "",
            _("%(late)s for more than five minutes") % {"late": formats.number(facts.waiting_long)},
            "danger" if facts.waiting_long else "",
        ),
        Figure(
            _("Steps of promises that failed"),
            formats.number(facts.parked_steps),
            "alarm-clock-off",
            "",
            _("parked after several tries"),
            "danger" if facts.parked_steps else "",
        ),
    ]
