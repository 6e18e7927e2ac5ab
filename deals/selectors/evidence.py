"""What speaks for each side of a conflict; for the channel's staff only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from deals.enums import Stage
from deals.models import Opportunity, Registration
from deals.precedence import Claim
from leads.models import Lead
from partners.models import Contract, Partner, Territory
from partners.selectors import territories, territories_covering
from prm.accounts.models import User

from .checking import deals_sold_directly
from .registrations import rivals_of

SHOWN = 5
RELATED = ("partner__tier", "referrer__user", "reviewer", "opportunity", "protection", "product")


@dataclass
class Side:
    """One registration with what stands behind it. `leads` are contacts that the partner had with the customer."""

    row: Registration
    contract: Contract | None = None
    territories: list[Territory] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)

    @property
    def protection(self) -> Any:
        found = getattr(self.row, "protection", None)
        return found if found is not None and found.is_active else None

    @property
    def claim(self) -> Claim:
        deal = self.row.opportunity
        assert self.row.submitted_at is not None
        return Claim(
            name=str(self.row.partner),
            submitted_at=self.row.submitted_at,
            is_protected=self.protection is not None,
            has_contract=self.contract is not None,
            covers_territory=bool(self.territories),
            brought_a_lead=any(lead.arrived_at <= self.row.submitted_at for lead in self.leads),
            deal_moves=deal is not None and deal.stage not in (Stage.PROSPECTING, Stage.LOST),
        )


@dataclass
class Evidence:
    """`sides` begins with the registration asked about.

    `ours` are the vendor's own contacts with the customer, `our_deals` its own open deals there for the same products.
    """

    sides: list[Side]
    ours: list[Lead]
    our_deals: list[Opportunity]


def evidence(registration: Registration, user: User) -> Evidence:
    """Both sides of a conflict, in as many queries for two as for many."""
    rivals = rivals_of(registration, user).select_related(*RELATED)
    sides = [Side(row) for row in (registration, *rivals)]
    partners = [side.row.partner for side in sides if side.row.partner is not None]
    contracts = _running_contracts(partners)
    covered = _covering(user, partners, str(registration.country))
    leads = _contacts(registration, user)
    for side in sides:
        number = side.row.partner_id or 0
        side.contract = contracts.get(number)
        side.territories, side.leads = covered[number], leads[number][:SHOWN]
    return Evidence(sides, leads[0][:SHOWN], our_deals_against(registration, user))


def our_deals_against(registration: Registration, user: User) -> list[Opportunity]:
    """The vendor's own open deals with the registration's customer; for staff only."""
    if registration.customer is None or not user.is_vendor:
        return []
    rows = deals_sold_directly(registration.customer, registration.scope).visible_to(user)
    return list(rows.select_related("sales_rep", "product").order_by("stage_since", "pk")[:SHOWN])


def _running_contracts(partners: Iterable[Partner]) -> dict[int, Contract]:
    today = timezone.localdate()
    rows = Contract.objects.filter(partner__in=list(partners), starts_on__lte=today)
    rows = rows.filter(Q(ends_on__gte=today) | Q(renews_itself=True))
    return {row.partner_id: row for row in rows.order_by("starts_on", "pk")}


def _covering(user: User, partners: Iterable[Partner], country: str) -> dict[int, list[Territory]]:
    found: dict[int, list[Territory]] = defaultdict(list)
    for row in territories_covering(territories(user).in_force().filter(partner__in=list(partners)), country):
        found[row.partner_id or 0].append(row)
    return found


def _contacts(registration: Registration, user: User) -> dict[int, list[Lead]]:
    """Leads of this customer by partner, the oldest first; under 0 those that no partner works."""
    found: dict[int, list[Lead]] = defaultdict(list)
    rows = Lead.objects.visible_to(user).filter(customer=registration.customer_id).select_related("receiver")
    for lead in rows.order_by("arrived_at", "pk")[:200]:
        found[lead.partner_id or 0].append(lead)
    return found
