"""Where people can go, by role. Stands beside the URLs because it names them."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF, SELLERS, SELLING_STAFF
from prm.core.navigation import NavGroup, NavigationMap, NavItem
from prm.outbox.rules import HOOKERS
from reports.selectors import badges_of

PAYING = MEMBERS | MONEY_STAFF | CHANNEL


def waiting_for(request: HttpRequest) -> Mapping[str, int]:
    """The numbers beside the doors: one query. Nothing waits for somebody without an account."""
    return badges_of(request.user) if getattr(request.user, "pk", None) else {}


NAVIGATION = NavigationMap(
    groups=(
        NavGroup(
            "",
            (
                NavItem(_("Overview"), "home", "layout-dashboard", quick=True),
                NavItem(_("Offers"), "offers:list", "inbox", MEMBERS, badge="offers", quick=True),
                NavItem(_("Leads"), "leads:list", "users", SELLERS, quick=True),
                NavItem(_("Deals"), "deals:list", "handshake", SELLERS, quick=True),
                NavItem(_("Registrations"), "deals:registrations", "shield-check", SELLERS, "registrations"),
                NavItem(_("Partners"), "partners:list", "building-2", SELLING_STAFF | MONEY_STAFF, quick=True),
            ),
        ),
        NavGroup(
            _("Programme"),
            (
                NavItem(_("Fees"), "incentives:fees", "wallet", PAYING, badge="fees", quick=True),
                NavItem(_("Campaigns"), "partners:campaigns", "megaphone", SELLERS),
                NavItem(_("Marketing money"), "incentives:mdf", "hand-coins", PAYING, badge="mdf"),
                NavItem(_("Library"), "library:list", "folder-open"),
                NavItem(_("Team"), "partners:team", "users-round", MEMBERS),
                NavItem(_("Certificates"), "partners:certificates", "award", MEMBERS | CHANNEL, "certificates"),
                NavItem(_("Territories"), "partners:territories", "map", CHANNEL),
                NavItem(_("Changes of tier"), "partners:tier_changes", "medal", CHANNEL),
                NavItem(_("Imports"), "imports:list", "file-input", CHANNEL),
            ),
        ),
        NavGroup(
            _("Reports"),
            (
                NavItem(_("What is late"), "reports:late", "alarm-clock", SELLING_STAFF),
                NavItem(_("Who looked"), "reports:looks", "eye", SELLERS),
                NavItem(_("Pipeline"), "reports:pipeline", "chart-line", SELLERS),
                NavItem(_("Scorecard"), "reports:scorecard", "scale", SELLERS),
                NavItem(_("Goals"), "reports:goals", "target", SELLERS),
                NavItem(_("Waterfall"), "reports:waterfall", "funnel", SELLERS),
                NavItem(_("Results"), "reports:partners", "trophy", SELLERS),
            ),
        ),
        NavGroup(_("System"), (NavItem(_("Settings"), "settings:index", "settings", CHANNEL | MONEY_STAFF),)),
    ),
    account=(
        NavItem(_("Profile"), "accounts:profile", "circle-user"),
        NavItem(_("Security"), "accounts:security", "shield-check"),
        NavItem(_("Sessions"), "accounts:sessions", "monitor-smartphone"),
        NavItem(_("Mail and notices"), "outbox:choices", "mail"),
        NavItem(_("API tokens"), "accounts:tokens", "key-round"),
        NavItem(_("Webhooks"), "webhooks:list", "webhook", HOOKERS),
    ),
    notices=NavItem(_("Notices"), "outbox:notices", "bell", badge="notices"),
    search=NavItem(_("Search"), "search", "search"),
    counts=waiting_for,
)
