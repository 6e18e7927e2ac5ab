"""Co-marketing money of the programme: budgets filled by won deals and grants, and requests in every state."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from deals.enums import Stage
from deals.incentives import funding
from deals.incentives.enums import Activity, EntryKind, MdfState, Pot, RefusalReason
from deals.incentives.models import MdfPolicy
from prm.core import formats
from prm.promises.enums import Kind

from .deal_verbs import DEAL
from .people import Cast, Member, Partner
from .world import Row, World, page

REQUEST, BUDGET = "incentives.MdfRequest", "incentives.Budget"
S = MdfState
INVOICE = "INVOICE\n\nStand and equipment, as ordered. Thank you for your business.\n"
# What was planned: title, kind, expected result, cost, what came of it.
PLANS = (
    ("Regional trade fair, joint stand", Activity.TRADE_FAIR, "40 leads", 6400, "43 leads, 6 of them hot."),
    ("Webinar: sensors without cables", Activity.WEBINAR, "120 people who stay to the end", 1800, "131 stayed."),
    ("Customer breakfast", Activity.EVENT, "25 guests, 5 meetings", 2200, "28 guests, 7 meetings agreed."),
    ("Search campaign for the autumn", Activity.ONLINE, "60 leads", 3600, "52 leads at 61 each."),
    ("Mailing to facility managers", Activity.MAILING, "2 % answers of 1,500", 1400, "34 answers."),
    ("Case study in the trade press", Activity.PRINT, "One page, 8,000 readers", 2600, "Printed in the March issue."),
)


@dataclass(frozen=True)
class Life:
    """How far a request has come, with days before today (below nothing: still to come)."""

    state: MdfState
    asked: int
    starts: int
    claimed: int = 0


LIVES = (
    Life(S.PAID, 130, 95, 75),
    Life(S.PAID, 210, 170, 140),
    Life(S.CLAIMED, 60, 32, 2),
    Life(S.APPROVED, 18, -24),
    Life(S.PAYABLE, 75, 45, 20),
    Life(S.LAPSED, 190, 110),
    Life(S.REFUSED, 40, 5),
    Life(S.CLAIM_RETURNED, 70, 40, 14),
    Life(S.WITHDRAWN, 45, 10),
    Life(S.ACTION_REQUIRED, 8, -30),
    Life(S.PAID, 160, 120, 100),
    Life(S.SUBMITTED, 1, -40),
)
# What the people that somebody signs in as find in their lists.
AT_HAND = (
    Life(S.APPROVED, 55, 25),
    Life(S.ACTION_REQUIRED, 8, -35),
    Life(S.SUBMITTED, 1, -50),
    Life(S.PAID, 120, 90, 70),
)


class Marketing:
    """`files` are the proofs to be stored: path and content."""

    def __init__(self, world: World, cast: Cast) -> None:
        self.world, self.cast, self.policy = world, cast, MdfPolicy(number=1)
        self.files: dict[str, bytes] = {}
        self._budgets: dict[tuple[int, int, str], Row] = {}
        self._entries: list[dict[str, Any]] = []
        self._reserved: dict[int, Decimal] = defaultdict(Decimal)
        self._accrue()
        self._live()
        for entry in sorted(self._entries, key=lambda entry: entry["at"]):
            world.add("incentives.BudgetEntry", **entry)

    # -- budgets

    def _budget(self, partner_id: int, year: int, currency: str) -> Row:
        key = (partner_id, year, currency)
        if key not in self._budgets:
            last = date(year, 12, 31)
            self._budgets[key] = self.world.add(
                BUDGET,
                "B",
                partner_id=partner_id,
                currency=currency,
                starts_on=date(year, 1, 1),
                ends_on=last,
                spend_until=last + timedelta(days=self.policy.spend_days),
            )
        return self._budgets[key]

    def _move(self, budget: Row, kind: EntryKind, pots: tuple[Pot, Pot], amount: Decimal, at: datetime, **more: Any):
        if amount:
            facts = {"request_id": None, "opportunity_id": None, "actor_id": None, "note": "", **more}
            source, target = (str(pot) for pot in pots)
            self._entries.append(
                {"budget_id": budget.id, "kind": str(kind), "source": source, "target": target, "amount": amount,
                 "at": at, "created_at": at, **facts}
            )  # fmt: skip

    def _accrue(self) -> None:
        percent = self.policy.accrual_percent
        for deal in self.world.tables[DEAL]:
            if deal.stage == Stage.WON and deal.partner_id:
                amount = funding.accrual_of(Decimal(str(deal.amount)), percent, deal.amount_currency)
                budget = self._budget(deal.partner_id, deal.closed_at.year, deal.amount_currency)
                pots = (Pot.OUTSIDE, Pot.AVAILABLE)
                note = f"{percent:f} %"
                self._move(budget, EntryKind.ACCRUAL, pots, amount, deal.closed_at, opportunity_id=deal.id, note=note)

    def _afford(self, budget: Row, partner: Partner, amount: Decimal, at: datetime) -> None:
        """The channel manager grants what the won deals have not brought in by then."""
        came = sum(
            entry["amount"]
            for entry in self._entries
            if entry["budget_id"] == budget.id and entry["source"] == Pot.OUTSIDE and entry["at"] < at
        )
        missing = amount + self._reserved[budget.id] - came
        if missing > 0:
            granted = (missing / 500).to_integral_value("ROUND_UP") * 500
            pots, note = (Pot.OUTSIDE, Pot.AVAILABLE), "For your plan of the year"
            before = at - timedelta(days=1)
            self._move(budget, EntryKind.GRANT, pots, granted, before, actor_id=partner.owner.id, note=note)
        self._reserved[budget.id] += amount

    # -- requests

    def _live(self) -> None:
        named = [self.cast.named[name] for name in ("Cleo Maassen", "Dan Whitlock")]
        for number, life in enumerate(AT_HAND):
            for member in named:
                self._request(member, life, number)
        used = {member.partner.row.id for member in named}
        others = [partner for partner in self.cast.partners if partner.is_open and partner.row.id not in used]
        for number, partner in enumerate(others[: len(LIVES)]):
            admin = next(member for member in partner.members if member.user.is_active)
            self._request(admin, LIVES[number % len(LIVES)], number)
        for manager in self.cast.managers:
            mine = next((partner for partner in others[len(LIVES) :] if partner.owner is manager), None)
            if mine is not None:
                self._request(next(member for member in mine.members if member.user.is_active), LIVES[-1], 1)

    def _request(self, member: Member, life: Life, number: int) -> None:
        title, activity, expected, cost, outcome = PLANS[number % len(PLANS)]
        partner, currency = member.partner, str(member.partner.row.currency)
        at = self.world.now - timedelta(days=life.asked, hours=-9.5)
        starts_on = self.world.day - timedelta(days=life.starts)
        share = self.policy.share_percent
        planned = Decimal(cost + 50 * number)
        asked = funding.share_of_cost(planned, share, currency)
        budget = self._budget(partner.row.id, at.year, currency)
        row = self.world.add(
            REQUEST,
            "MD",
            partner_id=partner.row.id,
            member_id=member.row.id,
            budget_id=budget.id,
            campaign_id=partner.campaign.id,
            title=title,
            activity=str(activity),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=1),
            description="We invite our best customers and show Sense and Insight with our own people.",
            expected=expected,
            currency=currency,
            planned_cost=planned,
            share_percent=share,
            asked=asked,
            state=str(S.SUBMITTED),
            state_since=at,
            submitted_at=at,
            decided_at=None,
            decided_by_id=None,
            approved=None,
            claim_by=None,
            held_on=None,
            actual_cost=None,
            claimed=None,
            claimed_at=None,
            settled=None,
            settled_by_id=None,
            paid_at=None,
            paid_by_id=None,
            refusal_reasons=[],
            created_at=at,
            updated_at=at,
        )
        self._tell(row, partner, at, member.user, f"asked for {self._say(row, asked)}", "megaphone")
        nudges = (("remind", 0.5), ("channel", 1.5))
        self._owe(
            Kind.APPROVE_MDF, row, partner, partner.owner, at, days=float(self.policy.decide_days), nudges=nudges
        )
        self._decide(row, member, life, at, outcome)

    def _decide(self, row: Row, member: Member, life: Life, at: datetime, outcome: str) -> None:
        partner, owner = member.partner, member.partner.owner
        if life.state == S.SUBMITTED:
            return
        decided = self.world.later(owner, at, 5, 14)
        if life.state == S.ACTION_REQUIRED:
            row.update(request_note="Which of our products do you show, and who works at the stand?")
            self._enter(row, S.ACTION_REQUIRED, decided)
            self._tell(row, partner, decided, owner, "asked to complete the request", "circle-question-mark")
            self.world.pause(Kind.APPROVE_MDF, REQUEST, row, decided)
            self._owe(Kind.COMPLETE_MDF, row, partner, member.user, decided, days=5.0)
            return
        self.world.keep(Kind.APPROVE_MDF, REQUEST, row, decided)
        row.update(decided_at=decided, decided_by_id=owner.id)
        if life.state == S.REFUSED:
            row.update(
                refusal_reasons=[str(RefusalReason.NO_MEASURE)],
                refusal_checked="Your plan, and what similar activities brought last year.",
                refusal_changes="Name a number that we can both count afterwards.",
            )
            self._enter(row, S.REFUSED, decided)
            self._tell(row, partner, decided, owner, "refused the request", "circle-x")
            return
        self._approve(row, member, decided)
        if life.state == S.WITHDRAWN:
            stepped_back = self.world.later(member.user, decided, 8, 30)
            self._give_back(row, Pot.RESERVED, row.approved, stepped_back, member.user)
            self._enter(row, S.WITHDRAWN, stepped_back)
            self._tell(row, partner, stepped_back, member.user, "withdrew the request", "undo-2")
            self.world.release(REQUEST, row, stepped_back)
        elif life.state == S.LAPSED:
            lapsed = datetime.combine(row.claim_by + timedelta(days=1), datetime.min.time(), at.tzinfo)
            self._give_back(row, Pot.RESERVED, row.approved, lapsed, None)
            self._enter(row, S.LAPSED, lapsed)
            sentence = "Not claimed in time: the money is back in the budget"
            self._tell(row, partner, lapsed, None, sentence, "hourglass")
            self.world.break_(Kind.CLAIM_MDF, REQUEST, row, lapsed)
        elif life.state != S.APPROVED:
            self._claim(row, member, life, outcome)

    def _approve(self, row: Row, member: Member, at: datetime) -> None:
        partner = member.partner
        budget = next(found for found in self._budgets.values() if found.id == row.budget_id)
        self._afford(budget, partner, row.asked, at)
        pots = (Pot.AVAILABLE, Pot.RESERVED)
        self._move(budget, EntryKind.RESERVE, pots, row.asked, at, request_id=row.id, actor_id=partner.owner.id)
        row.update(approved=row.asked, claim_by=row.ends_on + timedelta(days=self.policy.claim_days))
        self._enter(row, S.APPROVED, at)
        words = f"approved {self._say(row, row.approved)}; to be claimed by {formats.short_date(row.claim_by)}"
        self._tell(row, partner, at, partner.owner, words, "circle-check")
        due = datetime.combine(row.claim_by + timedelta(days=1), datetime.min.time(), at.tzinfo)
        nudges = (("warn14", 0.8), ("warn3", 0.95))
        self._owe(Kind.CLAIM_MDF, row, partner, member.user, at, due=due, nudges=nudges)

    def _claim(self, row: Row, member: Member, life: Life, outcome: str) -> None:
        partner, finance = member.partner, self.cast.finance
        at = self.world.now - timedelta(days=life.claimed, hours=-10.2)
        actual = (row.planned_cost * Decimal("0.94")).quantize(Decimal(1))
        claimed = funding.claimable(actual, row.share_percent, row.approved, row.currency)
        row.update(
            held_on=row.starts_on, actual_cost=actual, outcome=outcome, claimed=claimed, claimed_at=at
        )  # fmt: skip
        self._shift(row, EntryKind.CLAIM, (Pot.RESERVED, Pot.CLAIMED), claimed, at, member.user)
        self._enter(row, S.CLAIMED, at)
        self._tell(row, partner, at, member.user, f"claimed {self._say(row, claimed)}", "receipt-text")
        self.world.keep(Kind.CLAIM_MDF, REQUEST, row, at)
        steps = (("remind", 0.5), ("escalate", 1.5))
        self._owe(Kind.CHECK_MDF_CLAIM, row, partner, finance, at, days=float(self.policy.settle_days), nudges=steps)
        self._prove(row, member, at)
        if life.state == S.CLAIMED:
            return
        checked = self.world.later(finance, at, 5, 24)
        self.world.keep(Kind.CHECK_MDF_CLAIM, REQUEST, row, checked)
        if life.state == S.CLAIM_RETURNED:
            row.update(request_note="The invoice names no date. Please add one that does.")
            self._shift(row, EntryKind.RETURN, (Pot.CLAIMED, Pot.RESERVED), claimed, checked, finance)
            self._enter(row, S.CLAIM_RETURNED, checked)
            self._tell(row, partner, checked, finance, "asked to complete the claim", "circle-question-mark")
            due = datetime.combine(row.claim_by + timedelta(days=1), datetime.min.time(), at.tzinfo)
            self._owe(Kind.CLAIM_MDF, row, partner, member.user, checked, due=due)
            return
        row.update(settled=claimed, settled_by_id=finance.id)
        self._give_back(row, Pot.RESERVED, row.approved - claimed, checked, finance)
        self._enter(row, S.PAYABLE, checked)
        self._tell(row, partner, checked, finance, f"agreed to pay {self._say(row, claimed)}", "circle-check")
        self._owe(Kind.PAY_MDF, row, partner, finance, checked, days=float(self.policy.pay_days), nudges=steps)
        if life.state == S.PAID:
            self._pay(row, member, self.world.later(finance, checked, 8, 60))

    def _pay(self, row: Row, member: Member, at: datetime) -> None:
        finance, reference = self.cast.finance, f"SEPA {at:%y%m%d}-M{row.id % 1000:03d}"
        row.update(paid_at=at, paid_by_id=finance.id, payment_reference=reference)
        self._shift(row, EntryKind.SETTLE, (Pot.CLAIMED, Pot.SETTLED), row.settled, at, finance)
        self._enter(row, S.PAID, at)
        words = f"paid {self._say(row, row.settled)} ({reference})"
        self._tell(row, member.partner, at, finance, words, "banknote")
        self.world.keep(Kind.PAY_MDF, REQUEST, row, at)

    def _prove(self, row: Row, member: Member, at: datetime) -> None:
        content = f"{row.title}\n{INVOICE}{row.actual_cost} {row.currency}\n".encode()
        path = f"mdf/demo/{row.ref}.txt"
        self.files[path] = content
        self.world.add(
            "incentives.MdfProof",
            "MP",
            request_id=row.id,
            file=path,
            file_name="invoice.txt",
            content_type="text/plain; charset=utf-8",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            uploaded_at=at,
            uploaded_by_id=member.user.id,
        )

    # -- parts

    def _shift(
        self, row: Row, kind: EntryKind, pots: tuple[Pot, Pot], amount: Decimal, at: datetime, actor: Row | None
    ):
        budget = Row(id=row.budget_id)
        self._move(budget, kind, pots, amount, at, request_id=row.id, actor_id=actor.id if actor else None)

    def _give_back(self, row: Row, pot: Pot, amount: Decimal, at: datetime, actor: Row | None) -> None:
        self._shift(row, EntryKind.RELEASE, (pot, Pot.AVAILABLE), amount, at, actor)

    def _enter(self, row: Row, state: MdfState, at: datetime) -> None:
        row.update(state=str(state), state_since=at, updated_at=at)

    def _tell(self, row: Row, partner: Partner, at: datetime, actor: Row | None, sentence: str, icon: str) -> None:
        self.world.tell(REQUEST, row, at, actor, sentence, icon=icon, partner=partner.row)

    def _owe(self, kind: Kind, row: Row, partner: Partner, person: Row, at: datetime, **terms: Any) -> None:
        label, url = f"{partner.row.name} · {row.title}", page("incentives:mdf_request", row)
        self.world.promise(kind, REQUEST, row, person, at, label=label, url=url, partner=partner.row, **terms)

    @staticmethod
    def _say(row: Row, amount: Decimal) -> str:
        return formats.money(amount, row.currency)
