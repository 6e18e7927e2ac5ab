"""Six hundred deals and the registrations of a year live their lives, and the fees that follow are paid or wait."""

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from deals.enums import OPEN_STAGES, DealSource, LossReason, RegistrationState, RejectionReason, Stage
from deals.incentives.enums import FeeState
from leads.enums import Direction
from partners.enums import PartnerState

from . import words
from .customers import Customers
from .deal_verbs import Deal, DealVerbs
from .lead_lives import LeadLives
from .lead_rows import Lead
from .people import Cast, Member
from .registration_verbs import Registration, RegistrationVerbs
from .world import Row, World

DEALS = 600
# Registrations that do not become a deal.
REFUSED, WITHDRAWN, DRAFTS = 55, 18, 9
LOSSES = (
    (LossReason.COMPETITOR, 30),
    (LossReason.NO_DECISION, 28),
    (LossReason.PRICE, 22),
    (LossReason.NO_BUDGET, 14),
    (LossReason.PRODUCT, 6),
)


class DealLives:
    def __init__(
        self,
        world: World,
        cast: Cast,
        customers: Customers,
        leads: LeadLives,
        deals: DealVerbs,
        registrations: RegistrationVerbs,
    ) -> None:
        self.world, self.cast, self.customers, self.leads = world, cast, customers, leads
        self.verbs, self.registering = deals, registrations
        self.deals: list[Deal] = []
        self.registrations: list[Registration] = []

    def live(self) -> None:
        for lead, at in self.leads.converted:
            deal = self.from_lead(lead, at)
            self.work(deal, at)
        for _number in range(DRAFTS):
            self.draft(self.world.now - timedelta(hours=self.world.rng.uniform(9, 900)), self._member())
        for _number in range(REFUSED + WITHDRAWN):
            self._unsuccessful(self._moment())
        while len(self.deals) < DEALS:
            self._registered(self._moment())
        for found in self.registrations:
            self.registering.warn(found)
        self._pay_fees()

    def _moment(self) -> datetime:
        """Some working time in the twelve months."""
        day = self.world.began + timedelta(days=math.floor(self.world.rng.uniform(0, 364)))
        return day + timedelta(hours=self.world.rng.triangular(6, 19, 10), seconds=self.world.rng.randint(0, 59))

    # -- from leads

    def from_lead(self, lead: Lead, at: datetime) -> Deal:
        member = lead.member
        assert member
        inbound = lead.row.direction == Direction.INBOUND
        product = lead.product or self.cast.products[4]
        _product, _need, value, currency = self.leads.about(lead.customer.country)
        deal = self.verbs.open(
            at,
            lead.worker,
            member,
            lead.customer,
            lead.contact,
            product,
            name=f"{lead.customer.name} · {product.name}",
            source=DealSource.INBOUND_LEAD if inbound else DealSource.OUTBOUND_LEAD,
            amount=lead.row.value or value,
            currency=lead.row.value_currency or currency,
            close_on=at + timedelta(days=self.world.rng.randint(30, 120)),
            sales_rep=lead.receiver or member.partner.sales_rep,
            referrer=member if inbound else None,
            lead=lead,
        )
        self.deals.append(deal)
        return deal

    # -- a deal's way through the stages

    def work(self, deal: Deal, at: datetime, found: Registration | None = None) -> None:
        """As far as it has come by now; `found` is the registration that protects it."""
        rng, person = self.world.rng, deal.member.user
        slow = rng.random() < 0.13
        for stage in (*OPEN_STAGES[1:], None):
            done = self.world.later(person, at, 16, 8 * (45 if slow else 17))
            noted = self.world.later(person, at, 8, 8 * 9)
            if noted < min(done, self.world.now) and rng.random() < 0.35:
                self.verbs.note(deal, noted, person, rng.choice(words.DEAL_NOTES))
            if not self.world.past(done):
                break
            self._protect(found, at, done)
            if rng.random() < (0.42 if stage is None else 0.16):
                self._close(deal, done, found, won=False)
            elif stage is None:
                self._close(deal, done, found, won=True)
            else:
                self.verbs.move(deal, done, person, stage, rng.choice(words.NEXT_STEPS))
                at = done
                continue
            return
        self._protect(found, at, self.world.now)
        if deal.row.close_on < self.world.day:
            deal.row.close_on = self.world.day + timedelta(days=rng.randint(10, 60))

    def _close(self, deal: Deal, at: datetime, found: Registration | None, *, won: bool) -> None:
        protects = found if found and found.row.state == RegistrationState.APPROVED else None
        if won:
            amount = round(float(deal.row.amount) * self.world.rng.uniform(0.85, 1.1), -1)
            self.verbs.win(deal, at, deal.member.user, amount, protects.row if protects else None)
            if deal.lead:
                self.leads.verbs.won(deal.lead, at)
            self._rate(deal, at, 5)
        else:
            reason = self.world.rng.choices([r for r, _ in LOSSES], [w for _, w in LOSSES])[0]
            self.verbs.lose(deal, at, deal.member.user, reason)
            self._rate(deal, at, 3)
        if protects:
            self.registering.complete(protects, at)

    def _rate(self, deal: Deal, at: datetime, quality: int) -> None:
        """Two of three say how good the lead was that we sent them, whatever became of it."""
        if deal.lead and deal.lead.row.direction == Direction.OUTBOUND and deal.lead.row.id % 3:
            self.leads.verbs.rate(deal.lead, at, quality)

    def _protect(self, found: Registration | None, since: datetime, until: datetime) -> None:
        """What becomes of the protection before `until`: extended once while the deal moves, else it ends."""
        if found is None or found.protection is None or found.row.state != RegistrationState.APPROVED:
            return
        protection = found.protection
        asked = _morning(protection.ends_on - timedelta(days=9))
        moves = found.deal is not None and found.deal.row.stage != Stage.PROSPECTING and (asked - since).days <= 30
        if protection.extended_at is None and since < asked < until and moves and self.world.rng.random() < 0.6:
            evidence = self.world.rng.choice(words.EVIDENCE)
            self.registering.extend(found, asked, found.member.user, evidence)
        ended = datetime.combine(protection.ends_on + timedelta(days=1), time(0, 0, 50), UTC)
        if ended < until:
            self.registering.lapse(found, ended)

    # -- registrations

    def draft(
        self, at: datetime, member: Member, customer: Row | None = None, product: Row | None = None
    ) -> Registration:
        country = self.world.rng.choice(member.partner.countries)
        customer = customer or self.customers.make(at, country=country)
        contact = self.customers.contact(customer, at, brought_by=member)
        chosen, need, value, currency = self.leads.about(customer.country)
        found = self.registering.draft(
            at,
            member,
            customer,
            contact,
            product or chosen,
            amount=max(value, 1000.0),
            currency=currency,
            need=f"{need} We have visited them once and sent a first estimate.",
            close_in=self.world.rng.randint(35, 120),
        )
        self.registrations.append(found)
        return found

    def submitted(self, at: datetime, member: Member) -> Registration:
        found = self.draft(at, member)
        sent = at + timedelta(minutes=self.world.rng.randint(2, 25))
        self.registering.submit(found, sent, self.leads.rep_for(found.customer.country, found.product))
        return found

    def _member(self) -> Member:
        open_ = [m for m in self.cast.members if m.user.is_active and m.partner.row.state == PartnerState.ACTIVE]
        return self.world.rng.choices(open_, [m.partner.quality for m in open_])[0]

    def _registered(self, at: datetime) -> None:
        """Approved after a while, perhaps with a question before; then a deal like any other."""
        found = self.submitted(at, self._member())
        reviewer = self.world.people[found.row.reviewer_id]
        at = found.row.submitted_at
        late = self.world.rng.random() < 0.12
        decided = self.world.later(reviewer, at, 1, 26 if late else 14)
        if self.world.rng.random() < 0.2:
            answered = self._asked(found, self.world.later(reviewer, at, 1, 8))
            if answered is None:
                return
            decided = self.world.later(reviewer, answered, 1, 8)
        if not self.world.past(decided):
            return
        deal = self.registering.approve(found, decided, reviewer)
        self.deals.append(deal)
        self.work(deal, decided, found)

    def _asked(self, found: Registration, at: datetime) -> datetime | None:
        """The reviewer asks for more; when it was answered, None while it is open."""
        if not self.world.past(at):
            return None
        self.registering.request_changes(found, at, ["amount", "need"], self.world.rng.choice(words.ASKED_FOR))
        answered = self.world.later(found.member.user, at, 2, 34)
        if not self.world.past(answered):
            return None
        self.registering.answer(found, answered)
        return answered

    def _unsuccessful(self, at: datetime) -> None:
        rng = self.world.rng
        member = self._member()
        found = self.submitted(at, member)
        reviewer = self.world.people[found.row.reviewer_id]
        if rng.random() < WITHDRAWN / (REFUSED + WITHDRAWN):
            gone = self.world.later(member.user, found.row.submitted_at, 1, 12)
            if self.world.past(gone):
                self.registering.withdraw(found, gone)
            return
        started = self.world.later(reviewer, found.row.submitted_at, 2, 13)
        read = self.world.later(member.partner.owner, started, 1, 7)
        if not self.world.past(read):
            return
        reason = rng.choice([reason for reason in RejectionReason if reason != RejectionReason.ALREADY_TAKEN])
        self.registering.start_rejection(
            found, started, reason, (rng.choice(words.CHECKED), rng.choice(words.CHANGES))
        )
        self.registering.confirm_rejection(found, read)
        appealed = self.world.later(member.user, read, 4, 50)
        if rng.random() < 0.2 and self.world.past(appealed):
            self.registering.appeal(found, appealed, rng.choice(words.APPEALS))
            answered = self.world.later(member.partner.owner, appealed, 4, 38)
            if self.world.past(answered):
                self.registering.answer_appeal(found, answered, words.APPEAL_ANSWER)

    # -- fees

    def _pay_fees(self) -> None:
        rng, finance = self.world.rng, self.cast.finance
        earned = ((deal, deal.fee) for deal in self.deals if deal.fee)
        for number, (deal, fee) in enumerate(earned):
            if fee.due_on > self.world.day - timedelta(days=1):
                continue
            due = self.verbs.fall_due(deal)
            if number % 23 == 11 and self._object(deal, due, disputed=number // 23 % 2 == 0):
                continue
            started = deal.dispute.answered_at if deal.dispute else due
            approved = self.world.later(finance, started, 4, 8 * (9 if rng.random() < 0.15 else 5))
            paid = self.world.later(finance, approved, 8, 8 * 6)
            if self.world.past(approved):
                self.verbs.approve_fee(deal, approved)
                if self.world.past(paid):
                    self.verbs.pay_fee(deal, paid, f"SEPA {paid:%y%m%d}-{number:03d}")
        self._dispute_one()
        self._take_one_back()

    def _take_one_back(self) -> None:
        """A customer has given back part of what was bought, some weeks after the fee was paid."""
        paid = [deal for deal in self.deals if deal.fee and deal.fee.state == FeeState.PAID and deal.dispute is None]
        for deal in sorted(paid, key=lambda deal: (deal.fee.paid_at, deal.row.id), reverse=True):  # type: ignore[union-attr]
            assert deal.fee
            at = self.world.later(self.cast.finance, deal.fee.paid_at, 40, 60)
            if self.world.past(at):
                part = (deal.fee.amount / 4).quantize(Decimal(1))
                self.verbs.take_back(deal, at, part, "The customer gave a quarter of the sensors back.")
                return

    def _object(self, deal: Deal, due: datetime, *, disputed: bool) -> bool:
        """Disputed and explained, or cancelled because the customer stepped back; whether it ends so."""
        finance = self.cast.finance
        at = self.world.later(finance, due, 2, 6)
        answered = self.world.later(finance, at, 6, 30)
        if not self.world.past(answered):
            return False
        if disputed and not any(other.dispute for other in self.deals):
            self.verbs.dispute_fee(deal, at, "The order was larger: the second delivery is missing.")
            assert deal.fee
            more = (deal.fee.amount / 10).quantize(Decimal(1))
            self.verbs.uphold(deal, answered, more, "You are right: the second delivery counts. We add it.")
        elif disputed:
            self.verbs.dispute_fee(deal, at, "We miss the uplift for a registered deal.")
            answer = "The protection had lapsed when the deal was won, so the uplift does not count. We are sorry."
            self.verbs.explain_fee(deal, answered, answer)
        else:
            self.verbs.cancel_fee(deal, at, "The customer has stepped back from the order.")
        return not disputed

    def _dispute_one(self) -> None:
        """The one that waits for an answer of finance today."""
        due = [deal for deal in self.deals if deal.fee and deal.fee.state == FeeState.DUE and deal.dispute is None]
        for deal in sorted(due, key=lambda deal: (deal.fee.due_on, deal.row.id)):  # type: ignore[union-attr]
            assert deal.fee
            at = _morning(deal.fee.due_on) + timedelta(hours=4)  # a partner may also write on a holiday
            if self.world.past(at):
                self.verbs.dispute_fee(deal, at, "The order was larger than what the fee is counted from.")
                return


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 20, 11), UTC)
