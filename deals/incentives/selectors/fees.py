"""Questions about fees and the plan they are counted by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from deals.enums import PROBABILITY, RegistrationState, Stage
from deals.models import Opportunity
from partners.models import Partner
from prm.accounts.enums import MONEY_STAFF, Role
from prm.accounts.models import User
from prm.promises.enums import State as PromiseState

from .. import plans
from ..enums import FeeState
from ..models import CompensationPlan, Dispute, Fee, FeeQuerySet
from ..statements import Account, Quarter, accounts, quarter_of

BESIDE = ("opportunity", "partner", "referrer__user", "plan", "approved_by", "paid_by")
# How many open deals are looked at to say what may come.
MOST_OPEN_DEALS = 500
URGENCY = (FeeState.DUE, FeeState.APPROVED, FeeState.DISPUTED, FeeState.ACCRUED, FeeState.PAID, FeeState.CANCELLED)


def plan_in_force(day: date) -> CompensationPlan | None:
    """The plan by which a deal that was registered on this day is counted."""
    return CompensationPlan.objects.filter(in_force_from__lte=day).order_by("-in_force_from", "-number", "pk").first()


def terms_for(plan: CompensationPlan, partner: Partner, currency: str) -> plans.Terms:
    """The plan's terms for this partner's tier. A cap in another currency does not apply."""
    cap = plan.cap if plan.cap is not None and str(plan.cap.currency) == currency else None
    return plans.Terms(
        referral_percent=plan.referral_percent,
        registered_uplift=plan.registered_uplift,
        outbound_percent=plan.outbound_percent,
        tier=partner.tier.name,
        tier_points=partner.tier.uplift_points,
        cap=cap.amount if cap is not None else None,
    )


def calculation_for(deal: Opportunity, plan: CompensationPlan, *, is_registered: bool) -> plans.Calculation:
    """What the deal earns its partner by this plan. The deal needs a partner and an amount."""
    assert deal.partner is not None and deal.amount is not None
    currency = str(deal.amount.currency)
    won = plans.Won(deal.amount.amount, currency, deal.deal_source, is_registered)
    return plans.calculate(won, terms_for(plan, deal.partner, currency))


def fees_for(user: Any) -> FeeQuerySet:
    """What the user may see, with what a list prints beside each row, the most urgent first."""
    rank = Case(
        *(When(state=state, then=Value(number)) for number, state in enumerate(URGENCY)),
        default=Value(len(URGENCY)),
        output_field=IntegerField(),
    )
    rows = Fee.objects.visible_to(user).select_related(*BESIDE).annotate(urgency=rank)
    return rows.order_by("urgency", "due_on", "pk")


def fees_matching(rows: FeeQuerySet, text: str) -> FeeQuerySet:
    """Those whose deal, reference or payment reference contains `text`."""
    wanted = Q(opportunity__name__unaccent__icontains=text) | Q(payment_reference__icontains=text)
    return rows.filter(wanted | Q(ref__icontains=text) | Q(opportunity__ref__icontains=text))


def fees_to_approve(user: Any) -> FeeQuerySet:
    """Due and not approved, the oldest first; for finance."""
    if user.role not in MONEY_STAFF:
        return Fee.objects.none()
    return fees_for(user).filter(state=FeeState.DUE).order_by("due_on", "pk")


def fees_to_pay(user: Any) -> FeeQuerySet:
    """Approved and not paid, the oldest first; for finance."""
    if user.role not in MONEY_STAFF:
        return Fee.objects.none()
    return fees_for(user).filter(state=FeeState.APPROVED).order_by("due_on", "pk")


def overdue(rows: FeeQuerySet) -> FeeQuerySet:
    """Those that should have been paid by now."""
    return rows.filter(state__in=[FeeState.DUE, FeeState.APPROVED], due_on__lt=timezone.localdate())


@dataclass(frozen=True)
class Totals:
    """Fees of one currency: `earned` is everything until now, of which `due` and `approved` wait to be paid."""

    currency: str
    earned: Decimal
    due: Decimal
    approved: Decimal
    paid: Decimal


def fee_totals(partner: Partner) -> list[Totals]:
    """The partner's fees by currency, its own currency first."""
    return _totals(Fee.objects.filter(partner=partner), str(partner.currency))


def totals_of(rows: FeeQuerySet) -> list[Totals]:
    """The same for any set of fees, the currency with the most fees first."""
    return _totals(rows, "")


def _totals(rows: FeeQuerySet, first: str) -> list[Totals]:
    def total(*states: str) -> Sum:
        return Sum("amount", filter=Q(state__in=states), default=Decimal(0))

    found = (
        rows.exclude(state=FeeState.CANCELLED)
        .order_by()
        .values("amount_currency")
        .annotate(
            earned=Sum("amount"),
            due=total(FeeState.DUE),
            approved=total(FeeState.APPROVED),
            paid=total(FeeState.PAID),
            fees=Count("pk"),
        )
    )
    ordered = sorted(found, key=lambda row: (row["amount_currency"] != first, -row["fees"], row["amount_currency"]))
    return [Totals(row["amount_currency"], row["earned"], row["due"], row["approved"], row["paid"]) for row in ordered]


