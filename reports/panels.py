"""What the reports add to a partner's page."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deals import selectors as deals
from partners.models import Partner
from partners.signals import Panel
from prm.accounts.enums import SELLERS

from . import selectors
from .figures import months_back
from .homes import parts
from .worklists import link


def of_partner(partner: Partner, user: Any) -> list[Panel]:
    """Open pipeline and what was won, as far as this user may see it."""
    today = timezone.localdate()
    figures = selectors.deal_figures(deals.deals_for(user).filter(partner=partner), months_back(today)[0])
    query = {"partner": partner.ref} if user.is_vendor else {}
    tiles = parts.deal_tiles(figures, today, str(partner.currency), **query)
    context = {"tiles": tiles, "chart": parts.stage_chart(figures, **query), "doors": doors(partner, user)}
    return [Panel("reports/_partner.html", context, place=10)]


def doors(partner: Partner, user: Any) -> list[tuple[str, str, str]]:
    """Where one reads on about this partner: address, icon and name."""
    campaigns = (link("partners:campaigns", partner=partner.ref), "megaphone", _("Campaigns"))
    if user.role not in SELLERS:
        return [campaigns]
    own = {"partner": partner.ref} if user.is_vendor else {}
    return [
        (link("deals:registrations", **own), "shield-check", _("Registrations")),
        (link("reports:partner_scorecard", partner.ref), "scale", _("Scorecard")),
        (link("reports:waterfall", partner=partner.ref), "funnel", _("Waterfall")),
        campaigns,
    ]
