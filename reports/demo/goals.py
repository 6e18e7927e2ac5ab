"""What each partner set itself by quarter, out of what its deals say."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from deals.enums import Stage
from partners.goals.enums import GoalState
from prm.accounts.enums import Role
from prm.core import formats
from prm.core.quarters import quarter_of

from .people import Cast, Member, Partner
from .world import Row, World

TABLE = "goals.Goal"
PLANS = (
    "One customer day in the first month; we bring the speakers, they bring twenty customers.",
    "Two campaigns to manufacturing; every quote is followed up within a week.",
    "Win back the three customers that went quiet last year. Demo units are reserved.",
    "Visit the ten largest offers together; close what is at the proposal stage.",
)
QUESTION = "Two of our engineers are on leave until next month. Could we start lower and catch up in the next quarter?"
STEP = Decimal(500)
GROWTH = (Decimal("0.95"), Decimal("1.05"), Decimal("1.15"))  # of what a quarter usually brings, the present one last
IN_TURN = (GoalState.AGREED, GoalState.AGREED, GoalState.QUESTIONED, GoalState.AGREED, GoalState.PROPOSED)


class Goals:
    def __init__(self, world: World, cast: Cast) -> None:
        self.world, self.cast = world, cast
        self.won = self._won()

    def make(self) -> None:
        quarters = self._quarters()
        for number, partner in enumerate(one for one in self.cast.partners if one.is_open):
            admin = next((one for one in partner.members if one.user.role == Role.PARTNER_ADMIN), None)
            for quarter, growth in zip(quarters, GROWTH, strict=True):
                if admin is not None:
                    self._goal(partner, admin, quarter, number, growth)

    def _quarters(self) -> list[date]:
        """The present quarter and the two before it, in order."""
        now = quarter_of(self.world.day)
        before = quarter_of(now - timedelta(days=1))
        return [quarter_of(before - timedelta(days=1)), before, now]

    def _won(self) -> dict[tuple[int, date], Decimal]:
        found: defaultdict[tuple[int, date], Decimal] = defaultdict(Decimal)
        currencies = {partner.row.id: partner.row.currency for partner in self.cast.partners}
        for deal in self.world.tables["deals.Opportunity"]:
            own = deal.partner_id and deal.amount_currency == currencies[deal.partner_id]
            if own and deal.stage == Stage.WON and deal.amount is not None:
                found[deal.partner_id, quarter_of(deal.closed_at.date())] += Decimal(str(deal.amount))
        return found

    def _goal(self, partner: Partner, admin: Member, quarter: date, number: int, growth: Decimal) -> None:
        """A little more than a quarter usually brings; this quarter's is not agreed everywhere yet."""
        quarters = [won for (partner_id, _day), won in self.won.items() if partner_id == partner.row.id]
        usual = sum(quarters, Decimal(0)) / max(len(quarters), 4)
        amount = max((usual * growth / STEP).to_integral_value() * STEP, 10 * STEP)
        set_at = self._in_first_days(partner.owner, quarter)
        answered_at = self.world.later(admin.user, set_at, 4, 20)
        state = self._state(admin, number) if growth == GROWTH[-1] else GoalState.AGREED
        if not self.world.past(set_at):
            return
        if not self.world.past(answered_at):
            state = GoalState.PROPOSED
        answered = {} if state == GoalState.PROPOSED else {"answered_by_id": admin.user.id, "answered_at": answered_at}
        goal = self.world.add(
            TABLE,
            "GO",
            partner_id=partner.row.id,
            quarter=quarter,
            amount=amount,
            amount_currency=partner.row.currency,
            plan=PLANS[(number + quarter.month) % len(PLANS)],
            state=str(state),
            set_by_id=partner.owner.id,
            created_at=set_at,
            updated_at=answered_at if answered else set_at,
            **answered,
        )
        self._tell(goal, partner, admin, set_at)

    def _state(self, admin: Member, number: int) -> GoalState:
        """Whom somebody signs in as has something to agree to."""
        if admin in self.cast.named.values():
            return GoalState.PROPOSED
        return IN_TURN[number % len(IN_TURN)]

    def _in_first_days(self, owner: Row, quarter: date) -> datetime:
        return self.world.later(owner, datetime.combine(quarter, time(7), UTC), 1, 30)

    def _tell(self, goal: Row, partner: Partner, admin: Member, set_at: datetime) -> None:
        name = formats.quarter(goal.quarter)
        said = f"proposed the goal for {name}: {formats.money(goal.amount, goal.amount_currency)}"
        self.world.tell(TABLE, goal, set_at, partner.owner, said, icon="target", detail=goal.plan, partner=partner.row)
        if goal.state == GoalState.AGREED:
            said, icon, detail = f"agreed to the goal for {name}", "handshake", ""
        elif goal.state == GoalState.QUESTIONED:
            said, icon, detail = f"wants to talk about the goal for {name}", "message-circle-question-mark", QUESTION
        else:
            return
        self.world.tell(TABLE, goal, goal.answered_at, admin.user, said, icon=icon, detail=detail, partner=partner.row)
