"""What the reports add to a partner's page."""

from typing import Any

from django.utils import timezone

from deals import selectors as deals
from partners.models import Partner
from partners.signals import Panel

from . import selectors
from .figures import months_back
from .homes import parts


def of_partner(partner: Partner, user: Any) -> list[Panel]:
    """Open pipeline and what was won, as far as this user may see it."""
    today = timezone.localdate()
    figures = selectors.deal_figures(deals.deals_for(user).filter(partner=partner), months_back(today)[0])
    query = {"partner": partner.ref} if user.is_vendor else {}
    tiles = parts.deal_tiles(figures, today, str(partner.currency), **query)
    return [Panel("reports/_partner.html", {"tiles": tiles, "chart": parts.stage_chart(figures, **query)})]
