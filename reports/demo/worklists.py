"""What the people have to do today whom somebody signs in as: made by hand, so that every part of a page has rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deals.enums import RejectionReason, Stage
from leads.enums import DeclineReason, RejectReason, Source

from . import words
from .customers import Customers
from .deal_lives import DealLives
from .deal_verbs import Deal
from .lead_lives import LeadLives
from .lead_rows import Lead
from .people import Cast, Member
from .registration_verbs import LIMIT, Registration
from .world import Row, World

DAY = 8.0  # business hours
DECLINE_IN_TURN = (DeclineReason.NO_CAPACITY, DeclineReason.WRONG_FIT, DeclineReason.WRONG_TERRITORY)
LETTER = (words.CHECKED[0], words.CHANGES[0])
# What is known of a lead of each rank: how much, from where, of whom.


@dataclass(frozen=True)
class Grade:
    """What makes a lead hot, warm or cold; `worth` in multiples of 8000."""

    source: Source
    title: str
    worth: float
    size: str


GRADES = {
    "hot": Grade(Source.EVENT, "Head of operations", 4.0, "250-999"),
    "warm": Grade(Source.ADS, "Project engineer", 1.0, "10-49"),
    "cold": Grade(Source.OUTREACH, "Office assistant", 0, "1-9"),
}


class Worklists:
    def __init__(self, world: World, cast: Cast, customers: Customers, leads: LeadLives, deals: DealLives) -> None:
        self.world, self.cast, self.customers, self.leads, self.deals = world, cast, customers, leads, deals

    def make(self) -> None:
        carl, dan, cleo = (self.cast.named[name] for name in ("Carl Smeets", "Dan Whitlock", "Cleo Maassen"))
        for member in (carl, dan):
            self._rep(member)
        self._offered(cleo, "warm", 5)
        self._contacted(cleo, 5, 3)
        self._won(cleo, 33)
        for name in ("Ben Achterberg", "Imogen Hart"):
            self._sales_rep(self.cast.staff[name])
        self._specialist(self.cast.staff["Tove Halvorsen"])
        for manager in self.cast.managers[::2]:
            self._channel_manager(manager)
        self._overnight()
        self._sold_together(dan, carl)
        self._large(carl)

    # -- people

    def _rep(self, member: Member) -> None:
        """Offers, leads to contact and idle ones, questions to answer, registrations, deals and fees."""
        for grade, hours in (("hot", 0.5), ("warm", 3), ("cold", 12)):
            self._offered(member, grade, hours)
        self._accepted(member, "warm", 4)
        self._accepted(member, "warm", 3 * DAY + 5)  # the customer should have been contacted by now
        self._contacted(member, 13, 11)
        self._contacted(member, 25, 20)  # longer than a lead should take
        self._brought(member, 3)
        asked = self._brought(member, 2 * DAY)
        self.leads.verbs.request_changes(asked, self._before(asked.worker, DAY), ["need", "value"], words.ASKED_FOR[0])
        taken = self._brought(member, 4 * DAY)
        self._take(taken, 3 * DAY)
        self.deals.draft(self._before(member.user, 4), member)
        self._in_review(member, 5)
        self._asked(member)
        self._approved(member, 79, touched=6)
        self._approved(member, 55, touched=46)  # stalls
        self._approved(member, 6, touched=2)
        dan = self.cast.named["Dan Whitlock"]
        for days in (12, 33, 75):
            self._won(member, days, dan if days == 12 and member is not dan else None)

    def _sales_rep(self, rep: Row) -> None:
        """Partners' leads to decide, one of them late; registrations; leads to contact."""
        for hours, member in zip((1, 6, 5 * DAY + 2), self._members_served_by(rep), strict=False):
            self._brought(member, hours, rep)
        colleagues = self._members_served_by(rep)[3:]
        for hours, member in zip((DAY + 3, 2 * DAY + 6), colleagues, strict=False):
            self._in_review(member, hours, rep)
        rejected = self._in_review(colleagues[2], 2 * DAY, rep)
        started = self._before(rep, 5)
        self.deals.registering.start_rejection(rejected, started, RejectionReason.NO_ACTIVITY, LETTER)
        for hours in (6, 4 * DAY):
            self._take(self._brought(colleagues[3], hours + 2 * DAY, rep), hours)

    def _specialist(self, person: Row) -> None:
        insight = next(product for product in self.cast.products if product.code == "insight-plus")
        members = [member for member in self.cast.members if member.user.is_active][4::19]
        for hours, member in zip((2, DAY), members, strict=False):
            self._brought(member, hours, person, insight)
        self._in_review(members[2], DAY, person)
        self._take(self._brought(members[3], 3 * DAY, person, insight), DAY)
        self._approved(members[0], 61, touched=48, rep=person)

    def _channel_manager(self, manager: Row) -> None:
        """Held leads, leads that nobody took, conflicts to settle, rejections to read and appeals to answer."""
        own = [partner for partner in self.cast.partners if partner.owner is manager and partner.is_open]
        country = own[0].row.country
        for hours in (3, DAY + 2):
            lead = self._arrived(self._before(manager, hours), country, "warm", reachable=False)
            self.leads.verbs.hold(lead, lead.row.arrived_at + timedelta(seconds=2), manager)
        for hours in (2, DAY + 4):
            self._unplaced(country, manager, hours)
        members = [member for partner in own for member in partner.members[1:] if member.user.is_active]
        first, second, third = members[2], members[7], members[10]
        self._contested(first, second, manager, 5)
        self._contested(second, third, manager, 2 * DAY + 2)
        refused = self._in_review(third, 9 * DAY)
        self.deals.registering.start_rejection(
            refused, self._before(manager, 8 * DAY), RejectionReason.NOT_QUALIFIED, LETTER
        )
        self.deals.registering.confirm_rejection(refused, self._before(manager, 7 * DAY))
        self.deals.registering.appeal(refused, self._before(manager, 2 * DAY), words.APPEALS[0])
        self._refused_leads(first, second, manager)

    def _refused_leads(self, first: Member, second: Member, manager: Row) -> None:
        """A rejection that was too quick to go out unread, and one that the partner appeals against."""
        parts = (RejectReason.NOT_QUALIFIED, *LETTER)
        quick = self._brought(first, 2)
        self.leads.verbs.start_rejection(quick, self._before(manager, 1), *parts)
        refused = self._brought(second, 6 * DAY)
        self.leads.verbs.reject(refused, self._before(manager, 5 * DAY), *parts)
        self.leads.verbs.appeal(refused, self._before(manager, DAY), words.APPEALS[1])

    def _overnight(self) -> None:
        """Leads that have just come in: some not looked at, some that are routed as soon as a worker runs."""
        for number in range(10):
            at = self.world.now - timedelta(minutes=11 * number + 3)
            lead = self._arrived(at, ("NL", "DE", "GB", "FR", "SE")[number % 5], ("warm", "hot")[number % 2])
            if number >= 4:
                self.leads.verbs.qualify(lead, at + timedelta(seconds=2))

    # -- times

    def _before(self, person: Row, hours: float) -> datetime:
        """So many business hours of this person before the programme's present."""
        return self.world.hours(person).before(self.world.now, hours)

    def _members_served_by(self, rep: Row) -> list[Member]:
        return [
            member
            for partner in self.cast.partners
            if partner.sales_rep is rep and partner.is_open
            for member in partner.members
            if member.user.is_active and member.user.name not in self.cast.named
        ]

    # -- outbound

    def _arrived(self, at: datetime, country: str, grade: str, *, reachable: bool = True) -> Lead:
        facts = GRADES[grade]
        customer = self.customers.make(at, country=country)
        customer.size = facts.size
        contact = self.customers.contact(customer, at, reachable=reachable)
        contact.title = facts.title
        product, need, value, currency = self.leads.about(country)
        lead = self.leads.verbs.receive(
            at,
            customer,
            contact,
            product if grade != "cold" else None,
            need=need if grade != "cold" else need.split(" ")[0] + " sensors?",
            value=max(value, 52000.0) if grade == "hot" else 8000.0 * facts.worth or None,
            currency=currency,
            source=facts.source,
        )
        self.leads.leads.append(lead)
        return lead

    def _offered(self, member: Member, grade: str, hours: float) -> Lead:
        offered = self._before(member.user, hours)
        lead = self._arrived(offered - timedelta(seconds=20), member.partner.row.country, grade)
        self.leads.verbs.qualify(lead, offered - timedelta(seconds=18))
        self.leads.verbs.offer(lead, offered, member, *self.leads.reasons(lead, member, offered))
        return lead

    def _accepted(self, member: Member, grade: str, hours: float) -> Lead:
        lead = self._offered(member, grade, hours + 2)
        self.leads.verbs.accept(lead, self._before(member.user, hours), member)
        return lead

    def _contacted(self, member: Member, accepted: float, contacted: float) -> Lead:
        """So many business days ago."""
        lead = self._accepted(member, "warm", accepted * DAY)
        self.leads.verbs.contact(lead, self._before(member.user, contacted * DAY), words.LEAD_NOTES[0])
        return lead

    def _unplaced(self, country: str, manager: Row, hours: float) -> None:
        """Declined by three; nobody is left."""
        at = self._before(manager, hours + 3 * DAY)
        lead = self._arrived(at - timedelta(minutes=1), country, "cold")
        self.leads.verbs.qualify(lead, at - timedelta(seconds=50))
        for number in range(self.leads.verbs.policy.hops):
            member = next(m for m in self.leads.candidates(lead) if m.user.name not in self.cast.named)
            self.leads.verbs.offer(lead, at, member, *self.leads.reasons(lead, member, at))
            reason = DECLINE_IN_TURN[number % len(DECLINE_IN_TURN)]
            at += timedelta(minutes=70)
            self.leads.verbs.decline(lead, at, member, reason, words.DECLINE_NOTES[reason])
            at += timedelta(seconds=8)
        self.leads.verbs.give_up(lead, at, manager)

    # -- inbound

    def _brought(self, member: Member, hours: float, rep: Row | None = None, product: Row | None = None) -> Lead:
        person = rep or member.partner.sales_rep
        at = self._before(person, hours)
        customer = self.customers.make(at, country=member.partner.row.country)
        contact = self.customers.contact(customer, at, brought_by=member)
        chosen, need, value, currency = self.leads.about(customer.country)
        if product is None and chosen.code in ("insight-plus", "insight-enterprise"):
            chosen = self.cast.products[4]
        lead = self.leads.bring(member, at, customer, contact, product or chosen, need, value, currency)
        self.leads.leads.append(lead)
        return lead

    def _take(self, lead: Lead, hours: float) -> None:
        self.leads.verbs.accept(lead, self._before(lead.worker, hours))

    # -- registrations and deals

    def _in_review(self, member: Member, hours: float, rep: Row | None = None) -> Registration:
        reviewer = rep or member.partner.sales_rep
        at = self._before(reviewer, hours)
        found = self.deals.draft(at - timedelta(minutes=14), member)
        self.deals.registering.submit(found, at, reviewer)
        return found

    def _large(self, member: Member) -> None:
        """The reviewer has approved; because of the amount the channel manager decides too."""
        chance = self.world.rng.getstate()
        found = self._in_review(member, 2 * DAY)
        self.world.rng.setstate(chance)
        found.row.amount = 2.0 * LIMIT
        self.deals.registering.approve_first(found, self._before(member.partner.sales_rep, 3), member.partner.owner)

    def _asked(self, member: Member) -> None:
        found = self._in_review(member, 2 * DAY)
        at = self._before(member.partner.sales_rep, DAY)
        self.deals.registering.request_changes(found, at, ["amount", "need"], words.ASKED_FOR[1])

    def _approved(self, member: Member, days: int, *, touched: int, rep: Row | None = None) -> Deal:
        """Approved so many days ago; the deal was last touched so many days ago."""
        rep = rep or member.partner.sales_rep
        at = self._at(rep, days)
        found = self.deals.draft(at - timedelta(hours=5), member)
        self.deals.registering.submit(found, at - timedelta(hours=4), rep)
        deal = self.deals.registering.approve(found, at, rep)
        self.deals.deals.append(deal)
        moved = self._at(member.user, touched)
        self.deals.verbs.move(deal, moved, member.user, Stage.ENGAGING, words.NEXT_STEPS[1])
        deal.row.close_on = self.world.day + timedelta(days=touched + 20)
        return deal

    def _won(self, member: Member, days: int, other: Member | None = None) -> None:
        """Won so many days ago, so that the fee is earned, due or paid by now; with `other` it is divided."""
        at = self._at(member.user, days)
        deal = self._approved(member, days + 40, touched=days + 12)
        found = self.deals.registrations[-1]
        sharing = [self._shared(found, other, at - timedelta(days=8))] if other else []
        deal.sharing += [(one.row, one.member, one.row.credit_share) for one in sharing]
        amount = round(float(deal.row.amount), -2)
        self.deals.verbs.win(deal, at, member.user, amount, found.row)
        for one in (found, *sharing):
            self.deals.registering.complete(one, at)

    def _at(self, person: Row, days: int) -> datetime:
        """So many days ago, or on the last working day before."""
        return self.world.hours(person).before(self.world.now - timedelta(days=days, hours=-11), 1.5)

    def _sold_together(self, holder: Member, other: Member) -> None:
        """A conflict that was settled: the holder keeps the customer, the other brings what it lacks."""
        manager = other.partner.owner
        found, held = self._contested(holder, other, manager, 6 * DAY)
        self.deals.registering.share(found, held, self._before(manager, 5 * DAY), 30, words.SOLD_TOGETHER)

    def _shared(self, held: Registration, other: Member, at: datetime) -> Registration:
        """Another partner registered the same customer and got a share of the deal; what is left to chance stays."""
        chance = self.world.rng.getstate()
        found = self.deals.draft(at - timedelta(minutes=20), other, held.customer, held.product)
        self.world.rng.setstate(chance)
        self.deals.registering.submit(found, at, None)
        self.deals.registering.record_conflict(found, held, at)
        decided = self.world.hours(other.partner.owner).add(at, DAY)
        self.deals.registering.share(found, held, decided, 40, words.SOLD_TOGETHER)
        return found

    def _contested(
        self, holder: Member, other: Member, manager: Row, hours: float
    ) -> tuple[Registration, Registration]:
        """The holder has the customer; the other registers it too. Returns the other's and the holder's."""
        held = self._in_review(holder, hours + 9 * DAY)
        rep = holder.partner.sales_rep
        deal = self.deals.registering.approve(held, self._before(rep, hours + 8 * DAY), rep)
        self.deals.deals.append(deal)
        at = self._before(manager, hours)
        found = self.deals.draft(at - timedelta(minutes=20), other, held.customer, held.product)
        self.deals.registering.submit(found, at, None)
        self.deals.registering.record_conflict(found, held, at)
        return found, held
