"""The first page of a partner's people: reps see what is theirs, admins the whole partner's."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals import selectors as deals
from deals.incentives import selectors as incentives
from deals.incentives.enums import EARNED, OWED, FeeState
from leads import selectors as leads
from leads.enums import WORKED, Direction, LeadState
from partners import selectors as partners
from partners.library import selectors as library
from partners.models import Member, Partner
from prm.core.quarters import next_quarter

from .. import selectors
from ..figures import Sum, in_words, months_back
from ..worklists import Figure, Item, Section, link, top, top_of_each
from . import Action, Home, measures, parts, sections


def rep_home(user: Any) -> Home:
    member = partners.member_of(user)
    if member is None:
        return _nowhere()
    own = {"member": member.ref}
    rows = leads.lead_list(user).filter(member=member)
    worklists = [
        _offers(leads.offers_to_answer(user)),
        *_leads(user, rows, {"show": "mine"}),
        _to_complete(top(deals.registrations_action_required(user).filter(referrer=member)), own),
        sections.stalled(link("deals:list", stalled="yes", **own), deals.deals_stalled(user).filter(member=member)),
        _marketing(user),
        _to_accept(user),
    ]
    return _home(user, member, worklists, deals.deals_for(user).filter(member=member), own)


def admin_home(user: Any) -> Home:
    year = months_back(timezone.localdate())[0]
    team = selectors.team_load(partners.team_with_steps(user), year)
    member = next((load.member for load in team if load.member.user_id == user.pk), None)
    if member is None:
        return _nowhere()
    first_steps = partners.onboarding_read(user, member)
    waiting = top_of_each(deals.registrations_to_complete_or_extend(user), "waits_for", "turn")
    worklists = [
        _offers(leads.offer_list(user).open().order_by("answer_by", "pk")),
        *_leads(user, leads.lead_list(user), {}),
        _to_complete(waiting.get("complete", (0, [])), {}),
        sections.stalled(link("deals:list", stalled="yes"), deals.deals_stalled(user)),
        sections.protections(waiting.get("extend", (0, []))),
        _marketing(user),
        _to_accept(user),
    ]
    home = _home(user, member, worklists, deals.deals_for(user), {})
    panels = [("reports/_team.html", {"team": team}), *home.panels, measures.team_answers(team, year)]
    if first_steps is not None:
        panels.insert(0, ("partners/_onboarding.html", {"onboarding": first_steps}))
    return replace(home, panels=panels)


def _nowhere() -> Home:
    """For an account with a member's role that nobody has put into a partner's team."""
    return Home([], subtitle=_("Your account belongs to no partner yet. Please ask your channel manager."))


def _home(user: Any, member: Member, worklists: list[Section], rows: Any, query: dict[str, str]) -> Home:
    today = timezone.localdate()
    partner = member.partner
    fees = incentives.fees_for(user).filter(partner=partner)
    figures, sums = selectors.deals_and_fees(rows, fees, months_back(today)[0])
    currency = parts.main_currency(figures, str(partner.currency))
    tiles = parts.deal_tiles(figures, today, str(partner.currency), **query)
    money = [*_fee_tiles(incentives.totals_from(sums, str(partner.currency)), str(partner.currency)), _coming(partner)]
    action = Action(_("Register a deal"), link("deals:register"), "plus") if partner.is_open_for_business else None
    charts = parts.deal_charts(figures, today, currency, **query)
    company = ("reports/_company.html", {"partner": partner})
    return Home(worklists, tiles, [company, *charts], _subtitle(partner), action, money)


def _subtitle(partner: Partner) -> str:
    today = timezone.localdate()
    days = (next_quarter(today) - today).days - 1  # after today, as the goals count
    ends = ngettext("the quarter ends in %(days)s day", "the quarter ends in %(days)s days", days) % {"days": days}
    words = {"tier": partner.tier, "partner": partner.name, "ends": ends if days else _("the quarter ends today")}
    return _("%(partner)s · %(tier)s partner · %(ends)s") % words


def _offers(rows: Any) -> Section:
    empty = _("No offer waits for an answer.")
    return sections.offers(rows, _("Offers to answer"), link("offers:list", state="open"), empty)


def _leads(user: Any, rows: Any, query: dict[str, str]) -> list[Section]:
    """Whom to contact, what to convert or close, and what the vendor wants to know: one query with the clocks."""
    worked = Q(state__in=WORKED, direction=Direction.OUTBOUND)
    asked_back = Q(state=LeadState.ACTION_REQUIRED)
    found = top_of_each(rows.filter(worked | asked_back), "state", "state_since", **selectors.clock_of_each_lead(user))
    return [
        sections.leads(
            found.get(LeadState.ACCEPTED, (0, [])),
            title=_("Leads to contact"),
            icon="phone",
            address=link("leads:list", state=LeadState.ACCEPTED, direction=Direction.OUTBOUND, **query),
            empty=_("Everybody you accepted has been contacted."),
            action=_("Open"),
        ),
        sections.to_convert(
            found.get(LeadState.CONTACTED, (0, [])),
            title=_("Leads to convert or close"),
            address=link("leads:list", state=LeadState.CONTACTED, direction=Direction.OUTBOUND, **query),
        ),
        sections.leads(
            found.get(LeadState.ACTION_REQUIRED, (0, [])),
            title=_("Questions about your leads"),
            icon="message-circle-question-mark",
            address=link("leads:list", state=LeadState.ACTION_REQUIRED, **query),
            empty="",
            action=_("Answer"),
        ),
    ]


def _to_complete(rows: tuple[int, list[Any]], query: dict[str, str]) -> Section:
    return sections.registrations_found(
        rows,
        title=_("Registrations to complete"),
        icon="file-pen-line",
        address=link("deals:registrations", state="action_required", **query),
        empty=_("Nothing was sent back to you."),
        verb=_("completes"),
        action=_("Complete"),
    )


def _marketing(user: Any) -> Section:
    return sections.mdf(
        incentives.mdf_of_member(user),
        title=_("Marketing money that waits for you"),
        state="",
        empty="",
        verb=_("goes on"),
        action=_("Go on"),
    )


def _to_accept(user: Any) -> Section:
    count, found = top(library.to_acknowledge(user))
    items = [
        Item(
            title=document.title,
            href=document.get_absolute_url(),
            subtitle=str(document.get_kind_display()),
            action_url=document.get_absolute_url(),
            action_label=_("Read"),
        )
        for document in found
    ]
    return Section(
        _("Please read and accept"), "book-open-check", "", count, link("library:list"), items=items, quiet=True
    )


def _fee_tiles(totals: list[incentives.Totals], first: str) -> list[Figure]:
    """Earned until now, of that due (and approved), and paid: by currency, never added up."""
    earned = [Sum(one.currency, 0, one.earned) for one in totals]
    due = [Sum(one.currency, 0, one.due + one.approved) for one in totals]
    paid = [Sum(one.currency, 0, one.paid) for one in totals]
    return [
        _fee_tile(_("Fees earned until now"), "calendar-clock", earned, first, EARNED),
        _fee_tile(_("Fees due to you"), "wallet", due, first, OWED),
        _fee_tile(_("Fees paid to you"), "circle-check", paid, first, FeeState.PAID),
    ]


def _fee_tile(label: str, icon: str, sums: list[Sum], first: str, state: str) -> Figure:
    value, others = in_words([one for one in sums if one.total], first)
    return Figure(label, value, icon, link("incentives:fees", state=state), others)


def _coming(partner: Partner) -> Figure:
    """What the company's open deals would earn, in full, and beside it weighted by the chance of their stage."""
    first, coming = str(partner.currency), incentives.coming_if_won(partner)
    value, others = in_words([Sum(one.currency, 0, one.all) for one in coming], first)
    likely, others_likely = in_words([Sum(one.currency, 0, one.weighted) for one in coming], first)
    weighted = _("weighted by stage: %(amount)s") % {"amount": likely} if coming else _("No open deal earns a fee.")
    hint = " · ".join(part for part in (others, weighted, others_likely) if part)
    return Figure(_("Fees coming if all is won"), value, "trending-up", link("deals:list", stage="open"), hint)
