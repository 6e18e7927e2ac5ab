"""The first page of a channel manager: what is late and by whom, what only they can settle, their partners' deals."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deals import selectors as deals
from deals.enums import RegistrationState
from deals.incentives import selectors as incentives
from deals.incentives.enums import MdfState
from leads import selectors as leads
from leads.enums import Direction, LeadState
from partners import selectors as partners
from partners.enums import TierChangeState
from prm.core import formats
from prm.promises.enums import Side
from prm.promises.models import Promise

from .. import selectors
from ..figures import months_back
from ..periods import twelve_months
from ..selectors.facts import waterfall_facts
from ..worklists import Item, Section, link, top, top_of_each
from . import Action, Home, measures, parts, sections


def home(user: Any) -> Home:
    today = timezone.localdate()
    figures = selectors.deal_figures(deals.deals_for(user), months_back(today)[0])
    currency = parts.main_currency(figures, "")
    *to_settle, to_decide = _registrations(user)
    worklists = [
        late(selectors.late_of_own_partners(user), link("reports:late", whose="mine")),
        *to_settle,
        *_leads_to_settle(user),
        to_decide,
        _tier_changes(user),
        _first_steps(user),
        _marketing(user),
        sections.stalled(link("deals:list", stalled="yes"), deals.deals_stalled(user)),
    ]
    return Home(
        worklists,
        parts.deal_tiles(figures, today, currency),
        [*parts.deal_charts(figures, today, currency), *_measures(user, currency)],
        _("What is late comes first, whoever owes it."),
        Action(_("Invite a partner"), link("partners:new"), "plus"),
    )


def _measures(user: Any, currency: str) -> list[measures.Panel]:
    """How well it goes: the waterfall, who wins, and how quickly both sides answer. One query."""
    period = twelve_months(timezone.now().date())
    facts = waterfall_facts(user, period)
    return [
        measures.waterfall(user, period, facts),
        measures.winners_later(currency),
        measures.programme_answers(facts.figures),
    ]


def late(rows: Any, address: str) -> Section:
    """Promises that are overdue, with who owes them."""
    count, found = top(rows)
    items = [_late_item(promise) for promise in found]
    empty = _("Nothing is late, on neither side.")
    return Section(_("Late, and whose turn it is"), "alarm-clock", empty, count, address, items=items)


def _late_item(promise: Promise) -> Item:
    side = _("ours") if promise.side == Side.VENDOR else _("partner’s")
    return Item(
        title=promise.subject_label,
        href=promise.url or link("reports:late"),
        subtitle=str(promise.partner or ""),
        pill=side,
        tone="danger" if promise.side == Side.VENDOR else "warning",
        who=promise.phrase(),
        due=promise.due_at,
    )


def _registrations(user: Any) -> list[Section]:
    """Everything about registrations that waits for a channel manager, by what is to be done. One query."""
    found = top_of_each(deals.registrations_to_settle(user), "state", "clock_due")
    nothing: tuple[int, list[Any]] = (0, [])
    return [
        sections.registrations_found(
            found.get(RegistrationState.REJECTING, nothing),
            title=_("Rejections to read before they go out"),
            icon="glasses",
            address=link("deals:registrations", state="rejecting"),
            empty="",
            verb=_("reads the rejection"),
            action=_("Read"),
        ),
        sections.registrations_found(
            found.get(RegistrationState.CONTESTED, nothing),
            title=_("Customers that two partners claim"),
            icon="scale",
            address=link("deals:registrations", state="contested"),
            empty="",
            verb=_("decides who gets it"),
            action=_("Settle"),
        ),
        sections.registrations_found(
            found.get(RegistrationState.REJECTED, nothing),
            title=_("Appeals to answer"),
            icon="megaphone",
            address=link("deals:registrations", state="rejected"),
            empty="",
            verb=_("answers the appeal"),
            action=_("Answer"),
            label=_("All rejected"),
        ),
        sections.registrations_found(
            found.get(RegistrationState.IN_REVIEW, nothing),
            title=_("Registrations to decide"),
            icon="shield-check",
            address=link("deals:registrations", state="in_review"),
            empty=_("Every registration has been decided."),
            verb=_("decides"),
            action=_("Review"),
        ),
    ]


def _tier_changes(user: Any) -> Section:
    """Rises and falls that the review proposes for one's own partners."""
    count, found = top(partners.tier_changes_to_decide(user))
    items = [
        Item(
            title=str(change),
            href=change.get_absolute_url(),
            subtitle=_("proposed on %(day)s") % {"day": formats.short_date(change.proposed_at)},
            pill=_("Rise") if change.is_rise else _("Fall"),
            tone="success" if change.is_rise else "warning",
            action_url=change.get_absolute_url(),
            action_label=_("Decide"),
        )
        for change in found
    ]
    address = link("partners:tier_changes", state=TierChangeState.PROPOSED, owner=user.ref)
    return Section(_("Changes of tier to decide"), "medal", "", count, address, items=items, quiet=True)


