"""Who holds a customer for a product. What partners may be told of it, `deals.conflicts` says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from deals.conflicts import Assessment, Facts, assess
from deals.enums import HOLDS_THE_CUSTOMER, UNDECIDED, RegistrationState
from deals.models import Opportunity, OpportunityQuerySet, Protection, Registration
from leads.enums import LeadState
from leads.models import Customer, Lead
from leads.selectors import Alike, Asked, alike
from partners.models import Partner, Product

# For so long a customer with whom the vendor itself was in touch needs a look.
LOOK_BACK_DAYS = 180
OWN_STATES = frozenset({*UNDECIDED, *HOLDS_THE_CUSTOMER, RegistrationState.CO_SELLING})


def check(*, partner: Partner, scope: str, asked: Asked) -> Assessment:
    """Whether this partner would get the customer for the product family `scope` if it registered now.

    Only an answer for the screen: what counts is decided by the database when the registration is submitted. A company
    that is only alike is never a reason for red.
    """
    found = standing(alike(asked), scope, partner)
    same = next((one for one in found if one.is_same), None)
    own = own_registration(partner, same.customer, scope) if same is not None else None
    return assess(
        Facts(
            own=own.ref if own is not None else "",
            held=same is not None and same.held,
            worked=same is not None and (same.worked or same.contacted),
            similar=any(one.is_taken for one in found if one is not same),
        )
    )


@dataclass(frozen=True)
class Standing:
    """How a customer like the one asked for stands with everybody but the partner who asks. For staff only."""

    customer: Customer
    reason: str
    is_same: bool
    held: bool
    worked: bool
    contacted: bool

    @property
    def is_taken(self) -> bool:
        return self.held or self.worked or self.contacted

    @property
    def sentence(self) -> str:
        """Why it may be the same, and what speaks for somebody being there."""
        facts = (
            (self.held, _("held")),
            (self.worked, _("being worked")),
            (self.contacted, _("lately in touch with us")),
        )
        words = ", ".join(str(word) for holds, word in facts if holds)
        return f"{self.reason} · {words}"


def standing(found: Sequence[Alike], scope: str, partner: Partner) -> list[Standing]:
    """These customers, each with who is after it for the product family, in one query."""
    if not found:
        return []
    others = _Others(scope, partner)
    rows = Customer.objects.filter(pk__in=[one.customer.pk for one in found])
    rows = rows.annotate(held=others.hold(), worked=others.work(), contacted=others.were_in_touch())
    known = {row.pk: row for row in rows.order_by("pk")}
    return [
        Standing(
            one.customer, one.reason, one.is_same, known[number].held, known[number].worked, known[number].contacted
        )
        for one in found
        if (number := one.customer.pk) in known
    ]


def open_direct_deals() -> OpportunityQuerySet:
    """What the vendor itself is selling. A partner who registers there waits as behind another partner."""
    return Opportunity.objects.open().filter(partner=None)


def deals_sold_directly(customer: Customer, scope: str) -> OpportunityQuerySet:
    """The vendor's own open deals there, for the product family or for no product in particular."""
    return open_direct_deals().filter(Q(product=None) | Q(product__family=scope), customer=customer)


def is_sold_directly(customer: Customer, scope: str) -> bool:
    """Whether the vendor itself has an open deal there for the product family."""
    return deals_sold_directly(customer, scope).exists()


def customers_alike(row: Registration) -> list[Standing]:
    """What speaks for somebody else being after this registration's customer, or one like it. For staff only."""
    if row.partner is None:
        return []
    asked = Asked(
        name=row.company,
        website=row.website,
        country=str(row.country),
        email=row.contact_email,
        postcode=row.postcode,
        city=row.city,
    )
    return [one for one in standing(alike(asked), row.scope, row.partner) if one.is_taken]


class _Others:
    """Conditions over customers: what everybody but one partner does there for one product family."""

    def __init__(self, scope: str, partner: Partner) -> None:
        self.scope, self.partner = scope, partner

    def hold(self) -> Q:
        registered = Registration.objects.holding().filter(scope=self.scope)
        protected = Protection.objects.active().filter(scope=self.scope)
        return self._exists(registered) | self._exists(protected) | self._exists(self._in_scope(open_direct_deals()))

    def work(self) -> Q:
        return self._exists(self._in_scope(Opportunity.objects.open())) | self._exists(
            self._in_scope(Lead.objects.worked())
        )

    def were_in_touch(self) -> Q:
        """The vendor itself was, lately: a deal or a lead of its own, also one that is closed."""
        since = timezone.now() - timedelta(days=LOOK_BACK_DAYS)
        deals = Opportunity.objects.filter(partner=None, last_activity_at__gte=since)
        leads = Lead.objects.filter(partner=None, last_activity_at__gte=since).exclude(state=LeadState.DISQUALIFIED)
        return self._exists(self._in_scope(deals)) | self._exists(self._in_scope(leads))

    def _in_scope(self, rows: QuerySet) -> QuerySet:
        return rows.filter(Q(product=None) | Q(product__family=self.scope))

    def _exists(self, rows: QuerySet) -> Q:
        return Q(Exists(rows.filter(customer=OuterRef("pk")).exclude(partner=self.partner)))


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
    """Names that no text to this registration's partner may hold: of whoever else is after the same customer.

    These are partners and their people, and the vendor's own people with a deal there; but for those whom the partner
    knows by this registration anyway.
    """
    if registration.customer is None:
        return []
    rows = Registration.objects.filter(customer=registration.customer, scope=registration.scope)
    rows = rows.filter(state__in=OWN_STATES).exclude(partner=registration.partner_id)
    names = {
        name for pair in rows.order_by("pk").values_list("partner__name", "referrer__user__name") for name in pair
    }
    ours = deals_sold_directly(registration.customer, registration.scope).exclude(
        sales_rep__in=_known_to(registration)
    )
    names.update(ours.order_by("pk").values_list("sales_rep__name", flat=True))
    return sorted(name for name in names if name)


def _known_to(registration: Registration) -> set[int]:
    """The vendor's people whom the partner deals with: of the registration, and of the partnership."""
    partner = registration.partner
    known = {registration.reviewer_id, registration.next_decider_id, registration.rejection_by_id}
    known |= {partner.owner_id, partner.sales_rep_id} if partner is not None else set()
    return {number for number in known if number}


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
