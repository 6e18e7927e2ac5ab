"""Who has which share of the credit for a deal. Shares are whole percents and add up to 100."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Sum, Value
from django.db.models.functions import Coalesce, Round

from deals.enums import RegistrationState, Stage
from deals.models import Opportunity, Registration, RegistrationQuerySet
from partners.models import Partner

from .checking import is_sold_directly

# A registration has its share of another's deal from the decision to sell together on, also once the deal is won.
SHARING = (RegistrationState.CO_SELLING, RegistrationState.COMPLETED)
# From such a registration to the deal that it shares.
SHARED_DEAL = "shares_with__opportunity__"
MONEY = DecimalField(max_digits=18, decimal_places=2)


@dataclass(frozen=True)
class Share:
    """One partner's share, in percent. `registration` is the one by which it shares another's deal, or None."""

    partner: Partner
    percent: int
    registration: Registration | None = None


def registrations_of_deal(deal: Opportunity) -> list[Registration]:
    """The registration of the deal, then those that share it; none for a deal that nobody registered."""
    holder = Registration.objects.filter(opportunity=deal).select_related("partner", "product").first()
    if holder is None:
        return []
    sharing = holder.shared_by.filter(state__in=SHARING).select_related("partner", "product", "referrer", "campaign")
    return [holder, *sharing.order_by("pk")]


def shares_of(deal: Opportunity) -> list[Share]:
    """Every partner's share, the deal's own partner first; nobody's for a deal without a partner."""
    if deal.partner is None:
        return []
    rows = registrations_of_deal(deal)
    own = Share(deal.partner, rows[0].credit_share if rows else 100)
    return [own, *(Share(row.partner, row.credit_share, row) for row in rows[1:] if row.partner is not None)]


def helpers_of(deal: Opportunity) -> RegistrationQuerySet:
    """Registrations that help to win a deal of the vendor's own; nobody's while it has another one open for the same.

    They are found by customer and product, as long as they are not closed with the deal.
    """
    rows = Registration.objects.filter(state=RegistrationState.CO_SELLING, shares_with=None)
    if deal.partner_id is not None or deal.customer is None:
        return rows.none()
    scope = deal.product.family if deal.product is not None else ""
    if is_sold_directly(deal.customer, scope):
        return rows.none()
    return rows.filter(customer=deal.customer_id, **({"scope": scope} if scope else {}))


def given_by_the_vendor(customer: int, scope: str) -> int:
    """What percent of the credit for its own deal there the vendor has given to those who help to win it."""
    rows = Registration.objects.filter(
        state=RegistrationState.CO_SELLING, shares_with=None, customer=customer, scope=scope
    )
    return rows.aggregate(sum=Sum("credit_share"))["sum"] or 0


def own_credit() -> Any:
    """Over deals: what they are worth to their own partners, by their shares. The shares of others are left out."""
    return _credited(F("amount"), Coalesce("registration__credit_share", Value(100)))


def shared_credit() -> Any:
    """The same over `shared_registrations`: what deals of others are worth to the partners that share them."""
    return _credited(F(f"{SHARED_DEAL}amount"), F("credit_share"))


def won_credit(user: Any, currency: str, **whose: Any) -> tuple[Decimal, Decimal]:
    """What deals that were won in this currency are worth by the shares of the credit, and what they are worth whole.

    `whose` are lookups of the deal, or of the registration by which another's is shared; only the first are whole.
    """
    own = Opportunity.objects.visible_to(user).won().filter(amount_currency=currency, **whose)
    sums = own.aggregate(credited=own_credit(), whole=Sum("amount"))
    shared = shared_registrations(stage=Stage.WON, amount_currency=currency).visible_to(user).filter(**whose)
    beside = shared.aggregate(credited=shared_credit())["credited"]
    return (sums["credited"] or Decimal(0)) + (beside or Decimal(0)), sums["whole"] or Decimal(0)


def _credited(amount: Any, percent: Any) -> Any:
    return Round(Sum(amount * percent / Value(Decimal(100)), output_field=MONEY), 2)


def shared_registrations(**of_deal: Any) -> RegistrationQuerySet:
    """Registrations that have a share of another partner's deal; `of_deal` are lookups of that deal."""
    wanted = {f"{SHARED_DEAL}{name}": value for name, value in of_deal.items()}
    return Registration.objects.filter(state__in=SHARING, shares_with__isnull=False, **wanted)
