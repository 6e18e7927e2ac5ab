"""The first page of finance: fees to approve and to pay, and how the quarter stands."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals.incentives import selectors as incentives
from deals.incentives.enums import UNPAID_FEES, FeeState, MdfState
from prm.core import formats
from prm.core.quarters import quarter_of

from .. import selectors
from ..figures import ZERO, in_words, last_day, months_back
from ..worklists import Figure, Item, Section, link, top
from . import Action, Home, parts, sections


def home(user: Any) -> Home:
    today = timezone.localdate()
    worklists = [
        _fees(
            incentives.fees_to_approve(user),
            _("Fees to approve"),
            link("incentives:fees", state=FeeState.DUE),
            _("No fee waits for approval."),
            _("Approve"),
        ),
        _fees(
            incentives.fees_to_pay(user),
            _("Fees to pay"),
            link("incentives:fees", state=FeeState.APPROVED),
            _("Every approved fee has been paid."),
            _("Pay"),
        ),
    ]
    worklists += [_disputes(user), _claims_to_check(user), _claims_to_pay(user)]
    facts = selectors.fee_facts(user, today, quarter_of(today))
    tiles = [
        _tile(_("To approve"), "file-check", facts.to_approve, link("incentives:fees", state=FeeState.DUE)),
        _tile(_("To pay"), "wallet", facts.to_pay, link("incentives:fees", state=FeeState.APPROVED)),
        _tile(_("Overdue"), "alarm-clock", facts.overdue, link("incentives:fees", overdue="true"), is_bad=True),
        _tile(
            _("Paid this quarter"),
            "circle-check",
            facts.paid,
            link("incentives:fees", state=FeeState.PAID, paid_from=quarter_of(today)),
        ),
    ]
    action = Action(_("Open the fees"), link("incentives:fees"), "wallet")
    return Home(worklists, tiles, _charts(user, today), _("What partners have earned and wait for."), action)


def _charts(user: Any, today: date) -> list[parts.Panel]:
    """What falls due and what was paid by month, in the currency with the most fees. Two queries."""
    due, paid = selectors.fee_months(user)
    currency = next(iter(due or paid), "")
    words = {"currency": currency}
    return [
        parts.bars_panel(
            _("To be paid by month, %(currency)s") % words,
            parts.months_to_come(due.get(currency, {}), today, "due", lambda days: _unpaid(currency, days)),
            currency,
            _("Nothing is to be paid."),
        ),
        parts.bars_panel(
            _("Paid by month, %(currency)s") % words,
            _paid(paid.get(currency, {}), currency, today),
            currency,
            _("Nothing was paid in the last six months."),
        ),
    ]


def _unpaid(currency: str, days: dict[str, date]) -> str:
    return link("incentives:fees", state=UNPAID_FEES, currency=currency, **days)


def _paid(sums: dict[date, Decimal], currency: str, today: date) -> list[parts.BarOfRows]:
    query = {"state": FeeState.PAID, "currency": currency}
    return [
        (
            parts.month_name(month),
            sums.get(month, ZERO),
            link("incentives:fees", paid_from=month, paid_until=last_day(month), **query),
        )
        for month in months_back(today, 6)
    ]


def _disputes(user: Any) -> Section:
    count, found = top(incentives.disputes_to_answer(user))
    items = [
        Item(
            title=dispute.fee.opportunity.name,
            href=dispute.get_absolute_url(),
            subtitle=f"{dispute.fee.partner}: {dispute.reason[:80]}",
            amount=formats.money(dispute.fee.amount),
            action_url=dispute.get_absolute_url(),
            action_label=_("Answer"),
        )
        for dispute in found
    ]
    empty = _("Nobody disputes a fee.")
    address = link("incentives:fees", state=FeeState.DISPUTED)
    return Section(_("Disputes to answer"), "message-circle-warning", empty, count, address, items=items)


def _claims_to_check(user: Any) -> Section:
    return sections.mdf(
        incentives.claims_to_check(user),
        title=_("Marketing claims to check"),
        state=MdfState.CLAIMED,
        empty=_("No claim waits for a check."),
        verb=_("checks the claim"),
        action=_("Check"),
    )


def _claims_to_pay(user: Any) -> Section:
    return sections.mdf(
        incentives.claims_to_pay(user),
        title=_("Marketing claims to pay"),
        state=MdfState.PAYABLE,
        empty=_("Every claim that was agreed has been paid."),
        verb=_("pays"),
        action=_("Pay"),
    )


def _fees(rows: Any, title: str, address: str, empty: str, action: str) -> Section:
    count, found = top(rows)
    items = [
        Item(
            title=fee.opportunity.name,
            href=fee.get_absolute_url(),
            subtitle=_("%(partner)s · due %(day)s") % {"partner": fee.partner, "day": formats.short_date(fee.due_on)},
            pill=_("overdue") if fee.due_on < timezone.localdate() else "",
            tone="danger",
            amount=formats.money(fee.amount),
            action_url=fee.get_absolute_url(),
            action_label=action,
        )
        for fee in found
    ]
    return Section(title, "wallet", empty, count, address, items=items)


def _tile(label: str, icon: str, sums: Any, address: str, *, is_bad: bool = False) -> Figure:
    value, others = in_words(sums)
    count = sum(one.deals for one in sums)
    fees = ngettext("%(count)s fee", "%(count)s fees", count) % {"count": formats.number(count)}
    hint = " · ".join(part for part in (fees, others) if part)
    return Figure(label, value, icon, address, hint, "danger" if is_bad and count else "")