@dataclass(frozen=True)
class Coming:
    """Fees of one currency from open deals: if `all` of them are won, and `weighted` by the chance of their stage."""

    currency: str
    all: Decimal
    weighted: Decimal


def coming_if_won(partner: Partner, today: date) -> list[Coming]:
    """What the partner's open deals would earn, the largest sum first.

    Counts at most MOST_OPEN_DEALS, the latest touched first; nothing while no plan is in force.
    """
    plan = plan_in_force(today)
    if plan is None:
        return []
    deals = Opportunity.objects.open().filter(partner=partner, amount__isnull=False)
    deals = deals.select_related("partner__tier", "registration").order_by("-last_activity_at", "-pk")
    return _sums(deals[:MOST_OPEN_DEALS], plan)


def _sums(deals: Iterable[Opportunity], plan: CompensationPlan) -> list[Coming]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for deal in deals:
        registration = getattr(deal, "registration", None)
        is_registered = registration is not None and registration.state == RegistrationState.APPROVED
        earned = calculation_for(deal, plan, is_registered=is_registered).amount
        assert deal.amount is not None
        currency = str(deal.amount.currency)
        every, weighted = sums.get(currency, (Decimal(0), Decimal(0)))
        sums[currency] = (every + earned, weighted + earned * PROBABILITY[Stage(deal.stage)] / 100)
    found = [
        Coming(currency, every, weighted.quantize(plans.smallest_unit(currency)))
        for currency, (every, weighted) in sums.items()
    ]
    return sorted(found, key=lambda one: (-one.all, one.currency))


# -- disputes and corrections


def dispute_of(fee: Fee) -> Dispute | None:
    """The dispute about the fee, whatever became of it."""
    return Dispute.objects.filter(fee=fee).select_related("opened_by", "answered_by", "correction").first()


def disputes_to_answer(user: Any) -> Any:
    """Open disputes, the oldest first; for finance."""
    if user.role not in MONEY_STAFF:
        return Dispute.objects.none()
    rows = Dispute.objects.visible_to(user).open().select_related("fee__opportunity", "fee__partner", "opened_by")
    return rows.order_by("opened_at", "pk")


def whole_of(fee: Fee) -> Decimal:
    """What a fee and its corrections come to, asked by any row of them; cancelled rows count for nothing."""
    first = fee.corrects_id or fee.pk
    rows = Fee.objects.filter(Q(pk=first) | Q(corrects=first)).exclude(state=FeeState.CANCELLED)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def corrected_by(fee: Fee) -> list[Fee]:
    """The rows that correct this one, the oldest first."""
    return list(Fee.objects.filter(corrects=fee).order_by("pk"))


# -- statements


def statement_of(partner: Partner, quarter: Quarter) -> list[Account]:
    """The partner's account for the quarter, by currency. Whoever asks must be allowed to see the partner's fees."""
    rows = Fee.objects.filter(partner=partner, earned_on__lte=quarter.ends_on).select_related(*BESIDE)
    # What was settled before the quarter changes nothing in it.
    before = Q(paid_at__date__lt=quarter.starts_on) | Q(cancelled_on__lt=quarter.starts_on)
    return accounts(rows.exclude(before).order_by("earned_on", "pk"), quarter)


def partners_with_fees(user: Any) -> Any:
    """Whose statement this user can ask for, by name."""
    rows = Partner.objects.visible_to(user).filter(Exists(Fee.objects.filter(partner=OuterRef("pk"))))
    return rows.order_by(Lower("name"), "pk")


def statement_quarters(today: date, count: int = 8) -> list[Quarter]:
    """This quarter and those before it, the newest first."""
    quarters = [quarter_of(today)]
    while len(quarters) < count:
        quarters.append(quarters[-1].before())
    return quarters


# -- people


def finance_person() -> User | None:
    """Who looks after the next fee: the person in finance with the least to do, else an administrator."""
    owed = Count("promises", filter=Q(promises__state=PromiseState.OPEN))
    people = User.objects.active().annotate(owed=owed).order_by("owed", "pk")
    here = [person for person in people.with_role(Role.FINANCE) if not person.is_away()]
    return (
        next(iter(here), None)
        or people.with_role(Role.FINANCE).first()
        or people.with_role(Role.ADMINISTRATOR).first()
    )


def finance_team() -> list[User]:
    """Everybody who can approve and pay."""
    return list(User.objects.active().with_role(*sorted(MONEY_STAFF)).order_by("pk"))
