"""Goals beside what deals say: won and expected in a quarter, each in the goal's own currency, never added up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Lower

from deals.enums import OPEN_STAGES, PROBABILITY, Stage
from deals.models import Opportunity, OpportunityQuerySet, RegistrationQuerySet
from deals.selectors.credits import SHARED_DEAL, own_credit, shared_credit, shared_registrations
from partners.enums import PartnerState
from partners.goals.models import Goal
from partners.models import Partner

from ..figures import ZERO
from ..periods import Period

MONEY = DecimalField(max_digits=18, decimal_places=2)
# Chance to win by stage, as the database multiplies it.
CHANCE = Case(*(When(stage=stage, then=Value(PROBABILITY[stage])) for stage in OPEN_STAGES), default=Value(0))
WEIGHTED = Sum(F("amount") * CHANCE / Value(100), output_field=MONEY)


def won_in(rows: OpportunityQuerySet, period: Period) -> OpportunityQuerySet:
    """Deals won in these days (of the active time zone)."""
    return rows.filter(stage=Stage.WON, closed_at__date__gte=period.since, closed_at__date__lte=period.until)


def expected_in(rows: OpportunityQuerySet, period: Period, today: date) -> OpportunityQuerySet:
    """Open deals that are to close in these days, or should have closed before; none of a period that is over."""
    if period.until < today:
        return rows.none()
    expected = rows.filter(stage__in=OPEN_STAGES, close_on__lte=period.until)
    return expected if period.since <= today else expected.filter(close_on__gte=period.since)


def partners_with_goals(user: Any, period: Period, today: date) -> QuerySet[Partner]:
    """Partners the user may see with goal, `won`, `weighted` and `forecast` of the quarter, by name.

    `counted_in` is the goal's currency, or the partner's own where there is no goal.
    """
    goals = Goal.objects.filter(partner=OuterRef("pk"), quarter=period.since)
    rows = Partner.objects.visible_to(user).annotate(
        goal_ref=Subquery(goals.values("ref")),
        goal_amount=Subquery(goals.values("amount")),
        goal_state=Subquery(goals.values("state")),
        counted_in=Coalesce(Subquery(goals.values("amount_currency")), F("currency")),
    )
    deals = Opportunity.objects.filter(partner=OuterRef("pk"), amount_currency=OuterRef("counted_in"))
    shared = _shared_in(period, amount_currency=OuterRef("counted_in")).filter(partner=OuterRef("pk"))
    rows = rows.annotate(
        won=_sum(won_in(deals, period), own_credit()) + _sum(shared, shared_credit()),
        weighted=_sum(expected_in(deals, period, today), WEIGHTED),
    ).annotate(forecast=F("won") + F("weighted"))
    # One that is no partner any more is shown for the quarters in which it was.
    shown = rows.filter(Q(state__in=[PartnerState.ACTIVE, PartnerState.SUSPENDED]) | Q(goal_amount__isnull=False))
    return shown.order_by(Lower("name"), "pk")


def _shared_in(period: Period, **of_deal: Any) -> RegistrationQuerySet:
    """Shares of deals of other partners that were won in these days."""
    days = {"closed_at__date__gte": period.since, "closed_at__date__lte": period.until}
    return shared_registrations(stage=Stage.WON, **days, **of_deal)


def _sum(rows: QuerySet, what: Any) -> Any:
    counted = rows.order_by().values("partner").annotate(answer=what).values("answer")
    return Coalesce(Subquery(counted, output_field=MONEY), Value(ZERO, output_field=MONEY))


@dataclass(frozen=True)
class Outlook:
    """One currency of a quarter: the sum of goals, what was won, and open deals weighted by their stage."""

    currency: str
    goal: Decimal = ZERO
    goals: int = 0
    won: Decimal = ZERO
    won_deals: int = 0
    weighted: Decimal = ZERO
    open_deals: int = 0

    @property
    def forecast(self) -> Decimal:
        return self.won + self.weighted

    @property
    def gap(self) -> Decimal:
        """What is missing to the goal even if the pipeline comes in as weighted; negative when it is exceeded."""
        return self.goal - self.forecast


def _sums(
    rows: Any, sum_name: str, count_name: str, total: Any, number: Any, currency: str = "amount_currency"
) -> Any:
    """By currency the total and the number of rows, each beside its name, so that several of these can be joined."""
    named = {"sum_name": Value(sum_name), "total": total, "count_name": Value(count_name), "number": number}
    return rows.order_by().values(currency).annotate(**named).values_list(currency, *named)


def outlooks(user: Any, period: Period, today: date, partner: Partner | None = None) -> list[Outlook]:
    """By currency, the one with a goal first, then those with most won. One query.

    Won is what the partners have the credit for; `won_deals` are their own deals.
    """
    own = {"partner": partner} if partner else {}
    goals = Goal.objects.visible_to(user).filter(quarter=period.since, **own).order_by()
    deals = Opportunity.objects.visible_to(user).filter(amount__isnull=False, **own).order_by()
    shared = _shared_in(period, amount__isnull=False).visible_to(user).filter(**own)
    found: dict[str, dict[str, Any]] = {}
    asked = (
        _sums(goals, "goal", "goals", Sum("amount"), Count("pk")),
        _sums(won_in(deals, period), "won", "won_deals", own_credit(), Count("pk")),
        _sums(shared, "won", "won_deals", shared_credit(), Value(0), f"{SHARED_DEAL}amount_currency"),
        _sums(expected_in(deals, period, today), "weighted", "open_deals", WEIGHTED, Count("pk")),
    )
    for currency, sum_name, total, count_name, number in asked[0].union(*asked[1:], all=True):
        sums = found.setdefault(currency, {})
        sums[sum_name] = sums.get(sum_name, ZERO) + total
        sums[count_name] = sums.get(count_name, 0) + number
    made = [Outlook(currency, **values) for currency, values in found.items()]
    return sorted(made, key=lambda one: (-one.goal, -one.won, one.currency))
