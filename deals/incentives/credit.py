"""Fees of a campaign, or of what a person brought, by currency; each opens its rows."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from deals.models import Opportunity
from partners.models import Campaign
from partners.signals import Brought, Panel, brought_panel
from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.core.formats import money_short

from .enums import FeeState
from .models import Fee
from .selectors import Totals, totals_of


def on_brought_asked(sender: type, subject: Any, user: Any, **kwargs: Any) -> list[Panel]:
    """Answers `partners.signals.brought_asked`; nothing for those who see no fees."""
    if user.role not in MEMBERS | MONEY_STAFF | CHANNEL:
        return []
    key = "campaign" if isinstance(subject, Campaign) else "referrer"
    rows = Fee.objects.visible_to(user).filter(**{key: subject.pk})
    figures = [figure for totals in totals_of(rows) for figure in _figures(totals, {key: subject.ref})]
    return [brought_panel(3, _("Fees"), "wallet", figures, _("No fees yet."))]


def on_credit_changed(sender: type, opportunity: Opportunity, **kwargs: Any) -> None:
    """Fees of the deal that are not paid yet follow its credit."""
    for fee in Fee.objects.unpaid().filter(opportunity=opportunity).select_for_update(of=("self",)).order_by("pk"):
        fee.referrer, fee.campaign = opportunity.referrer, opportunity.campaign
        fee.save(update_fields=["referrer", "campaign"])


def _figures(totals: Totals, own: dict[str, str]) -> list[Brought]:
    words = {"currency": totals.currency}
    query = {**own, "currency": totals.currency}
    wanted = [
        (_("Earned, %(currency)s") % words, totals.earned, {}),
        (_("Due, %(currency)s") % words, totals.due, {"state": FeeState.DUE}),
        (_("Paid, %(currency)s") % words, totals.paid, {"state": FeeState.PAID}),
    ]
    return [
        Brought(label, money_short(amount, totals.currency), _link({**query, **more}))
        for label, amount, more in wanted
    ]


def _link(query: dict[str, Any]) -> str:
    return f"{reverse('incentives:fees')}?{urlencode(query)}"
