"""Who holds a customer for a product. What partners may be told of it, `deals.conflicts` says."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet

from deals.conflicts import Assessment, Facts, assess
from deals.enums import HOLDS_THE_CUSTOMER, UNDECIDED, RegistrationState
from deals.models import Opportunity, Protection, Registration
from leads.identity import customer_identity
from leads.models import Customer, Lead
from partners.models import Partner, Product
from prm.core.finding import Folded, fold

# Below this two names are different companies; above it somebody should compare the spelling.
SIMILAR_ENOUGH = 0.6
OWN_STATES = frozenset({*UNDECIDED, *HOLDS_THE_CUSTOMER, RegistrationState.CO_SELLING})


def check(
    *, partner: Partner, scope: str, company: str, website: str = "", country: str = "", email: str = ""
) -> Assessment:
    """Whether this partner would get the customer for the product family `scope` if it registered now.

    Only an answer for the screen: what counts is decided by the database when the registration is submitted.
    """
    customer = Customer.objects.filter(identity=customer_identity(company, website, country, email)).first()
    if customer is None:
        return assess(Facts(similar=_similar_is_held(partner, scope, company)))
    customer = customer.merged_into or customer
    own = own_registration(partner, customer, scope)
    return assess(
        Facts(
            own=own.ref if own is not None else "",
            held=_is_held(partner, customer, scope),
            worked=_is_worked(partner, customer, scope),
        )
    )


def product_with_code(user: Any, code: str) -> Product | None:
    """A product that is sold today, by its code."""
    return Product.objects.visible_to(user).filter(code=code[:40], is_active=True).first()


def own_registration(
    partner: Partner, customer: Customer, scope: str, but_not: Registration | None = None
) -> Registration | None:
    """The partner's own registration of this customer that is undecided or approved."""
    rows = Registration.objects.filter(partner=partner, customer=customer, scope=scope, state__in=OWN_STATES)
    return _without(rows, but_not).first()


def holder_of(customer: Customer, scope: str, but_not: Registration | None = None) -> Registration | None:
    """The registration that keeps the customer from everybody else; for staff and services only."""
    rows = Registration.objects.holding().filter(customer=customer, scope=scope)
    return _without(rows, but_not).select_related("partner").first()


def _without(rows: QuerySet[Registration], but_not: Registration | None) -> QuerySet[Registration]:
    return rows.exclude(pk=but_not.pk) if but_not else rows


def is_held_by_another(row: Registration) -> bool:
    """Whether somebody else's registration keeps this one's customer; for what staff are offered to do."""
    return row.customer is not None and holder_of(row.customer, row.scope, but_not=row) is not None


def other_side(registration: Registration) -> list[str]:
    """Names that no text to this registration's partner may hold: of partners and members after the same customer."""
    if registration.customer_id is None:
        return []
    rows = Registration.objects.filter(customer=registration.customer_id, scope=registration.scope)
    rows = rows.filter(state__in=OWN_STATES).exclude(partner=registration.partner_id)
    names = rows.order_by("pk").values_list("partner__name", "referrer__user__name")
    return sorted({name for pair in names for name in pair if name})


def _is_held(partner: Partner, customer: Customer, scope: str) -> bool:
    same = Q(customer=customer, scope=scope)
    registered = Registration.objects.holding().filter(same).exclude(partner=partner)
    return registered.exists() or Protection.objects.active().filter(same).exclude(partner=partner).exists()


def _is_worked(partner: Partner, customer: Customer, scope: str) -> bool:
    deals = Opportunity.objects.open().filter(customer=customer, product__family=scope).exclude(partner=partner)
    if deals.exists():
        return True
    leads = Lead.objects.worked().filter(Q(product=None) | Q(product__family=scope), customer=customer)
    return leads.exclude(partner=partner).exists()


def _similar_is_held(partner: Partner, scope: str, company: str) -> bool:
    name, wanted = Folded("name"), fold(company)
    likeness = TrigramSimilarity(name, wanted)  # type: ignore[arg-type]
    alike = Customer.objects.alias(folded=name, likeness=likeness)
    alike = alike.filter(folded__trigram_similar=wanted, likeness__gte=SIMILAR_ENOUGH)
    held = Registration.objects.holding().filter(scope=scope, customer__in=alike.values("pk"))
    return held.exclude(partner=partner).exists()


def holders_of(wanted: Mapping[int, tuple[int, str]]) -> dict[int, str]:
    """Whose protected customers these are: partner references by the numbers asked with.

    `wanted` names a customer and a product family by each number. Where no product is named ('' as family), the
    customer is the holder's if one partner holds it for anything.
    """
    rows = Protection.objects.active().filter(customer__in={customer for customer, _family in wanted.values()})
    held: dict[int, dict[str, str]] = {}
    for customer, scope, partner in rows.order_by("pk").values_list("customer", "scope", "partner__ref"):
        held.setdefault(customer, {})[scope] = partner
    found = {}
    for number, (customer, family) in wanted.items():
        scopes = held.get(customer, {})
        holders = {scopes[scope] for scope in (scopes if not family else {family, ""} & scopes.keys())}
        if len(holders) == 1:
            found[number] = holders.pop()
    return found