def _first_steps(user: Any) -> Section:
    """New partners of one's own, at which step each stands and since when."""
    count, found = top(partners.onboarding_to_follow(user))
    items = [_step_item(*one) for one in partners.onboarding_found(user, found)]
    address = link("partners:list", steps="open", owner=user.ref)
    return Section(_("First steps of new partners"), "list-checks", "", count, address, items=items, quiet=True)


def _step_item(partner: Any, onboarding: Any) -> Item:
    step = onboarding.next
    words = {"step": step.label, "day": formats.short_date(partner.stands_since)}
    done = {"done": formats.number(onboarding.done), "all": formats.number(len(onboarding.steps))}
    return Item(
        title=partner.name,
        href=partner.get_absolute_url(),
        subtitle=_("%(step)s · since %(day)s") % words,
        pill=_("ours") if step.url else _("partner’s"),
        tone="warning" if step.url else "neutral",
        amount=_("%(done)s of %(all)s done") % done,
        action_url=step.url,
        action_label=_("Go on") if step.url else "",
    )


def _marketing(user: Any) -> Section:
    return sections.mdf(
        incentives.mdf_to_decide(user),
        title=_("Marketing money to decide"),
        state=MdfState.SUBMITTED,
        empty=_("No partner waits for marketing money."),
        verb=_("decides"),
        action=_("Decide"),
    )


def _leads_to_settle(user: Any) -> list[Section]:
    """Everything about leads that waits for a channel manager, by what is to be done. One query."""
    clocks = selectors.clock_of_each_lead(user)
    found = top_of_each(leads.leads_to_settle(user), "state", "state_since", **clocks)
    states = (LeadState.OFFERED, LeadState.REJECTED, LeadState.UNPLACED, LeadState.HELD)
    to_read, appealed, unplaced, held = (found.get(state, (0, [])) for state in states)
    return [
        sections.leads(
            to_read,
            title=_("Rejected leads to read before the letter goes out"),
            icon="glasses",
            address=link("leads:list", state=LeadState.OFFERED, direction=Direction.INBOUND),
            empty="",
            action=_("Read"),
        ),
        sections.leads(
            appealed,
            title=_("Appeals about leads to answer"),
            icon="megaphone",
            address=link("leads:list", state=LeadState.REJECTED),
            empty="",
            action=_("Answer"),
        ),
        sections.leads(
            unplaced,
            title=_("Leads that nobody took"),
            icon="user-x",
            address=link("leads:list", state=LeadState.UNPLACED),
            empty=_("Every lead has found somebody."),
            action=_("Place"),
        ),
        sections.leads(
            held,
            title=_("Leads that lack something"),
            icon="circle-pause",
            address=link("leads:held"),
            empty="",
            action=_("Complete"),
        ),
    ]
