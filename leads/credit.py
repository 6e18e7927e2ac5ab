"""Leads of a campaign, and leads a person brought, as numbers that open their rows."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.models import Campaign
from partners.signals import Brought, Panel, brought_panel
from prm.accounts.enums import MEMBERS, SELLING_STAFF
from prm.core.formats import number

from .enums import FINAL, Direction, LeadState
from .models import Lead


def on_brought_asked(sender: type, subject: Any, user: Any, **kwargs: Any) -> list[Panel]:
    """Answers `partners.signals.brought_asked`; nothing for those who see no leads."""
    if user.role not in MEMBERS | SELLING_STAFF:
        return []
    query = {"campaign" if isinstance(subject, Campaign) else "referrer": subject.ref}
    rows = Lead.objects.visible_to(user).filter(**{next(iter(query)): subject.pk})
    found = rows.aggregate(
        brought=Count("pk", Q(direction=Direction.INBOUND)),
        received=Count("pk", Q(direction=Direction.OUTBOUND)),
        open=Count("pk", ~Q(state__in=FINAL)),
        converted=Count("pk", Q(state=LeadState.CONVERTED)),
    )
    figures = [
        Brought(_("Brought to the vendor"), number(found["brought"]), _link(query, direction=Direction.INBOUND)),
        Brought(_("Received"), number(found["received"]), _link(query, direction=Direction.OUTBOUND)),
        Brought(_("Open"), number(found["open"]), _link(query, show="open")),
        Brought(_("Became deals"), number(found["converted"]), _link(query, state=LeadState.CONVERTED)),
    ]
    any_lead = found["brought"] or found["received"]
    return [brought_panel(1, _("Leads"), "users", figures if any_lead else [], _("No leads yet."))]


def _link(query: dict[str, str], **more: Any) -> str:
    return f"{reverse('leads:list')}?{urlencode({**query, **more})}"
