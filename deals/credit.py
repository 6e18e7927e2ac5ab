"""Deals and registrations of a campaign, or that a person brought, as numbers that open their rows."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from deals import selectors
from deals.enums import RegistrationState, Stage
from partners.models import Campaign
from partners.signals import Brought, Panel, brought_panel
from prm.accounts.enums import MEMBERS, SELLING_STAFF
from prm.core.formats import number


def on_brought_asked(sender: type, subject: Any, user: Any, **kwargs: Any) -> list[Panel]:
    """Answers `partners.signals.brought_asked`; nothing for those who see no deals."""
    if user.role not in MEMBERS | SELLING_STAFF:
        return []
    key = "campaign" if isinstance(subject, Campaign) else "referrer"
    which = {key: subject.pk}
    found = (
        selectors.deals_for(user)
        .filter(**which)
        .aggregate(
            open=Count("pk", ~Q(stage__in=[Stage.WON, Stage.LOST])),
            won=Count("pk", Q(stage=Stage.WON)),
            lost=Count("pk", Q(stage=Stage.LOST)),
        )
    )
    sent = selectors.registrations_for(user).filter(**which).exclude(state=RegistrationState.DRAFT).count()
    own = {key: subject.ref}
    figures = [
        Brought(_("Open"), number(found["open"]), _link("deals:list", own, stage="open")),
        Brought(_("Won"), number(found["won"]), _link("deals:list", own, stage=Stage.WON)),
        Brought(_("Lost"), number(found["lost"]), _link("deals:list", own, stage=Stage.LOST)),
        Brought(_("Registrations"), number(sent), _link("deals:registrations", own, sent="yes")),
    ]
    any_deal = sent or any(found.values())
    return [brought_panel(2, _("Deals"), "handshake", figures if any_deal else [], _("No deals yet."))]


def _link(name: str, own: dict[str, str], **more: Any) -> str:
    return f"{reverse(name)}?{urlencode({**own, **more})}"
