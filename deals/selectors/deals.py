"""Deals and their protection."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Count,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.urls import reverse
from django.utils import timezone

from deals.enums import Stage
from deals.models import (
    DealContact,
    DealFile,
    Opportunity,
    OpportunityQuerySet,
    Protection,
    ProtectionQuerySet,
)
from leads.models import Contact, Lead
from partners.models import Partner
from partners.signals import Results
from prm.accounts.enums import MEMBERS, SELLING_STAFF, Role
from prm.core.finding import any_of, begins_ref, has
from prm.core.paging import CAP

from .credits import SHARED_DEAL, own_credit, shared_credit, shared_registrations
from .stalling import untouched

WARN_DAYS = (30, 14, 3)


def deals_for(user: Any) -> OpportunityQuerySet:
    """What the user may see, with what a list prints beside each row."""
    return Opportunity.objects.visible_to(user).select_related(
        "customer", "partner", "member__user", "sales_rep", "product", "registration__protection"
    )


def deals_of_lead(lead: Lead, user: Any) -> OpportunityQuerySet:
    """The deals that came out of a lead the user may see, among the deals they may see."""
    return deals_for(user).filter(lead=lead)


def people_of(deal: Opportunity, user: Any) -> list[DealContact]:
    """Who has a part in the deal at the customer, beside its first contact."""
    rows = DealContact.objects.visible_to(user).filter(deal=deal).exclude(contact=deal.contact_id)
    return list(rows.select_related("contact").order_by("pk"))


def person_of(deal: Opportunity, ref: str) -> Contact | None:
    """The contact with this reference, if it has a part in the deal or is its first one."""
    rows = Contact.objects.filter(Q(pk=deal.contact_id) | Q(pk__in=deal.people.values("contact")))
    return rows.filter(ref=ref).first()


def files_of(deal: Opportunity, user: Any) -> list[DealFile]:
    """The deal's files, as they came."""
    return list(DealFile.objects.visible_to(user).filter(deal=deal).select_related("uploaded_by").order_by("pk"))


def _own(rows: Any, user: Any) -> Any:
    """Of what the user may see, what is theirs to look after."""
    if user.role in MEMBERS or user.role == Role.ADMINISTRATOR:
        return rows
    if user.role == Role.CHANNEL_MANAGER:
        return rows.filter(partner__owner=user.pk)
    return rows


def won_by_partners(partners: Collection[int], since: date, until: date) -> dict[int, Results]:
    """What each of these partners (row numbers) won in these days, both included, of the active time zone.

    Deals are those of the partner itself, revenue is what it has the credit for, also of deals that it shares.
    """
    days = {"closed_at__date__gte": since, "closed_at__date__lte": until}
    own = Opportunity.objects.won().filter(partner__in=partners, **days).order_by()
    by_deal = own.values_list("partner", "partner__ref", "amount_currency").annotate(
        deals=Count("pk"), total=own_credit()
    )
    shared = shared_registrations(stage=Stage.WON, **days).filter(partner__in=partners).order_by()
    columns = ("partner", "partner__ref", f"{SHARED_DEAL}amount_currency")
    by_share = shared.values_list(*columns).annotate(deals=Value(0), total=shared_credit())
    found: dict[int, Results] = {}
    for partner, ref, currency, deals, total in by_deal.union(by_share, all=True):
        query = {"stage": Stage.WON, "partner": ref, "closed_from": since, "closed_until": until}
        before = found.get(partner, Results(0, {}, f"{reverse('deals:list')}?{urlencode(query)}"))
        sums = {**before.revenue}
        sums[currency or ""] = sums.get(currency or "", Decimal(0)) + (total or Decimal(0))
        found[partner] = Results(before.deals + deals, sums, before.href)
    return found


def deals_stalled(user: Any) -> OpportunityQuerySet:
    """Open deals that nobody has touched for the policy's days, the longest first."""
    if user.role not in MEMBERS | SELLING_STAFF:
        return Opportunity.objects.none()
    rows = deals_for(user).open().filter(untouched("lt"))
    rows = rows.filter(sales_rep=user.pk) if user.role == Role.SALES_REP else _own(rows, user)
    return rows.order_by("last_activity_at", "pk")


def deals_of_partner_stalled(user: Any, partner: Partner) -> int:
    """How many open deals of the partner nobody has touched for the policy's days."""
    return stalled_or_not(Opportunity.objects.visible_to(user).filter(partner=partner), True).count()


def protections_ending(user: Any) -> ProtectionQuerySet:
    """Protection that ends within the time of the first warning, the soonest first."""
    if user.role not in MEMBERS | SELLING_STAFF:
        return Protection.objects.none()
    last = timezone.localdate() + timedelta(days=max(WARN_DAYS))
    rows = Protection.objects.visible_to(user).active().filter(ends_on__lte=last)
    rows = rows.select_related("registration__opportunity", "registration__product", "customer", "partner")
    rows = rows.filter(registration__reviewer=user.pk) if user.role == Role.SALES_REP else _own(rows, user)
    return rows.order_by("ends_on", "pk")


def protections_against(customer_id: int | None, family: str, partner_id: int | None) -> list[Protection]:
    """Running protection of this customer by other partners; of one product family, or of any with ''.

    For staff only: partners never learn who holds a customer.
    """
    if customer_id is None:
        return []
    rows = Protection.objects.active().filter(customer=customer_id).exclude(partner=partner_id)
    rows = rows.filter(scope__in=[family, ""]) if family else rows
    return list(rows.select_related("partner__owner", "registration__product").order_by("ends_on", "pk"))


def totals(rows: QuerySet[Opportunity]) -> list[tuple[str, int, Decimal]]:
    """(currency, deals, sum) of at most CAP of the rows, the most deals first; deals without amount left out."""
    capped = rows.order_by()[:CAP].values("pk")
    counted = Opportunity.objects.filter(pk__in=capped, amount__isnull=False).order_by().values("amount_currency")
    found = counted.annotate(deals=Count("pk"), total=Sum("amount")).order_by("-deals", "amount_currency")
    return [(row["amount_currency"], row["deals"], row["total"]) for row in found]


def deals_matching(rows: OpportunityQuerySet, text: str, user: Any) -> OpportunityQuerySet:
    """Those whose name or reference contains `text`; for staff also the customer's name as we write it."""
    wanted = [has("name", text), begins_ref(text), has("external_id", text)]
    if user.is_vendor:
        wanted.append(has("customer__name", text))
    return any_of(rows, *wanted)


def stalled_or_not(rows: OpportunityQuerySet, stalled: bool) -> OpportunityQuerySet:
    """Open deals that have stalled, or that have not."""
    return rows.open().filter(untouched("lt" if stalled else "gte"))
