"""What happens to a registration, written down as the portal's own services would have done it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from deals.enums import Approver, Because, DealSource, Involvement, RegistrationState, RejectionReason
from deals.models import DealPolicy
from deals.models import Registration as RegistrationModel
from deals.selectors.deals import WARN_DAYS
from deals.services.clocks import CHANNEL_AFTER, OWNER_AFTER
from prm.core import formats
from prm.core.labels import label_of
from prm.promises.enums import Kind

from .deal_verbs import Deal, DealVerbs
from .people import Cast, Member, credit
from .words import COUNTRIES
from .world import Row, World, page

TABLE = "deals.Registration"
# Above what any deal of the year is worth but the one that waits for a second person.
LIMIT = 500_000
CURRENCIES = sorted({place.currency for place in COUNTRIES.values()})
# As the policy keeps a step.
LARGE = {
    "who": str(Approver.CHANNEL_MANAGER),
    "days": "1",
    "over": dict.fromkeys(CURRENCIES, str(LIMIT)),
    "products": [],
}


@dataclass
class Registration:
    """A registration, who sent it, and what came of it."""

    row: Row
    member: Member
    customer: Row
    contact: Row
    product: Row
    deal: Deal | None = None
    protection: Row | None = None


class RegistrationVerbs:
    def __init__(self, world: World, cast: Cast, deals: DealVerbs, policy: DealPolicy, rules_read: Row) -> None:
        self.world, self.cast, self.deals, self.policy, self.rules_read = world, cast, deals, policy, rules_read
        self.approvals = self._approval_policy()

    def _approval_policy(self) -> Row:
        """In force since the first day: only the largest deals need a second person."""
        at = self.world.began
        kept = {"number": 1, "is_current": True, "steps": [LARGE], "made_by_id": self.cast.managers[0].id}
        return self.world.add("deals.ApprovalPolicy", **kept, created_at=at, updated_at=at)

    # -- the partner's verbs

    def draft(
        self,
        at: datetime,
        member: Member,
        customer: Row,
        contact: Row,
        product: Row,
        *,
        amount: float,
        currency: str,
        need: str,
        close_in: int,
    ) -> Registration:
        row = self.world.add(
            TABLE,
            "R",
            state=str(RegistrationState.DRAFT),
            company=customer.name,
            website=customer.domain,
            country=customer.country,
            city=customer.city,
            postcode=customer.postcode,
            contact_name=contact.name,
            contact_title=contact.title,
            contact_email=contact.email,
            contact_phone=contact.phone,
            product_id=product.id,
            scope=product.family,
            amount=amount,
            amount_currency=currency,
            close_on=(at + timedelta(days=close_in)).date(),
            need=need,
            state_since=at,
            **credit(member.partner, member),
            created_at=at,
            updated_at=at,
        )
        found = Registration(row, member, customer, contact, product)
        self._tell(found, at, member.user, "saved a draft", "file-pen")
        return found

    def submit(self, found: Registration, at: datetime, reviewer: Row | None) -> None:
        """In review with `reviewer`; without one the customer is not free, and a channel manager decides."""
        row, member = found.row, found.member
        row.update(
            customer_id=found.customer.id,
            submitted_at=at,
            rules_accepted_id=self.rules_read.id,
            rules_accepted_at=at,
        )
        self._tell(found, at, member.user, "registered the deal", "send")
        if reviewer is None:
            self._enter(found, RegistrationState.CONTESTED, at)
            sentence = "Kept: a channel manager decides, because the customer is not free for this product"
            self._tell(found, at, None, sentence, "scale")
            owner = member.partner.owner
            self._owe(found, Kind.ARBITRATE, owner, at, days=float(self.policy.arbitrate_days))
            self._thank(found, at, owner)
            return
        self._enter(found, RegistrationState.IN_REVIEW, at)
        sentence = f"{reviewer.name} is the only one who can take it; territory “{reviewer.title}”."
        row.update(reviewer_id=reviewer.id, routing_sentence=sentence)
        self._tell(found, at, None, f"{reviewer.name} reviews it", "user-check")
        self._tell(found, at, reviewer, "was chosen as reviewer", "route", sentence, vendor_only=True)
        self._promise_decision(found, reviewer, at, float(self.policy.decide_days))
        self._thank(found, at, reviewer)

    def _promise_decision(self, found: Registration, reviewer: Row, at: datetime, days: float) -> None:
        nudges = (("remind", 0.5), ("owner", OWNER_AFTER / days), ("channel", CHANNEL_AFTER / days))
        self._owe(found, Kind.DECIDE_REGISTRATION, reviewer, at, days=days, nudges=nudges)

    def _thank(self, found: Registration, at: datetime, person: Row) -> None:
        self._owe(found, Kind.ACKNOWLEDGE, person, at, days=1 / 8, nudges=())
        self.world.keep(Kind.ACKNOWLEDGE, TABLE, found.row, at + timedelta(seconds=1))

    def answer(self, found: Registration, at: datetime) -> None:
        labels = ", ".join(_labels(found.row.open_fields))
        self._enter(found, RegistrationState.IN_REVIEW, at, open_fields=[])
        self._tell(found, at, found.member.user, "completed the registration", "check-check", labels)
        self.world.keep(Kind.ANSWER_ACTION_REQUIRED, TABLE, found.row, at)
        self.world.resume(Kind.DECIDE_REGISTRATION, TABLE, found.row, at)

    def withdraw(self, found: Registration, at: datetime) -> None:
        self._end_protection(found, at)
        self._enter(found, RegistrationState.WITHDRAWN, at, open_fields=[])
        self.world.release(TABLE, found.row, at)
        self._tell(found, at, found.member.user, "withdrew the registration", "undo-2")

    def appeal(self, found: Registration, at: datetime, reason: str) -> None:
        found.row.update(appeal_reason=reason, appealed_at=at, updated_at=at)
        self._tell(found, at, found.member.user, "appealed", "megaphone", reason)
        days = float(self.policy.appeal_answer_days)
        self._owe(found, Kind.ANSWER_APPEAL, found.member.partner.owner, at, days=days)

    # -- the vendor's verbs

    def request_changes(self, found: Registration, at: datetime, fields: Sequence[str], note: str) -> None:
        reviewer = self._reviewer(found)
        self._enter(found, RegistrationState.ACTION_REQUIRED, at, open_fields=list(fields), request_note=note)
        labels = ", ".join(_labels(fields))
        self._tell(found, at, reviewer, f"asked to complete: {labels}", "circle-question-mark", note)
        self.world.pause(Kind.DECIDE_REGISTRATION, TABLE, found.row, at)
        days = float(self.policy.answer_days)
        self._owe(found, Kind.ANSWER_ACTION_REQUIRED, found.member.user, at, days=days)

    def approve(self, found: Registration, at: datetime, actor: Row) -> Deal:
        """Protection starts, and the deal with its credit."""
        row = found.row
        reviewer = row.get("reviewer_id") or actor.id
        self._enter(found, RegistrationState.APPROVED, at, decided_at=at, reviewer_id=reviewer)
        ends = at.date() + timedelta(days=self.policy.protection_days)
        found.protection = self.world.add(
            "deals.Protection",
            registration_id=row.id,
            partner_id=row.partner_id,
            customer_id=row.customer_id,
            scope=row.scope,
            starts_on=at.date(),
            ends_on=ends,
            warned_days=None,
            extended_at=None,
            extension_evidence="",
            ended_at=None,
            created_at=at,
            updated_at=at,
        )
        found.deal = self._open_deal(found, at, actor)
        row.opportunity_id = found.deal.row.id
        for kind in (Kind.DECIDE_REGISTRATION, Kind.ARBITRATE):
            self.world.keep(kind, TABLE, row, at)
        sentence = f"approved the registration: protected until {formats.short_date(ends)}"
        self._tell(found, at, actor, sentence, "shield-check")
        return found.deal

    def approve_first(self, found: Registration, at: datetime, manager: Row) -> None:
        """A large deal: the reviewer has approved, and the partner's channel manager owes the second step."""
        reviewer, days = self._reviewer(found), Decimal(1)
        people = ((Approver.REVIEWER, Because.ROUTED, reviewer, self.policy.decide_days),
                  (Approver.CHANNEL_MANAGER, Because.AMOUNT, manager, days))  # fmt: skip
        for place, (approver, because, person, allowed) in enumerate(people):
            self.world.add(
                "deals.Approval",
                registration_id=found.row.id,
                place=place,
                approver=str(approver),
                because=str(because),
                person_id=person.id,
                days=allowed,
                policy_id=self.approvals.id,
                approved_at=at if place == 0 else None,
                approved_by_id=reviewer.id if place == 0 else None,
                created_at=found.row.submitted_at,
                updated_at=at,
            )
        self.world.keep(Kind.DECIDE_REGISTRATION, TABLE, found.row, at)
        found.row.update(next_decider_id=manager.id, updated_at=at)
        self._tell(found, at, reviewer, "approved step 1 of 2", "circle-check")
        self._promise_decision(found, manager, at, float(days))
        self._tell(found, at, None, f"{manager.name} decides next", "user-check")

    def _open_deal(self, found: Registration, at: datetime, actor: Row) -> Deal:
        row = found.row
        return self.deals.open(
            at,
            actor,
            found.member,
            found.customer,
            found.contact,
            found.product,
            name=f"{row.company} · {found.product.name}",
            source=DealSource.REGISTRATION,
            amount=row.amount,
            currency=row.amount_currency,
            close_on=datetime.combine(row.close_on, at.timetz()),
            sales_rep=self._reviewer(found),
            referrer=found.member,
        )

    def start_rejection(
        self, found: Registration, at: datetime, reason: RejectionReason, letter: tuple[str, str]
    ) -> None:
        reviewer, owner = self._reviewer(found), found.member.partner.owner
        self._enter(found, RegistrationState.REJECTING, at, **_letter(reason, letter))
        found.row.update(rejection_by_id=reviewer.id, rejection_started_at=at)
        sentence = "started a rejection: a second reader checks it first"
        self._tell(found, at, reviewer, sentence, "scale", letter[0], vendor_only=True)
        days = float(self.policy.second_reading_days)
        self._owe(found, Kind.DECIDE_REJECTION_REVIEW, owner, at, days=days)

    def confirm_rejection(self, found: Registration, at: datetime) -> None:
        for kind in (Kind.DECIDE_REJECTION_REVIEW, Kind.DECIDE_REGISTRATION):
            self.world.keep(kind, TABLE, found.row, at)
        self._reject(found, at, found.member.partner.owner)

    def decline_contested(
        self, found: Registration, at: datetime, reason: RejectionReason, letter: tuple[str, str]
    ) -> None:
        owner = found.member.partner.owner
        found.row.update(_letter(reason, letter), rejection_by_id=owner.id, rejection_started_at=at)
        self.world.keep(Kind.ARBITRATE, TABLE, found.row, at)
        self._reject(found, at, owner)

    def share(self, found: Registration, holder: Registration, at: datetime, percent: int, reason: str) -> None:
        """Sold together: the holder keeps the customer, the other one influences and gets `percent` of the credit."""
        row, owner, part = found.row, found.member.partner.owner, Involvement.INFLUENCING
        row.update(credit_share=percent, involvement=str(part), shares_with_id=holder.row.id, decision_note=reason)
        holder.row.update(credit_share=100 - percent, updated_at=at)
        self.world.keep(Kind.ARBITRATE, TABLE, row, at)
        self._enter(found, RegistrationState.CO_SELLING, at, decided_at=at)
        sentence = f"decided: sold together with us, {percent} % of the credit. {part.label}"
        self._tell(found, at, owner, sentence, "handshake", reason)
        self._tell(holder, at, owner, f"set the share of the credit to {100 - percent} %", "percent")

    def _reject(self, found: Registration, at: datetime, actor: Row) -> None:
        row = found.row
        until = at + timedelta(days=self.policy.appeal_days)
        self._enter(found, RegistrationState.REJECTED, at, decided_at=at, appeal_until=until)
        reasons = [str(RejectionReason(reason).label) for reason in row.rejection_reasons]
        detail = "\n".join([*reasons, row.rejection_checked, row.rejection_changes])
        self._tell(found, at, actor, "answered: not approved", "circle-x", detail)

    def answer_appeal(self, found: Registration, at: datetime, answer: str) -> None:
        owner = found.member.partner.owner
        found.row.update(appeal_answer=answer, appeal_answered_at=at, updated_at=at)
        self.world.keep(Kind.ANSWER_APPEAL, TABLE, found.row, at)
        self._tell(found, at, owner, "answered the appeal: the decision stands", "message-square", answer)

    # -- protection

    def extend(self, found: Registration, at: datetime, actor: Row, evidence: str) -> None:
        protection = found.protection
        assert protection
        ends = protection.ends_on + timedelta(days=self.policy.extension_days)
        protection.update(ends_on=ends, extended_at=at, extension_evidence=evidence, warned_days=None, updated_at=at)
        sentence = f"extended the protection until {formats.short_date(ends)}"
        self._tell(found, at, actor, sentence, "shield-plus", evidence)

    def lapse(self, found: Registration, at: datetime) -> None:
        self._end_protection(found, at)
        self._enter(found, RegistrationState.LAPSED, at)
        self._tell(found, at, None, "Protection has ended", "shield-off")

    def complete(self, found: Registration, at: datetime) -> None:
        """The deal is closed, so it needs no protection any more."""
        self._end_protection(found, at)
        self._enter(found, RegistrationState.COMPLETED, at)

    def warn(self, found: Registration) -> None:
        """The warnings that have gone out by now, so that none goes out twice."""
        protection = found.protection
        if protection and protection.ended_at is None:
            left = (protection.ends_on - self.world.day).days
            protection.warned_days = min((days for days in WARN_DAYS if left <= days), default=None)

    def _end_protection(self, found: Registration, at: datetime) -> None:
        if found.protection and found.protection.ended_at is None:
            found.protection.update(ended_at=at, updated_at=at)

    # -- the rows behind

    def _reviewer(self, found: Registration) -> Row:
        return self.world.people[found.row.reviewer_id]

    def _enter(self, found: Registration, state: RegistrationState, at: datetime, **columns: Any) -> None:
        found.row.update(state=str(state), state_since=at, updated_at=at, **columns)

    def _owe(self, found: Registration, kind: Kind, person: Row, at: datetime, **terms: Any) -> None:
        label = f"{found.row.company} · {found.product.name}"
        url, partner = page("deals:registration", found.row), found.member.partner.row
        self.world.promise(kind, TABLE, found.row, person, at, label=label, url=url, partner=partner, **terms)

    def _tell(
        self,
        found: Registration,
        at: datetime,
        actor: Row | None,
        sentence: str,
        icon: str,
        detail: str = "",
        *,
        vendor_only: bool = False,
    ) -> None:
        partner = None if vendor_only else found.member.partner.row
        self.world.tell(TABLE, found.row, at, actor, sentence, icon=icon, detail=detail, partner=partner)

    def record_conflict(self, found: Registration, holder: Registration, at: datetime) -> None:
        """On both, for the vendor's eyes only."""
        sentence = f"This customer is held by {holder.member.partner.row.name} ({holder.row.ref})."
        self._tell(found, at, None, sentence, "git-compare", vendor_only=True)
        sentence = f"The same customer was registered by {found.member.partner.row.name} ({found.row.ref})."
        self._tell(holder, at, None, sentence, "git-compare", vendor_only=True)


def _labels(fields: Sequence[str]) -> list[str]:
    return [label_of(RegistrationModel, name) for name in fields]


def _letter(reason: RejectionReason, letter: tuple[str, str]) -> dict[str, Any]:
    checked, changes = letter
    return {"rejection_reasons": [str(reason)], "rejection_checked": checked, "rejection_changes": changes}
