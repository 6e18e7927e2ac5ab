"""What happens to a lead, written down as the portal's own services would have done it, at a time of the past."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django_countries import countries
from djmoney.money import Money

from leads.enums import (
    CloseReason,
    DeclineReason,
    Direction,
    Lack,
    LeadState,
    OfferState,
    RejectReason,
    Requirement,
    Source,
    Step,
)
from leads.models import Contact, Customer, LeadPolicy
from leads.models import Lead as LeadModel
from leads.services.qualifying import assess
from leads.services.waiting import seed_of
from leads.standing import Line
from partners.models import Product
from prm.promises.enums import Kind

from .lead_rows import LEAD, OFFER, Lead, LeadRows, as_entered
from .people import Cast, Member, credit
from .words import COUNTRIES
from .world import Row, World, page

LACKS = {**dict(Requirement.choices), **dict(Lack.choices)}
COUNTRY_NAMES = {code: countries.name(code) for code in COUNTRIES}


class LeadVerbs(LeadRows):
    """The verbs. Each takes the time at which it happened."""

    def __init__(self, world: World, cast: Cast, policy: LeadPolicy, rules: Sequence[Any]) -> None:
        self.world, self.cast, self.policy, self.rules = world, cast, policy, list(rules)
        # One lead that takes the facts of each: the scoring asks a model, and making thousands takes seconds.
        self._known = LeadModel(customer=Customer(), contact=Contact())
        self._products = {product.code: Product(code=product.code) for product in cast.products}

    # -- arrival

    def receive(
        self,
        at: datetime,
        customer: Row,
        contact: Row,
        product: Row | None,
        *,
        need: str,
        value: float | None,
        currency: str,
        source: Source,
        brought_by: Member | None = None,
        rules_read: Row | None = None,
    ) -> Lead:
        row = self.world.add(
            LEAD,
            "L",
            direction=str(Direction.INBOUND if brought_by else Direction.OUTBOUND),
            state=str(LeadState.NEW),
            customer_id=customer.id,
            contact_id=contact.id,
            need=need,
            product_id=product.id if product else None,
            value=value,
            value_currency=currency,
            lead_source=str(source),
            arrived_at=at,
            member_id=brought_by.row.id if brought_by else None,
            **credit(brought_by.partner if brought_by else None, brought_by),
            receiver_id=None,
            hops=0,
            as_entered=as_entered(customer) if brought_by else {},
            rules_accepted_id=rules_read.id if rules_read else None,
            state_since=at,
            last_activity_at=at,
            created_at=at,
            updated_at=at,
        )
        lead = Lead(row, customer, contact, product, brought_by)
        self._assess(lead)
        self._pass(lead, Step.LEAD, at)
        if not brought_by:
            self._tell(lead, at, None, f"Received from: {source.label}", "inbox")
        return lead

    def sent_by_form(self, lead: Lead, at: datetime, form: Row) -> None:
        agreed = f"campaign {form.campaign}; agreed to version {form.consent_version}"
        sentence = f"Sent by the form “{form.name}”, {agreed}"
        self._tell(lead, at, None, sentence, "file-check", form.consent_text, vendor_only=True)

    def _assess(self, lead: Lead) -> None:
        """By the scoring rules in force, as every lead."""
        row, customer, contact, known = lead.row, lead.customer, lead.contact, self._known
        known.need, known.lead_source = row.need, row.lead_source
        known.customer.country, known.customer.industry = customer.country, customer.industry
        known.customer.size = customer.size
        known.contact.title, known.contact.email, known.contact.phone = contact.title, contact.email, contact.phone
        known.product = self._products[lead.product.code] if lead.product else None
        known.value = None if row.value is None else Money(row.value, row.value_currency)  # type: ignore[assignment]
        assess(known, self.policy, self.rules)
        row.update(score=known.score, score_lines=known.score_lines, rank=str(known.rank))
        row.missing = [] if lead.inbound else [str(lack) for lack in known.missing]

    def qualify(self, lead: Lead, at: datetime, actor: Row | None = None) -> None:
        self._enter(lead, LeadState.QUALIFIED, at)
        self.world.release(LEAD, lead.row, at, Kind.REVIEW_HELD_LEAD)
        lead.row.missing = []
        self._pass(lead, Step.QUALIFIED, at)
        if lead.inbound:
            self._tell(lead, at, lead.worker, f"Sent to {settings.SITE_NAME}", "send")
        elif actor:
            self._tell(lead, at, actor, "Let through by hand", "badge-check")
        else:
            self._tell(lead, at, None, f"Qualified with {lead.row.score} points", "badge-check")

    def hold(self, lead: Lead, at: datetime, manager: Row) -> None:
        self._enter(lead, LeadState.HELD, at)
        words = ", ".join(str(LACKS[lack]) for lack in lead.row.missing)
        self._tell(lead, at, None, f"Held: {words}", "pause", vendor_only=True)
        self._promise(lead, Kind.REVIEW_HELD_LEAD, manager, at, days=2, label=f"Held lead: {lead.customer.name}")

    def disqualify(self, lead: Lead, at: datetime, manager: Row, note: str) -> None:
        self._enter(lead, LeadState.DISQUALIFIED, at, close_note=note)
        self.world.release(LEAD, lead.row, at)
        self._tell(lead, at, manager, "Disqualified", "ban", note, vendor_only=True)

    # -- routing and answers

    def offer(self, lead: Lead, at: datetime, recipient: Member, sentence: str, candidates: list[Line]) -> None:
        """To a member, with a clock in their business hours."""
        self._make_offer(lead, at, recipient.user, recipient.partner.row, sentence, candidates)
        lead.had.append(recipient.partner)
        lead.seat = [at, None]
        recipient.busy.append(lead.seat)
        self._pass(lead, Step.OFFERED, at, recipient)
        self._tell(lead, at, None, f"Offered to {recipient.user.name}", "send", sentence, vendor_only=True)

    def review(self, lead: Lead, at: datetime, rep: Row, sentence: str, candidates: list[Line]) -> None:
        """A partner's lead goes to a sales rep, who thanks at once."""
        lead.receiver = rep
        lead.row.receiver_id = rep.id
        self._make_offer(lead, at, rep, None, sentence, candidates)
        self._pass(lead, Step.OFFERED, at)
        self._tell(lead, at, None, f"In review with {rep.name}", "user-check")
        thanks = at + timedelta(seconds=1)
        self._promise(lead, Kind.ACKNOWLEDGE, rep, at, days=1 / 8)
        self.world.keep(Kind.ACKNOWLEDGE, LEAD, lead.row, thanks)
        self._tell(lead, thanks, rep, "Acknowledged with thanks", "mail-check")

    def _make_offer(
        self, lead: Lead, at: datetime, person: Row, partner: Row | None, sentence: str, candidates: list[Line]
    ) -> None:
        row = lead.row
        decision = self._decide(lead, at, person, sentence, candidates)
        row.hops += 1
        self._enter(lead, LeadState.OFFERED, at)
        offer = lead.offer = self.world.add(
            OFFER,
            "OF",
            lead_id=row.id,
            recipient_id=person.id,
            partner_id=partner.id if partner else None,
            decision_id=decision.id,
            hop=row.hops,
            state=str(OfferState.OPEN),
            offered_at=at,
            answered_at=None,
            created_at=at,
            updated_at=at,
        )
        url = page("leads:detail", row) if lead.inbound else page("offers:detail", offer)
        place = f"{lead.customer.city}, {COUNTRY_NAMES[lead.customer.country]}"
        promise = self.world.promise(
            Kind.ANSWER_OFFER,
            OFFER,
            offer,
            person,
            at,
            label=f"{row.rank.title()} lead: {lead.customer.name}, {place}",
            url=url,
            partner=partner or lead.partner,
            days=self.policy.answer_days(row.rank),
        )
        offer.answer_by = promise.due_at

    def _decide(self, lead: Lead, at: datetime, chosen: Row | None, sentence: str, candidates: list[Line]) -> Row:
        return self.world.add(
            "leads.RoutingDecision",
            lead_id=lead.row.id,
            hop=lead.row.hops + 1,
            decided_at=at,
            policy_version=self.policy.number,
            seed=seed_of(lead.row.ref, lead.row.hops),
            chosen_id=chosen.id if chosen else None,
            sentence=sentence,
            candidates=candidates,
            created_at=at,
            updated_at=at,
        )

    def accept(self, lead: Lead, at: datetime, member: Member | None = None) -> None:
        if member:
            lead.member = member
            partner = member.partner
            lead.row.update(partner_id=partner.row.id, member_id=member.row.id, campaign_id=partner.campaign.id)
        self._enter(lead, LeadState.ACCEPTED, at)
        self._answer(lead, OfferState.ACCEPTED, at)
        self.world.keep(Kind.ANSWER_OFFER, OFFER, lead.last_offer, at)
        self._pass(lead, Step.ACCEPTED, at)
        self._promise(lead, Kind.CONTACT_CUSTOMER, lead.worker, at, days=self.policy.contact_days(lead.row.rank))
        due = self.world.hours(lead.worker).next_open(at + timedelta(days=self.policy.conclude_days))
        steps = range(self.policy.idle_nudge_days, self.policy.conclude_days, self.policy.idle_nudge_days)
        nudges = [(f"idle_{day}", day / self.policy.conclude_days) for day in steps]
        self._promise(lead, Kind.PROGRESS_LEAD, lead.worker, at, due=due, nudges=nudges)
        self._tell(lead, at, lead.worker, f"Accepted by {lead.worker.name}", "handshake")

    def decline(self, lead: Lead, at: datetime, member: Member, reason: DeclineReason, note: str) -> None:
        self._pass_on(lead, at, OfferState.DECLINED, decline_reason=str(reason), decline_note=note)
        self.world.keep(Kind.ANSWER_OFFER, OFFER, lead.last_offer, at)
        sentence = f"Declined by {member.user.name}: {reason.label}"
        self._tell(lead, at, member.user, sentence, "forward", note, vendor_only=True)

    def expire(self, lead: Lead, at: datetime, member: Member) -> None:
        self._pass_on(lead, at, OfferState.EXPIRED)
        self.world.break_(Kind.ANSWER_OFFER, OFFER, lead.last_offer, at)
        self._tell(lead, at, None, f"No answer from {member.user.name} in time", "forward", vendor_only=True)

    def recall(self, lead: Lead, at: datetime, member: Member, manager: Row) -> None:
        self._pass_on(lead, at, OfferState.RECALLED)
        self.world.release(OFFER, lead.last_offer, at, Kind.ANSWER_OFFER)
        self._tell(lead, at, manager, f"Offer to {member.user.name} taken back", "forward", vendor_only=True)

    def _pass_on(self, lead: Lead, at: datetime, state: OfferState, **columns: Any) -> None:
        self._enter(lead, LeadState.QUALIFIED, at)
        self._answer(lead, state, at, **columns)
        self._free(lead, at)

    def _answer(self, lead: Lead, state: OfferState, at: datetime, **columns: Any) -> None:
        lead.last_offer.update(state=str(state), answered_at=at, updated_at=at, **columns)

    def _free(self, lead: Lead, at: datetime) -> None:
        if lead.seat:
            lead.seat[1] = at

    def give_up(self, lead: Lead, at: datetime, manager: Row) -> None:
        reason = f"Offered {lead.row.hops} times."
        self._decide(lead, at, None, reason, [])
        self._enter(lead, LeadState.UNPLACED, at)
        self._tell(lead, at, None, "Nobody could be found", "circle-question-mark", reason, vendor_only=True)
        self._promise(lead, Kind.ARBITRATE, manager, at, days=1, label=f"Lead to place: {lead.customer.name}")

    # -- a partner's lead in review

    def request_changes(self, lead: Lead, at: datetime, fields: list[str], note: str) -> None:
        self._enter(lead, LeadState.ACTION_REQUIRED, at, open_fields=fields, request_note=note, requested_at=at)
        assert lead.member
        self.world.pause(Kind.ANSWER_OFFER, OFFER, lead.last_offer, at)
        self._promise(lead, Kind.ANSWER_ACTION_REQUIRED, lead.member.user, at, days=5)
        self._tell(lead, at, lead.receiver, "Asked for more", "circle-question-mark", note)

    def answer_request(self, lead: Lead, at: datetime) -> None:
        assert lead.member
        named = ", ".join(lead.row.open_fields)
        self._enter(lead, LeadState.OFFERED, at, open_fields=[])
        self.world.keep(Kind.ANSWER_ACTION_REQUIRED, LEAD, lead.row, at)
        self.world.resume(Kind.ANSWER_OFFER, OFFER, lead.last_offer, at)
        self._tell(lead, at, lead.member.user, f"Completed: {named}", "list-checks")

    def reject(self, lead: Lead, at: datetime, reason: RejectReason, checked: str, changes: str) -> None:
        assert lead.member
        self._write_letter(lead, at, reason, checked, changes)
        self._enter(lead, LeadState.REJECTED, at, appeal_until=at + timedelta(days=self.policy.appeal_days))
        self._answer(lead, OfferState.DECLINED, at)
        self.world.keep(Kind.ANSWER_OFFER, OFFER, lead.last_offer, at)
        self.world.release(LEAD, lead.row, at)
        self._tell(lead, at, lead.receiver, f"Not taken: {reason.label}", "circle-x")

    def start_rejection(self, lead: Lead, at: datetime, reason: RejectReason, checked: str, changes: str) -> None:
        """Too soon for the letter to go out: the partner's channel manager reads it first."""
        assert lead.member
        self._write_letter(lead, at, reason, checked, changes)
        sentence = "Started a rejection: a second reader checks it first"
        self._tell(lead, at, lead.receiver, sentence, "scale", checked, vendor_only=True)
        owner = lead.member.partner.owner
        days = float(self.policy.second_reading_days)
        self._promise(lead, Kind.DECIDE_REJECTION_REVIEW, owner, at, days=days)

    def _write_letter(self, lead: Lead, at: datetime, reason: RejectReason, checked: str, changes: str) -> None:
        assert lead.member and lead.receiver
        letter = {"rejection_reasons": [str(reason)], "rejection_checked": checked, "rejection_changes": changes}
        started = {"rejection_by_id": lead.receiver.id, "rejection_started_at": at}
        lead.row.update(appeal_to_id=lead.member.partner.owner.id, **letter, **started)

    def appeal(self, lead: Lead, at: datetime, reason: str) -> None:
        assert lead.member
        lead.row.update(appeal_reason=reason, appealed_at=at, last_activity_at=at, updated_at=at)
        self._tell(lead, at, lead.member.user, "Appealed", "megaphone", reason)
        days = float(self.policy.appeal_answer_days)
        self._promise(lead, Kind.ANSWER_APPEAL, lead.member.partner.owner, at, days=days)

    def answer_appeal(self, lead: Lead, at: datetime, answer: str) -> None:
        assert lead.member
        lead.row.update(appeal_answer=answer, appeal_answered_at=at, last_activity_at=at, updated_at=at)
        self.world.keep(Kind.ANSWER_APPEAL, LEAD, lead.row, at)
        owner = lead.member.partner.owner
        self._tell(lead, at, owner, "Appeal answered: the decision stands", "message-square", answer)

    # -- work

    def contact(self, lead: Lead, at: datetime, note: str = "") -> None:
        self._enter(lead, LeadState.CONTACTED, at)
        self.world.keep(Kind.CONTACT_CUSTOMER, LEAD, lead.row, at)
        self._pass(lead, Step.CONTACTED, at)
        self._tell(lead, at, lead.worker, "Customer contacted", "phone", note)

    def note(self, lead: Lead, at: datetime, text: str) -> None:
        lead.row.update(last_activity_at=at, updated_at=at)
        self._tell(lead, at, lead.worker, "Note", "message-square", text)

    def convert(self, lead: Lead, at: datetime) -> None:
        self._enter(lead, LeadState.CONVERTED, at)
        self._conclude(lead, at)
        self._pass(lead, Step.OPPORTUNITY, at)
        self._tell(lead, at, lead.worker, "Became a deal", "trending-up")

    def close(self, lead: Lead, at: datetime, reason: CloseReason, quality: int | None, note: str = "") -> None:
        rated = {} if quality is None else self._rating(quality, at)
        self._enter(lead, LeadState.CLOSED, at, close_reason=str(reason), close_note=note, **rated)
        self.world.release(LEAD, lead.row, at, Kind.CONTACT_CUSTOMER)
        self._conclude(lead, at)
        self._tell(lead, at, lead.worker, f"Closed: {reason.label}", "archive", note)

    def rate(self, lead: Lead, at: datetime, quality: int) -> None:
        """What became a deal is rated too, once it is won or lost."""
        lead.row.update(self._rating(quality, at), updated_at=at)
        self._tell(lead, at, lead.worker, f"Rated the lead: {quality} of 5", "star")

    def _rating(self, quality: int, at: datetime) -> dict[str, Any]:
        return {"quality": quality, "rating_until": at + timedelta(days=self.policy.rating_days)}

    def _conclude(self, lead: Lead, at: datetime) -> None:
        self.world.keep(Kind.CONTACT_CUSTOMER, LEAD, lead.row, at)
        self.world.keep(Kind.PROGRESS_LEAD, LEAD, lead.row, at)
        self._free(lead, at)

    def withdraw(self, lead: Lead, at: datetime, actor: Row, note: str) -> None:
        self._enter(lead, LeadState.WITHDRAWN, at, close_note=note)
        if lead.offer and lead.offer.state == OfferState.OPEN:
            self._answer(lead, OfferState.RECALLED, at)
            self.world.release(OFFER, lead.offer, at)
        self._free(lead, at)
        self.world.release(LEAD, lead.row, at)
        self._tell(lead, at, actor, "Withdrawn", "undo-2", note)

    def won(self, lead: Lead, at: datetime) -> None:
        self._pass(lead, Step.WON, at)
