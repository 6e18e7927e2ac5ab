"""What happens to a deal and its fee, written down as the portal's own services would have done it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from djmoney.money import Money

from deals.enums import CLOSED_STAGES, DealSource, LossReason, Stage
from deals.incentives.enums import DisputeState, FeeState
from deals.incentives.models import CompensationPlan
from deals.incentives.selectors import calculation_for, divided
from deals.incentives.services import DUE_AFTER, ESCALATE_AT, REMIND_AFTER
from deals.models import DealPolicy, Opportunity, StagePolicy
from deals.services.opening import LADDER
from partners.models import Partner, Tier
from prm.core import formats
from prm.promises.enums import Kind

from .lead_rows import Lead
from .people import Cast, Member, credit
from .people import Partner as DemoPartner
from .world import Row, World, page

DEAL, FEE, REGISTRATION = "deals.Opportunity", "incentives.Fee", "deals.Registration"
COMPETITORS = ("", "Initech", "Umbra Systems, Initech", "", "Vandelay")
PERCENTAGES = ("referral_percent", "registered_uplift", "outbound_percent")


@dataclass
class Deal:
    """A deal being worked, and whose it is."""

    row: Row
    member: Member
    customer: Row
    lead: Lead | None = None
    fee: Row | None = None
    dispute: Row | None = None
    # Who sells it too: the registration, its member, and the share of the credit in percent.
    sharing: list[tuple[Row, Member, int]] = field(default_factory=list)


class DealVerbs:
    def __init__(self, world: World, cast: Cast, policy: DealPolicy, plan: Row) -> None:
        self.world, self.cast, self.policy, self.plan = world, cast, policy, plan

    # -- the deal

    def open(
        self,
        at: datetime,
        actor: Row,
        member: Member,
        customer: Row,
        contact: Row,
        product: Row | None,
        *,
        name: str,
        source: DealSource,
        amount: float,
        currency: str,
        close_on: datetime,
        sales_rep: Row,
        referrer: Member | None,
        lead: Lead | None = None,
    ) -> Deal:
        row = self.world.add(
            DEAL,
            "D",
            name=name,
            customer_id=customer.id,
            contact_id=contact.id,
            lead_id=lead.row.id if lead else None,
            deal_source=str(source),
            member_id=member.row.id,
            sales_rep_id=sales_rep.id,
            product_id=product.id if product else None,
            amount=amount,
            amount_currency=currency,
            stage=str(Stage.PROSPECTING),
            close_on=close_on.date(),
            next_step="",
            competitors="",
            opened_at=at,
            stage_since=at,
            last_activity_at=at,
            closed_at=None,
            loss_reason="",
            loss_note="",
            **credit(member.partner, referrer),
            created_at=at,
            updated_at=at,
        )
        deal = Deal(row, member, customer, lead)
        self._tell(deal, at, actor, "opened the deal", "handshake")
        self._promise_update(deal, at)
        return deal

    def _promise_update(self, deal: Deal, at: datetime) -> None:
        person = deal.member.user
        if not person.is_active:
            return
        self.world.promise(
            Kind.UPDATE_DEAL,
            DEAL,
            deal.row,
            person,
            at,
            label=deal.row.name,
            url=page("deals:detail", deal.row),
            partner=deal.member.partner.row,
            due=self._stalls_at(deal, at),
            nudges=LADDER,
        )

    def _stalls_at(self, deal: Deal, at: datetime) -> datetime:
        return at + timedelta(days=StagePolicy().stall_days(deal.row.stage, self.policy.stall_days))

    def _touched(self, deal: Deal, at: datetime) -> None:
        """What was overdue is kept late, and the clock begins again."""
        promise = self.world.open_promise(Kind.UPDATE_DEAL, DEAL, deal.row)
        if promise is not None and promise.due_at < at:
            self.world.keep(Kind.UPDATE_DEAL, DEAL, deal.row, at)
            self._promise_update(deal, at)
        else:
            self.world.restart(Kind.UPDATE_DEAL, DEAL, deal.row, at, self._stalls_at(deal, at))
        deal.row.update(last_activity_at=at, updated_at=at)

    def move(self, deal: Deal, at: datetime, actor: Row, stage: Stage, next_step: str) -> None:
        before = Stage(deal.row.stage)
        detail = f"stage: {before.label} → {stage.label}\nnext step: {deal.row.next_step or '—'} → {next_step}"
        rivals = COMPETITORS[len(deal.row.name) % len(COMPETITORS)]
        deal.row.update(stage=str(stage), stage_since=at, next_step=next_step, competitors=rivals)
        self._touched(deal, at)
        self._tell(deal, at, actor, f"moved the deal to “{stage.label}”", "arrow-right", detail)

    def note(self, deal: Deal, at: datetime, actor: Row, text: str) -> None:
        self._touched(deal, at)
        self._tell(deal, at, actor, "wrote a note", "message-square", text)

    def win(self, deal: Deal, at: datetime, actor: Row, amount: float, registration: Row | None) -> None:
        deal.row.update(amount=amount)
        self._close(deal, at, Stage.WON)
        self._tell(deal, at, actor, "won the deal", "trophy", self._money(deal.row))
        self._accrue(deal, at, registration)

    def lose(self, deal: Deal, at: datetime, actor: Row, reason: LossReason) -> None:
        deal.row.loss_reason = str(reason)
        self._close(deal, at, Stage.LOST)
        self._tell(deal, at, actor, f"lost the deal: {reason.label}", "circle-x")

    def _close(self, deal: Deal, at: datetime, stage: Stage) -> None:
        deal.row.update(
            stage=str(stage), stage_since=at, closed_at=at, last_activity_at=at, updated_at=at, close_on=at.date()
        )
        self.world.keep(Kind.UPDATE_DEAL, DEAL, deal.row, at)

    def is_open(self, deal: Deal) -> bool:
        return deal.row.stage not in CLOSED_STAGES

    def _money(self, row: Row) -> str:
        return formats.money((row.amount, row.amount_currency))

    def _tell(self, deal: Deal, at: datetime, actor: Row | None, sentence: str, icon: str, detail: str = "") -> None:
        partner = deal.member.partner.row
        self.world.tell(DEAL, deal.row, at, actor, sentence, icon=icon, detail=detail, partner=partner)

    # -- the fee

    def _accrue(self, deal: Deal, at: datetime, registration: Row | None) -> None:
        row, partner = deal.row, deal.member.partner
        amount = Decimal(str(row.amount))
        tier = Tier(name=partner.tier.name, uplift_points=Decimal(partner.tier.uplift_points))
        won = Opportunity(partner=Partner(tier=tier), deal_source=row.deal_source)
        won.amount = Money(amount, row.amount_currency)  # type: ignore[assignment]
        plan = CompensationPlan(**{name: self.plan[name] for name in PERCENTAGES})
        counted = calculation_for(won, plan, is_registered=registration is not None)
        percents = [percent for _row, _member, percent in deal.sharing]
        sellers = [(row, partner), *((shared, member.partner) for shared, member, _percent in deal.sharing)]
        parts = divided(counted, amount, [100 - sum(percents), *percents], row.amount_currency)
        fees = [
            self._earn(deal, at, about, seller, base, part)
            for (about, seller), (base, part) in zip(sellers, parts, strict=True)
        ]
        deal.fee = fees[0]

    def _earn(self, deal: Deal, at: datetime, about: Row, partner: DemoPartner, base: Decimal, part: Any) -> Row:
        """One partner's part; `about` is the deal, or its own registration of a deal that it shares."""
        row, is_own = deal.row, about is deal.row
        due_on = at.date() + DUE_AFTER
        fee = self.world.add(
            FEE,
            "E",
            opportunity_id=row.id,
            registration_id=None if is_own else about.id,
            plan_id=self.plan.id,
            state=str(FeeState.ACCRUED),
            base=base,
            base_currency=row.amount_currency,
            amount=part.amount,
            amount_currency=row.amount_currency,
            lines=[line.as_json() for line in part.lines],
            earned_on=at.date(),
            due_on=due_on,
            cancelled_on=None,
            approved_by_id=None,
            approved_at=None,
            paid_at=None,
            paid_by_id=None,
            payment_reference="",
            corrects_id=None,
            partner_id=about.partner_id,
            referrer_id=about.referrer_id,
            campaign_id=about.campaign_id,
            created_at=at,
            updated_at=at,
        )
        sentence = f"Fee earned: {self._money(fee)}, due {formats.short_date(due_on)}"
        for table, subject in ((FEE, fee), (DEAL if is_own else REGISTRATION, about)):
            self.world.tell(table, subject, at, None, sentence, icon="wallet", partner=partner.row)
        return fee

    def fall_due(self, deal: Deal) -> datetime:
        """The sweeper finds it in the first minute of its day (UTC)."""
        fee = deal.fee
        assert fee
        at = datetime.combine(fee.due_on, time(0, 0, 40), UTC)
        fee.update(state=str(FeeState.DUE), updated_at=at)
        self._tell_fee(deal, at, None, "Due", "calendar-clock")
        self._owe(deal, Kind.APPROVE_FEE, at)
        return at

    def approve_fee(self, deal: Deal, at: datetime) -> None:
        fee, finance = deal.fee, self.cast.finance
        assert fee
        fee.update(state=str(FeeState.APPROVED), approved_by_id=finance.id, approved_at=at, updated_at=at)
        self._tell_fee(deal, at, finance, "approved the fee", "circle-check")
        self.world.keep(Kind.APPROVE_FEE, FEE, fee, at)
        self._owe(deal, Kind.PAY_FEE, at)

    def pay_fee(self, deal: Deal, at: datetime, reference: str) -> None:
        fee, finance = deal.fee, self.cast.finance
        assert fee
        paid = {"state": str(FeeState.PAID), "paid_by_id": finance.id, "paid_at": at, "payment_reference": reference}
        fee.update(paid, updated_at=at)
        self.world.keep(Kind.PAY_FEE, FEE, fee, at)
        sentence = f"paid the fee of {self._money(fee)} ({reference})"
        for table, subject in ((FEE, fee), (DEAL, deal.row)):
            self.world.tell(table, subject, at, finance, sentence, icon="banknote", partner=deal.member.partner.row)

    def dispute_fee(self, deal: Deal, at: datetime, reason: str) -> None:
        """The partner says what is wrong; the other clock stands."""
        fee, partner = deal.fee, deal.member.partner
        assert fee
        deal.dispute = self.world.add(
            "incentives.Dispute",
            "DP",
            fee_id=fee.id,
            state=str(DisputeState.OPEN),
            fee_state=fee.state,
            reason=reason,
            opened_at=at,
            opened_by_id=deal.member.user.id,
            answered_at=None,
            answered_by_id=None,
            correction_id=None,
            created_at=at,
            updated_at=at,
        )
        self.world.pause(Kind.APPROVE_FEE, FEE, fee, at)
        fee.update(state=str(FeeState.DISPUTED), updated_at=at)
        self._tell_fee(deal, at, deal.member.user, "disputed the fee", "message-circle-warning", reason)
        self.world.promise(
            Kind.ANSWER_DISPUTE,
            FEE,
            fee,
            self.cast.finance,
            at,
            label=f"{partner.row.name} · {self._money(fee)}",
            url=page("incentives:fee", fee),
            partner=partner.row,
            days=5.0,
            nudges=(("remind", 0.5), ("escalate", 1.5)),
        )

    def explain_fee(self, deal: Deal, at: datetime, answer: str) -> None:
        """Finance looked again: the fee stands, and goes on from where it was."""
        fee, dispute, finance = deal.fee, deal.dispute, self.cast.finance
        assert fee and dispute
        dispute.update(state=str(DisputeState.DECLINED), answer=answer, answered_at=at, answered_by_id=finance.id)
        fee.update(state=dispute.fee_state, updated_at=at)
        self._tell_fee(deal, at, finance, "explained the fee", "message-square", answer)
        self.world.keep(Kind.ANSWER_DISPUTE, FEE, fee, at)
        self.world.resume(Kind.APPROVE_FEE, FEE, fee, at)

    def take_back(self, deal: Deal, at: datetime, amount: Decimal, reason: str) -> None:
        """Part of a paid fee comes back: a row below nothing, which finance sets off against the next payment."""
        self._correct(
            deal, at, -amount, reason, state=str(FeeState.APPROVED), due_on=at.date(), approved_at=at,
            approved_by_id=self.cast.finance.id,
        )  # fmt: skip
        self._tell_fee(deal, at, self.cast.finance, "took back part of the fee", "undo-2", reason)

    def uphold(self, deal: Deal, at: datetime, amount: Decimal, answer: str) -> None:
        """The partner was right: a row of its own adds what was missing, and the fee goes on."""
        fee, dispute = deal.fee, deal.dispute
        assert fee and dispute
        due_on = max(fee.due_on, at.date()) + DUE_AFTER
        added = self._correct(deal, at, amount, answer, state=str(FeeState.ACCRUED), due_on=due_on)
        self.explain_fee(deal, at, answer)
        dispute.update(state=str(DisputeState.UPHELD), correction_id=added.id)

    def _correct(self, deal: Deal, at: datetime, amount: Decimal, reason: str, **columns: Any) -> Row:
        fee = deal.fee
        assert fee
        lines = [{"label": f"Correction of {fee.ref}", "percent": None, "amount": f"{amount:f}"}]
        facts = {
            "approved_by_id": None, "approved_at": None, "paid_at": None, "paid_by_id": None, "payment_reference": "",
            "cancelled_on": None, "created_at": at, "updated_at": at, "earned_on": at.date(), "reason": reason,
            "corrects_id": fee.id, "lines": lines, "amount": amount, **columns,
        }  # fmt: skip
        kept = (
            "opportunity_id", "registration_id", "plan_id", "base", "base_currency", "amount_currency", "partner_id",
            "referrer_id", "campaign_id",
        )  # fmt: skip
        return self.world.add(FEE, "E", **{name: fee[name] for name in kept}, **facts)

    def cancel_fee(self, deal: Deal, at: datetime, reason: str) -> None:
        fee = deal.fee
        assert fee
        fee.update(state=str(FeeState.CANCELLED), cancelled_on=at.date(), reason=reason, updated_at=at)
        self.world.release(FEE, fee, at, Kind.APPROVE_FEE, Kind.PAY_FEE)
        self._tell_fee(deal, at, self.cast.finance, "cancelled the fee", "circle-x", reason)

    def _owe(self, deal: Deal, kind: Kind, at: datetime) -> None:
        fee, finance = deal.fee, self.cast.finance
        assert fee
        self.world.promise(
            kind,
            FEE,
            fee,
            finance,
            at,
            label=f"{deal.member.partner.row.name} · {self._money(fee)}",
            url=page("incentives:fee", fee),
            partner=deal.member.partner.row,
            due=self.world.hours(finance).next_open(at + REMIND_AFTER),
            nudges=(("escalate", ESCALATE_AT),),
        )

    def _tell_fee(
        self, deal: Deal, at: datetime, actor: Row | None, sentence: str, icon: str, detail: str = ""
    ) -> None:
        assert deal.fee
        self.world.tell(FEE, deal.fee, at, actor, sentence, icon=icon, detail=detail, partner=deal.member.partner.row)
