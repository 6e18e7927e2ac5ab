"""Questions about fees and the plan they are counted by."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, Lower, Now, TruncDate
from django.utils import timezone
from djmoney.money import Money

from deals.enums import PROBABILITY, RegistrationState, Stage
from deals.models import Opportunity
from partners.models import Partner
from prm.accounts.enums import MONEY_STAFF, Role
from prm.accounts.models import User
from prm.core.finding import any_of, begins_ref, has
from prm.core.money import smallest_unit
from prm.core.quarters import Quarter
from prm.promises.enums import State as PromiseState

from .. import plans
from ..enums import EARNED, OWED, UNPAID_FEES, FeeState
from ..models import CompensationPlan, Dispute, Fee, FeeQuerySet
from ..statements import Account, accounts

BESIDE = ("opportunity", "registration__product", "partner", "referrer__user", "plan", "approved_by", "paid_by")
# How many open deals are looked at to say what may come.
MOST_OPEN_DEALS = 500
PLAN_TERMS = ("referral_percent", "registered_uplift", "outbound_percent", "cap", "cap_currency")
URGENCY = (FeeState.DUE, FeeState.APPROVED, FeeState.DISPUTED, FeeState.ACCRUED, FeeState.PAID, FeeState.CANCELLED)


def plan_in_force(day: date, partner: Partner | None = None) -> CompensationPlan | None:
    """The plan by which a deal that was registered on this day is counted: the partner's own, else everybody's."""
    return _versions(Q(in_force_from__lte=day), Value(partner.plan_name if partner else "")).first()


def plans_in_force(day: date) -> set[int]:
    """The row numbers of the versions that count on this day: everybody's, and the newest of each that is given."""
    begun = CompensationPlan.objects.filter(in_force_from__lte=day).order_by("-in_force_from", "-number", "pk")
    found: dict[str, int] = {}
    for plan in begun:
        found.setdefault(plan.name if plan.is_given else "", plan.pk)
    return set(found.values())


