"""Lists of things to do that more than one first page shows. Each costs one query (stalled deals: two)."""

from typing import Any

from django.utils.translation import gettext as _

from leads.enums import Rank
from prm.core import formats
from prm.core.templatetags.ui import tone
from prm.promises.enums import verb_of

from ..worklists import Item, Section, first_name, link, top

TONE_OF_RANK = {Rank.HOT: "danger", Rank.WARM: "warning", Rank.COLD: "info"}


def offers(rows: Any, title: str, address: str, empty: str) -> Section:
    """Open offers: leads that wait for somebody's yes or no."""
    count, found = top(rows)
    items = [
        Item(
            title=offer.lead.company_name,
            href=_where_answered(offer),
            subtitle=_product_and_value(offer.lead),
            pill=str(offer.lead.get_rank_display()),
            tone=TONE_OF_RANK.get(offer.lead.rank, "neutral"),
            who=first_name(offer.recipient),
            verb=_("answers"),
            due=offer.answer_by,
            action_url=_where_answered(offer),
            action_label=_("Answer"),
        )
        for offer in found
    ]
    return Section(title, "inbox", empty, count, address, items=items)


def _where_answered(offer: Any) -> str:
    """A partner's lead in review is answered on the lead's own page."""
    return offer.get_absolute_url() if offer.partner_id else offer.lead.get_absolute_url()


def leads(
    found: tuple[int, list[Any]],
    *,
    title: str,
    icon: str,
    address: str,
    empty: str,
    action: str = "",
) -> Section:
    """Leads with the clock that `selectors.clock_of_each_lead` put beside them, as far as there is one."""
    count, shown = found
    items = [_lead_item(lead, action) for lead in shown]
    return Section(title, icon, empty, count, address, items=items, quiet=not empty)


def to_convert(found: tuple[int, list[Any]], *, title: str, address: str) -> Section:
    """Leads whose customer was contacted, and that have not become anything yet."""
    return leads(found, title=title, icon="handshake", address=address, empty="", action=_("Open"))


def _lead_item(lead: Any, action: str) -> Item:
    return Item(
        title=lead.company_name,
        href=lead.get_absolute_url(),
        subtitle=_product_and_value(lead),
        pill=str(lead.get_rank_display()),
        tone=TONE_OF_RANK.get(lead.rank, "neutral"),
        action_url=lead.get_absolute_url() if action else "",
        action_label=action,
        who=first_name(lead.clock_owner),
        verb=verb_of(lead.clock_kind) if lead.clock_kind else "",
        due=lead.clock_due,
    )


def _product_and_value(lead: Any) -> str:
    parts = [str(lead.product) if lead.product else "", formats.money(lead.value) if lead.value else ""]
    return " · ".join(part for part in parts if part)


def registrations(
    rows: Any, *, title: str, icon: str, address: str, empty: str, verb: str, action: str = "", label: str = ""
) -> Section:
    """Registrations with whose turn it is."""
    words = {"title": title, "icon": icon, "address": address, "empty": empty, "verb": verb}
    return registrations_found(top(rows), **words, action=action, label=label)


def registrations_found(
    rows: tuple[int, list[Any]],
    *,
    title: str,
    icon: str,
    address: str,
    empty: str,
    verb: str,
    action: str = "",
    label: str = "",
) -> Section:
    """The same of registrations that have been read already."""
    count, found = rows
    items = [
        Item(
            title=row.company,
            href=row.get_absolute_url(),
            subtitle=f"{row.partner} · {row.product}",
            amount=formats.money(row.amount),
            who=first_name(row.clock_owner),
            verb=verb,
            due=row.clock_due,
            action_url=row.get_absolute_url() if action else "",
            action_label=action,
        )
        for row in found
    ]
    return Section(title, icon, empty, count, address, label, items, quiet=not empty)


def stalled(address: str, rows: Any) -> Section:
    """Deals in which nothing has happened for too long, by who can move them."""
    count, found = top(rows)
    items = [
        Item(
            title=deal.name,
            href=deal.get_absolute_url(),
            subtitle=_("%(who)s · nothing happened since %(day)s")
            % {"who": deal.member or deal.partner or "", "day": formats.short_date(deal.last_activity_at)},
            pill=str(deal.get_stage_display()),
            tone="warning",
            amount=formats.money(deal.amount) if deal.amount else "",
        )
        for deal in found
    ]
    empty = _("No deal has stalled.")
    return Section(_("Deals that stall"), "hourglass", empty, count, address, items=items)


def protections(rows: tuple[int, list[Any]]) -> Section:
    """Registrations whose protection ends soon."""
    count, found = rows
    items = [
        Item(
            title=row.company,
            href=row.get_absolute_url(),
            subtitle=f"{row.partner} · {row.product}",
            pill=_("until %(day)s") % {"day": formats.short_date(row.protection.ends_on)},
            tone="warning",
            amount=formats.money(row.amount),
        )
        for row in found
    ]
    return Section(
        _("Protection that ends"),
        "shield-alert",
        _("No protection ends within 30 days."),
        count,
        link("deals:registrations", state="approved"),
        _("All protected deals"),
        items,
    )


def mdf(rows: Any, *, title: str, state: str, empty: str, action: str, verb: str, icon: str = "megaphone") -> Section:
    """Requests for marketing money, with whose turn it is."""
    count, found = top(rows)
    items = [
        Item(
            title=row.title,
            href=row.get_absolute_url(),
            subtitle=str(row.partner),
            pill=str(row.get_state_display()),
            tone=tone(row.state),
            amount=formats.money(row.amount, str(row.currency)),
            who=first_name(row.clock_owner),
            verb=verb,
            due=row.clock_due,
            action_url=row.get_absolute_url(),
            action_label=action,
        )
        for row in found
    ]
    return Section(title, icon, empty, count, link("incentives:mdf", state=state), items=items, quiet=not empty)
