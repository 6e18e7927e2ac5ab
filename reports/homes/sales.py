"""The first page of a sales rep: partners' leads and registrations that wait, and one's own deals."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deals import selectors as deals
from leads import selectors as leads
from leads.enums import Direction, LeadState

from .. import selectors
from ..figures import months_back
from ..worklists import Section, link, top_of_each
from . import Action, Home, measures, parts, sections


def home(user: Any) -> Home:
    today = timezone.localdate()
    figures = selectors.deal_figures(deals.deals_for(user).filter(sales_rep=user), months_back(today)[0])
    currency = parts.main_currency(figures, "")
    worklists = [
        to_decide(user, link("deals:registrations", state="in_review", decider=user.ref)),
        sections.offers(
            leads.inbound_to_review(user),
            _("Partners’ leads to review"),
            link("leads:list", state=LeadState.OFFERED, direction=Direction.INBOUND, show="mine"),
            _("No partner waits for your answer to a lead."),
        ),
        *_to_work(user),
        sections.stalled(link("deals:list", stalled="yes", rep=user.ref), deals.deals_stalled(user)),
    ]
    return Home(
        worklists,
        parts.deal_tiles(figures, today, currency, rep=user.ref),
        [
            *parts.deal_charts(figures, today, currency, rep=user.ref),
            _to_close(user, currency, today),
            measures.own_answers(user, months_back(today)[0]),
        ],
        _("What partners wait for comes first."),
        Action(_("Enter a lead"), link("leads:new"), "plus"),
    )


def _to_close(user: Any, currency: str, today: date) -> parts.Panel:
    """Open deals by the month in which they are to close, in one currency. One query."""
    query = {"stage": "open", "rep": user.ref, "currency": currency}
    sums = selectors.to_close_by_month(deals.deals_for(user).filter(sales_rep=user), currency)
    return parts.bars_panel(
        _("Open deals by month of closing, %(currency)s") % {"currency": currency},
        parts.months_to_come(sums, today, "closes", lambda days: link("deals:list", **days, **query)),
        currency,
        _("No open deal is to close in the coming months."),
    )


def to_decide(user: Any, address: str) -> Section:
    return sections.registrations(
        deals.registrations_to_decide(user),
        title=_("Registrations to decide"),
        icon="shield-check",
        address=address,
        empty=_("Every registration has been decided."),
        verb=_("decides"),
        action=_("Review"),
    )


def _to_work(user: Any) -> list[Section]:
    """Customers to contact, and leads to convert or close. One query."""
    found = top_of_each(leads.leads_worked(user), "state", "state_since", **selectors.clock_of_each_lead(user))
    mine = {"direction": Direction.INBOUND, "show": "mine"}
    return [
        sections.leads(
            found.get(LeadState.ACCEPTED, (0, [])),
            title=_("Partners’ customers to contact"),
            icon="phone",
            address=link("leads:list", state=LeadState.ACCEPTED, **mine),
            empty=_("Every customer that a partner sent you has been contacted."),
            action=_("Open"),
        ),
        sections.to_convert(
            found.get(LeadState.CONTACTED, (0, [])),
            title=_("Partners’ leads to convert or close"),
            address=link("leads:list", state=LeadState.CONTACTED, **mine),
        ),
    ]