def _versions(begun: Q, name: Any) -> Any:
    """Those that count for a partner whose plan has this name, what counts first; its own go before everybody's."""
    own = Case(When(name=name, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = CompensationPlan.objects.filter(begun, Q(name=name) | Q(is_given=False)).annotate(place=own)
    return rows.order_by("place", "-in_force_from", "-number", "pk")


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


def divided(
    counted: plans.Calculation, value: Decimal, percents: Sequence[int], currency: str
) -> list[tuple[Decimal, plans.Calculation]]:
    """By share, the deal's own partner first: the value that the part is counted from, and the part of the fee."""
    bases = plans.split(value.quantize(smallest_unit(currency), ROUND_DOWN), percents, currency)
    return list(zip([value, *bases[1:]], plans.divide(counted, percents, currency), strict=True))


def fees_for(user: Any) -> FeeQuerySet:
    """What the user may see, with what a list prints beside each row, the most urgent first."""
    rank = Case(
        *(When(state=state, then=Value(number)) for number, state in enumerate(URGENCY)),
        default=Value(len(URGENCY)),
        output_field=IntegerField(),
    )
    named = Coalesce("registration__company", "opportunity__name")
    rows = Fee.objects.visible_to(user).select_related(*BESIDE).annotate(urgency=rank, named=named)
    return rows.order_by("urgency", "due_on", "pk")


def fees_matching(rows: FeeQuerySet, text: str) -> FeeQuerySet:
    """Those whose deal, reference or payment reference contains `text`.

    A partner that shares another's deal finds its own part by its own words, never by the other's.
    """
    own, shared = Q(registration=None), has("registration__company", text)
    named = (own & has("opportunity__name", text), shared, has("payment_reference", text))
    refs = (own & begins_ref(text, "opportunity__ref"), begins_ref(text, "registration__ref"))
    return any_of(rows, *named, begins_ref(text), *refs)


def fees_in_state(rows: FeeQuerySet, wanted: str) -> FeeQuerySet:
    """`wanted` is a state, EARNED (all that were not cancelled), UNPAID_FEES or OWED (due or approved)."""
    if wanted == UNPAID_FEES:
        return rows.unpaid()
    if wanted == EARNED:
        return rows.exclude(state=FeeState.CANCELLED)
    return rows.filter(state__in=[FeeState.DUE, FeeState.APPROVED]) if wanted == OWED else rows.filter(state=wanted)


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
    return fees_in_state(rows, OWED).filter(due_on__lt=timezone.localdate())


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
    counted = rows.order_by().values_list("state", "amount_currency").annotate(Count("pk"), Sum("amount"))
    return totals_from(counted, first)


def totals_from(counted: Iterable[tuple[str, str, int, Decimal]], first: str) -> list[Totals]:
    """(state, currency, fees, sum) as totals by currency, `first` before the one with the most fees."""
    sums: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    fees: Counter[str] = Counter()
    for state, currency, count, total in counted:
        if state != FeeState.CANCELLED:
            sums[currency][state] += total
            fees[currency] += count
    ordered = sorted(sums, key=lambda currency: (currency != first, -fees[currency], currency))
    wanted = (FeeState.DUE, FeeState.APPROVED, FeeState.PAID)
    return [
        Totals(currency, sum(sums[currency].values(), Decimal(0)), *(sums[currency][state] for state in wanted))
        for currency in ordered
    ]


@dataclass(frozen=True)
class Coming:
    """Fees of one currency from open deals: if `all` of them are won, and `weighted` by the chance of their stage."""

    currency: str
    all: Decimal
    weighted: Decimal


def coming_if_won(partner: Partner) -> list[Coming]:
    """What the partner's open deals would earn, the largest sum first. One query.

    Each by the plan of the day it was registered, or was opened. Counts at most MOST_OPEN_DEALS, the latest touched
    first; deals from before the first plan earn nothing.
    """
    deals = Opportunity.objects.open().filter(partner=partner, amount__isnull=False)
    deals = deals.select_related("partner__tier").order_by("-last_activity_at", "-pk")
    return _sums(_with_plan(deals)[:MOST_OPEN_DEALS])


def _with_plan(deals: Any) -> Any:
    """Open deals with the terms of their plan beside them, as texts: the first pages have no query to spare."""
    approved = Q(registration__state=RegistrationState.APPROVED)
    began = Case(When(approved, then="registration__submitted_at"), default="opened_at")
    plans_then = _versions(Q(in_force_from__lte=OuterRef("began_on")), OuterRef("partner__plan_name"))
    terms = JSONObject(**{name: Cast(name, TextField()) for name in PLAN_TERMS})
    newest = plans_then.values(terms=terms)[:1]
    return deals.annotate(
        began_on=TruncDate(Coalesce(began, Now())),
        plan_terms=Subquery(newest),
        own_share=Coalesce("registration__credit_share", 100),
        is_registered=ExpressionWrapper(approved, output_field=BooleanField()),
    )


def _plan_of(terms: dict[str, str | None]) -> CompensationPlan:
    cap = Money(terms["cap"], terms["cap_currency"]) if terms["cap"] is not None else None
    percents = {name: Decimal(terms[name] or 0) for name in PLAN_TERMS if not name.startswith("cap")}
    return CompensationPlan(cap=cap, **percents)


def _sums(deals: Iterable[Any]) -> list[Coming]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for deal in deals:
        if deal.plan_terms is None:
            continue
        assert deal.amount is not None
        currency = str(deal.amount.currency)
        whole = calculation_for(deal, _plan_of(deal.plan_terms), is_registered=deal.is_registered).amount
        earned = plans.split(whole, [deal.own_share, 100 - deal.own_share], currency)[0]
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
    rows = (
        Dispute.objects.visible_to(user)
        .open()
        .select_related("fee__opportunity", "fee__registration__product", "fee__partner", "opened_by")
    )
    return rows.order_by("opened_at", "pk")


def whole_of(fee: Fee) -> Decimal:
    """What a fee and its corrections come to, asked by any row of them; cancelled rows count for nothing."""
    first = fee.corrects_id or fee.pk
    rows = Fee.objects.filter(Q(pk=first) | Q(corrects=first)).exclude(state=FeeState.CANCELLED)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def is_shared(fee: Fee) -> bool:
    """Whether other partners have a part of the same deal's fee. What the vendor's own deal earns, each has alone."""
    if fee.opportunity.partner_id is None:
        return False
    return Fee.objects.filter(opportunity=fee.opportunity_id, corrects=None).exclude(partner=fee.partner_id).exists()


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
    quarters = [Quarter.of(today)]
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
