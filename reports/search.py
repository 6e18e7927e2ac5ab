"""Finding things: an exact public reference opens at once, anything else is looked for among what the user may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import selectors as deals
from deals.enums import RegistrationState
from deals.incentives.models import Fee
from deals.models import Opportunity, Registration
from leads import selectors as leads
from leads.models import Lead, Offer
from partners import selectors as partners
from partners.library import selectors as library
from partners.library.models import Document
from partners.models import Member, Partner, Territory
from prm.accounts.enums import CHANNEL, EVERYONE, MEMBERS, MONEY_STAFF, SELLERS, STAFF
from prm.core import formats
from prm.core.references import clean
from prm.core.templatetags.ui import tone

from .worklists import Item, Section, link, top

LONGEST = 200
SHORTEST = 2


@dataclass(frozen=True)
class Shelf:
    """Where to look: who may, how rows are found, how one is shown, and the list that holds all of them."""

    title: Any
    icon: str
    roles: frozenset[str]
    find: Callable[[Any, str], QuerySet]
    show: Callable[[Any], Item]
    url_name: str


def _lead(lead: Lead) -> Item:
    return Item(lead.company_name, lead.get_absolute_url(), lead.ref, str(lead.get_state_display()), tone(lead.state))


def _offer(offer: Offer) -> Item:
    return Item(
        offer.lead.company_name, offer.get_absolute_url(), offer.ref, str(offer.get_state_display()), tone(offer.state)
    )


def _deal(deal: Opportunity) -> Item:
    amount = formats.money(deal.amount) if deal.amount else ""
    words = f"{deal.ref} · {deal.partner}" if deal.partner else deal.ref
    return Item(
        deal.name, deal.get_absolute_url(), words, str(deal.get_stage_display()), tone(deal.stage), amount=amount
    )


def _registration(row: Any) -> Item:
    words = str(RegistrationState(row.shown_state).label)
    return Item(row.company, row.get_absolute_url(), f"{row.ref} · {row.product}", words, tone(row.shown_state))


def _partner(partner: Partner) -> Item:
    words = f"{partner.ref} · {partner.tier}"
    return Item(partner.name, partner.get_absolute_url(), words, str(partner.get_state_display()), tone(partner.state))


def _member(member: Member) -> Item:
    return Item(str(member.user), member.get_absolute_url(), f"{member.user.get_role_display()} · {member.partner}")


def _document(document: Document) -> Item:
    return Item(document.title, document.get_absolute_url(), str(document.get_kind_display()))


SHELVES = (
    Shelf(
        gettext_lazy("Partners"),
        "building-2",
        STAFF,
        lambda user, text: partners.matching(partners.directory(user), text),
        _partner,
        "partners:list",
    ),
    Shelf(
        gettext_lazy("Offers"),
        "inbox",
        MEMBERS,
        lambda user, text: leads.offers_matching(leads.offer_list(user), text),
        _offer,
        "offers:list",
    ),
    Shelf(
        gettext_lazy("Leads"),
        "users",
        SELLERS,
        lambda user, text: leads.matching(leads.lead_list(user), text),
        _lead,
        "leads:list",
    ),
    Shelf(
        gettext_lazy("Deals"),
        "handshake",
        EVERYONE,
        lambda user, text: deals.deals_matching(deals.deals_for(user), text, user),
        _deal,
        "deals:list",
    ),
    Shelf(
        gettext_lazy("Registrations"),
        "shield-check",
        SELLERS,
        lambda user, text: deals.registrations_matching(deals.registrations_for(user), text),
        _registration,
        "deals:registrations",
    ),
    Shelf(
        gettext_lazy("People at partners"),
        "users-round",
        EVERYONE,
        lambda user, text: partners.members_named(partners.all_members(user), text),
        _member,
        "",
    ),
    Shelf(
        gettext_lazy("Documents"),
        "folder-open",
        EVERYONE,
        library.search,
        _document,
        "library:list",
    ),
)

# Which rows a reference with this prefix names, and who may open their page.
BY_PREFIX: dict[str, tuple[Any, frozenset[str]]] = {
    "P": (Partner, EVERYONE),
    "M": (Member, EVERYONE),
    "T": (Territory, EVERYONE),
    "DO": (Document, EVERYONE),
    "L": (Lead, SELLERS),
    "OF": (Offer, SELLERS),
    "D": (Opportunity, EVERYONE),
    "R": (Registration, SELLERS),
    "E": (Fee, MEMBERS | MONEY_STAFF | CHANNEL),
}


def address_of(user: Any, text: str) -> str | None:
    """Where the object with this reference opens, if `text` is one and the user may see it."""
    ref = clean(text)
    model, roles = BY_PREFIX.get(ref.partition("-")[0], (None, frozenset()))
    if model is None or user.role not in roles:
        return None
    found = model.objects.visible_to(user).filter(ref=ref).first()
    return found.get_absolute_url() if found else None


def search(user: Any, text: str) -> list[Section]:
    """What matches, by kind; kinds without a match are left out. One query per kind."""
    text = text.strip()[:LONGEST]
    if len(text) < SHORTEST:
        return []
    shelves = [shelf for shelf in SHELVES if user.role in shelf.roles]
    return [section for shelf in shelves if (section := _section(shelf, user, text)).count]


def _section(shelf: Shelf, user: Any, text: str) -> Section:
    count, found = top(shelf.find(user, text))
    address = link(shelf.url_name, q=text) if shelf.url_name else ""
    return Section(str(shelf.title), shelf.icon, "", count, address, _("All"), [shelf.show(row) for row in found])
