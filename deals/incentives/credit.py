"""Fees and marketing money of a campaign, or of a person, by currency; each opens its rows."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from deals.enums import Stage
from deals.models import Opportunity
from deals.selectors.credits import won_credit
from partners.models import Campaign
from partners.signals import Brought, Panel, brought_panel
from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.core.formats import money_short, number

from .enums import RUNNING, FeeState, MdfState
from .models import Fee, MdfRequest
from .selectors import MdfSums, Totals, mdf_sums, totals_of


def on_brought_asked(sender: type, subject: Any, user: Any, **kwargs: Any) -> list[Panel]:
    """Answers `partners.signals.brought_asked`; nothing for those who see no fees."""
    if user.role not in MEMBERS | MONEY_STAFF | CHANNEL:
        return []
    key = "campaign" if isinstance(subject, Campaign) else "referrer"
    rows = Fee.objects.visible_to(user).filter(**{key: subject.pk})
    figures = [figure for totals in totals_of(rows) for figure in _figures(totals, {key: subject.ref})]
    return [brought_panel(3, _("Fees"), "wallet", figures, _("No fees yet.")), _marketing(subject, user)]


def _marketing(subject: Any, user: Any) -> Panel:
    """The requests for marketing money and, of a campaign, what it won beside what was paid for it."""
    key = "campaign" if isinstance(subject, Campaign) else "member"
    rows = MdfRequest.objects.visible_to(user).filter(**{key: subject.pk})
    counted, sums = mdf_sums(rows)
    own = {key: subject.ref}
    figures = [Brought(_("Requests"), number(counted), _mdf(own))] if counted else []
    for one in sums:
        words, query = {"currency": one.currency}, {**own, "currency": one.currency}
        figures += [
            Brought(
                _("Approved, not paid yet, %(currency)s") % words,
                money_short(one.running, one.currency),
                _mdf({**query, "state": RUNNING}),
            ),
            Brought(
                _("Paid, %(currency)s") % words,
                money_short(one.paid, one.currency),
                _mdf({**query, "state": MdfState.PAID}),
            ),
        ]
        figures += [_won(subject, user, one)] if key == "campaign" else []
    return brought_panel(4, _("Marketing money"), "megaphone", figures, _("Nobody asked for marketing money yet."))


def _won(campaign: Campaign, user: Any, sums: MdfSums) -> Brought:
    """What the partner has the credit for of this campaign's deals, and how often over what was paid for it."""
    won, whole = won_credit(user, sums.currency, campaign=campaign)
    hints = [_("%(times)s times what was paid") % {"times": number(round(won / sums.paid, 1))}] if sums.paid else []
    hints += [_("by its share of the credit")] if won != whole else []
    query = {"campaign": campaign.ref, "stage": Stage.WON, "currency": sums.currency}
    label = _("Won by the campaign, %(currency)s") % {"currency": sums.currency}
    address = f"{reverse('deals:list')}?{urlencode(query)}"
    return Brought(label, money_short(won, sums.currency), address, ", ".join(hints))


def _mdf(query: dict[str, Any]) -> str:
    return f"{reverse('incentives:mdf')}?{urlencode(query)}"


def on_credit_changed(sender: type, opportunity: Opportunity, **kwargs: Any) -> None:
    """Fees of the deal that are not paid yet follow its credit; those of partners that share it have their own."""
    own = Fee.objects.unpaid().filter(opportunity=opportunity, registration=None)
    for fee in own.select_for_update(of=("self",)).order_by("pk"):
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
