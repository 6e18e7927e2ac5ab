"""Three thousand leads live their lives: chance decides, within what people of such a programme do."""

import math
from datetime import datetime, timedelta

from leads.enums import WORKED, CloseReason, DeclineReason, LeadState, Refusal, RejectReason, Source
from leads.standing import Line
from partners.enums import PartnerState
from prm.accounts.enums import Role

from . import words
from .customers import Customers
from .lead_rows import Lead
from .lead_verbs import LeadVerbs
from .people import Cast, Member
from .world import Row, World

OUTBOUND, INBOUND = 2550, 450
# Of what comes in by the web and from fairs most is no lead: the shares lie around the programme's norms.
POOR, LET_THROUGH, ACCEPTS = 0.77, 0.12, 0.33
BECOMES_A_DEAL = {"hot": 0.85, "warm": 0.62, "cold": 0.34}
SOURCES = ((Source.WEB, 46), (Source.EVENT, 18), (Source.ADS, 16), (Source.REFERRAL, 12), (Source.OUTREACH, 8))
CLOSINGS = ((CloseReason.NO_NEED, 30), (CloseReason.NO_ANSWER, 26), (CloseReason.NO_BUDGET, 20),
            (CloseReason.BOUGHT_ELSEWHERE, 16), (CloseReason.WRONG_DATA, 5), (CloseReason.DUPLICATE, 3))  # fmt: skip
QUALITY_OF = {CloseReason.WRONG_DATA: 1, CloseReason.NO_ANSWER: 2, CloseReason.NO_NEED: 2, CloseReason.DUPLICATE: 1,
              CloseReason.NO_BUDGET: 4, CloseReason.BOUGHT_ELSEWHERE: 4}  # fmt: skip
DECLINES = ((DeclineReason.NO_CAPACITY, 40), (DeclineReason.WRONG_FIT, 25), (DeclineReason.WRONG_TERRITORY, 18),
            (DeclineReason.QUALITY, 9), (DeclineReason.KNOWN, 5), (DeclineReason.OTHER, 3))  # fmt: skip


class LeadLives:
    """Makes the leads. `worked` are those whose deal is told elsewhere: converted, with the time."""

    def __init__(self, world: World, cast: Cast, customers: Customers, verbs: LeadVerbs, rules_read: Row) -> None:
        self.world, self.cast, self.customers, self.verbs = world, cast, customers, verbs
        self.rules_read = rules_read
        # What the people have on their desks whom somebody signs in as is made by hand.
        self.by_chance_until = world.now - timedelta(days=75)
        self._bringers = [m for m in cast.members if m.user.is_active and m.partner.row.state == PartnerState.ACTIVE]
        self._covers: dict[tuple[str, str], list[Member]] = {}
        self.leads: list[Lead] = []
        self.converted: list[tuple[Lead, datetime]] = []

    def _is_named(self, member: Member) -> bool:
        return member.user.name in self.cast.named

    def live(self) -> None:
        """Arrivals in order of time, so that who is full when is known. Those made by hand are part of the number."""
        inbound_made = sum(lead.inbound for lead in self.leads)
        outbound = OUTBOUND - len(self.leads) + inbound_made
        inbound_wanted = INBOUND - inbound_made
        arrivals = [(self._moment(), number < inbound_wanted) for number in range(inbound_wanted + outbound)]
        for at, inbound in sorted(arrivals):
            lead = self._inbound(at) if inbound else self._outbound(at)
            self.leads.append(lead)

    def _moment(self) -> datetime:
        """Some time in the twelve months, more of it lately, mostly by day."""
        rng = self.world.rng
        share = math.sqrt(rng.uniform(0.2, 1)) * 1.0
        share = (share - math.sqrt(0.2)) / (1 - math.sqrt(0.2))
        day = self.world.began + timedelta(days=math.floor(share * 365))
        hour = rng.triangular(5, 21, 11) if rng.random() < 0.9 else rng.uniform(0, 24)
        return day + timedelta(hours=hour, seconds=rng.randint(0, 59))

    # -- what a lead is about

    def about(self, country: str) -> tuple[Row, str, float, str]:
        """A product, a need, a value and its currency."""
        rng = self.world.rng
        product = rng.choices(self.cast.products, (14, 8, 20, 12, 18, 14, 4, 10))[0]
        need = rng.choice(words.NEEDS[product.family]).format(n=rng.choice((6, 12, 20, 35, 40, 60, 80, 120, 200)))
        count = (
            rng.choice((1, 2, 3, 4, 6)) if product.family in ("insight", "care") else rng.choice((8, 12, 20, 30, 45))
        )
        place = words.COUNTRIES[country]
        return (
            product,
            need,
            round(product.list_price * count * place.rate * rng.uniform(0.7, 1.2), -2),
            place.currency,
        )

    # -- outbound

    def _outbound(self, at: datetime) -> Lead:
        rng = self.world.rng
        customer = self.customers.make(at)
        poor = rng.random() < POOR
        contact = self.customers.contact(customer, at, reachable=not poor)
        product, need, value, currency = self.about(customer.country)
        said = rng.random()
        lead = self.verbs.receive(
            at,
            customer,
            contact,
            product if rng.random() < 0.45 else None,
            need=need if said < 0.62 else "Please call me back." if said < 0.93 else "",
            value=value if rng.random() < 0.3 else None,
            currency=currency,
            source=rng.choices([s for s, _ in SOURCES], [w for _, w in SOURCES])[0],
        )
        if contact.id % 3 == 0:  # the others did not say
            lead.row["language"] = words.SPOKEN.get(customer.country, ("en",))[0]
        checked = at + timedelta(seconds=rng.randint(1, 4))
        if lead.row.missing:
            self._held(lead, checked)
        else:
            self.verbs.qualify(lead, checked)
            self._place(lead, checked + timedelta(seconds=rng.randint(2, 15)))
        return lead

    def _held(self, lead: Lead, at: datetime) -> None:
        manager = self.manager_for(lead.customer.country)
        self.verbs.hold(lead, at, manager)
        decided = self.world.later(manager, at, 1, 15)
        if not self.world.past(decided):
            return
        if self.world.rng.random() > LET_THROUGH:
            note = self.world.rng.choice(words.NO_LEADS)
            self.verbs.disqualify(lead, decided, manager, note)
        else:
            self.verbs.qualify(lead, decided, manager)
            self._place(lead, decided + timedelta(seconds=9))

    def manager_for(self, country: str) -> Row:
        return next(partner.owner for partner in self.cast.partners if country in partner.countries)

    def _place(self, lead: Lead, at: datetime) -> None:
        """Offered, and offered again, until somebody takes it or the hops are spent."""
        while lead.row.hops < self.verbs.policy.hops:
            member = self.choose(lead, at)
            if member is None:
                break
            self.verbs.offer(lead, at, member, *self.reasons(lead, member, at))
            answered = self._answer(lead, member, at)
            if answered is None or lead.row.state != LeadState.QUALIFIED:
                return
            at = answered + timedelta(seconds=self.world.rng.randint(3, 14))
        manager = self.manager_for(lead.customer.country)
        self.verbs.give_up(lead, at, manager)
        self._rescue(lead, at, manager)

    def _answer(self, lead: Lead, member: Member, at: datetime) -> datetime | None:
        """When the offer was answered; None while it is open."""
        rng, row = self.world.rng, lead.row
        due = lead.last_offer.answer_by
        mood = rng.random() / member.partner.quality
        when = self.world.later(member.user, at, 0.3, 8 * self.verbs.policy.answer_days(row.rank) * 0.95)
        if mood > 1.05:
            when = due
        # Who has until today and has not answered has answered yesterday: the programme begins without an expiry.
        if self.world.now <= due < self.world.now + timedelta(days=1):
            when = min(when, self.world.now - timedelta(minutes=rng.randint(5, 400)))
            if when <= at:
                return None
        if not self.world.past(when):
            return None
        if when >= due:
            self.verbs.expire(lead, due, member)
        elif mood > ACCEPTS:
            reason = rng.choices([r for r, _ in DECLINES], [w for _, w in DECLINES])[0]
            self.verbs.decline(lead, when, member, reason, words.DECLINE_NOTES[reason])
        elif rng.random() < 0.02:
            self.verbs.recall(lead, when, member, member.partner.owner)
        else:
            self.verbs.accept(lead, when, member)
            self.work(lead, when)
        return when

    def choose(self, lead: Lead, at: datetime) -> Member | None:
        """The member who gets it: of those who cover it and have a place, mostly of the better partners."""
        rng = self.world.rng
        free = [member for member in self.candidates(lead) if member.load(at) < member.row.capacity]
        weights = [
            member.partner.tier.rank * member.partner.quality**2 / len(member.partner.members) for member in free
        ]
        return rng.choices(free, weights)[0] if free else None

    def candidates(self, lead: Lead) -> list[Member]:
        """Active members of open partners that cover the customer and have not had the lead."""
        covering = self._covering(lead.customer.country, lead.customer.industry)
        by_chance = lead.row.arrived_at < self.by_chance_until
        return [
            member
            for member in covering
            if member.partner not in lead.had and (by_chance or not self._is_named(member))
        ]

    def _covering(self, country: str, industry: str) -> list[Member]:
        if (country, industry) not in self._covers:
            partners = [each for each in self.cast.partners if each.is_open and each.covers(country, industry)]
            members = [member for partner in partners for member in partner.members if member.user.is_active]
            self._covers[country, industry] = members
        return self._covers[country, industry]

    def reasons(self, lead: Lead, chosen: Member, at: datetime) -> tuple[str, list[Line]]:
        """The decision in one sentence, and the line of the chosen and of some who were not."""
        others = [member for member in self.candidates(lead) if member is not chosen][:4]
        lines = [self._line(member, at, chosen) for member in (chosen, *others)]
        who = f"{chosen.user.name} ({chosen.partner.row.name})"
        if not others:
            sentence = f"{who} is the only one who can take it; territory “{chosen.partner.area}”."
        else:
            other = others[0].user.name
            sentence = f"{who}: territory “{chosen.partner.area}” and the best prospects, before {other}."
        return sentence, lines

    def _line(self, member: Member, at: datetime, chosen: Member) -> Line:
        load, tier, quality = member.load(at), member.partner.tier, member.partner.quality
        closed = 6 + len(member.partner.members) * 2
        chance = round((0.2 * quality * closed + 2) / (closed + 10), 4)
        return Line(
            key=member.user.ref,
            name=member.user.name,
            group_name=member.partner.row.name,
            refusal="" if load < 10 else Refusal.FULL.value,
            area=member.partner.area,
            specificity=10,
            score=round(100 * chance * (1 - load / 50), 2),
            chosen=member is chosen,
            load=load,
            capacity=10,
            won=round(0.2 * quality * closed),
            closed=closed,
            chance=chance,
            tier=tier.name,
        )

    def _rescue(self, lead: Lead, at: datetime, manager: Row) -> None:
        """The channel manager has had it on the desk: mostly it ends there."""
        decided = self.world.later(manager, at, 3, 30)
        if self.world.past(decided):
            self.verbs.disqualify(lead, decided, manager, "Offered to all who cover it; nobody has a place for it.")

    # -- inbound

    def _inbound(self, at: datetime) -> Lead:
        rng = self.world.rng
        member = self._bringer(at)
        customer = self.customers.make(at, country=rng.choice(member.partner.countries))
        contact = self.customers.contact(customer, at, brought_by=member)
        product, need, value, currency = self.about(customer.country)
        said = rng.random() < 0.5
        about = (
            product if said else None,
            need if said else "Wants to talk about it.",
            value if said else None,
            currency,
        )
        lead = self.bring(member, at, customer, contact, *about)
        self._reviewed(lead, at)
        return lead

    def bring(
        self,
        member: Member,
        at: datetime,
        customer: Row,
        contact: Row,
        product: Row | None,
        need: str,
        value: float | None,
        currency: str,
    ) -> Lead:
        """A member enters a lead; it is with a sales rep at once."""
        lead = self.verbs.receive(
            at,
            customer,
            contact,
            product,
            need=need,
            value=value,
            currency=currency,
            source=Source.PARTNER,
            brought_by=member,
            rules_read=self.rules_read,
        )
        self.verbs.qualify(lead, at)
        rep = self.rep_for(customer.country, product)
        sentence = f"{rep.name} is the only one who can take it; territory “{rep.title}”."
        self.verbs.review(lead, at + timedelta(seconds=1), rep, sentence, [])
        return lead

    def _bringer(self, at: datetime) -> Member:
        members = [m for m in self._bringers if at < self.by_chance_until or not self._is_named(m)]
        weights = [m.partner.quality * (1.6 if m.user.role == Role.PARTNER_REP else 0.7) for m in members]
        return self.world.rng.choices(members, weights)[0]

    def rep_for(self, country: str, product: Row | None) -> Row:
        """The specialist of a big product, else the rep of the country."""
        if product and product.code in ("insight-plus", "insight-enterprise"):
            return self.cast.staff["Tove Halvorsen"]
        return next(partner.sales_rep for partner in self.cast.partners if partner.row.country == country)

    def _reviewed(self, lead: Lead, at: datetime) -> None:
        rng, rep = self.world.rng, lead.receiver
        assert rep and lead.member
        mood = rng.random()
        decided = self.world.later(rep, at, 1, 15)
        if mood < 0.04:
            gone = self.world.later(lead.member.user, at, 1, 10)
            if self.world.past(gone):
                self.verbs.withdraw(lead, gone, lead.member.user, "The customer has stopped the project.")
            return
        if not self.world.past(decided):
            return
        if mood < 0.16:
            self.verbs.request_changes(lead, decided, ["need", "value"], rng.choice(words.ASKED_FOR))
            answered = self.world.later(lead.member.user, decided, 2, 44)
            if not self.world.past(answered):
                return
            self.verbs.answer_request(lead, answered)
            decided = self.world.later(rep, answered, 1, 9)
            if not self.world.past(decided):
                return
        if mood < 0.3:
            checked, changes = rng.choice(words.CHECKED), rng.choice(words.CHANGES)
            possible = self.world.hours(rep).add(at, 4.2)
            if self.world.past(max(decided, possible)):
                self.verbs.reject(lead, max(decided, possible), rng.choice(list(RejectReason)), checked, changes)
                self._appealed(lead, max(decided, possible))
            return
        self.verbs.accept(lead, decided)
        self.work(lead, decided)

    def _appealed(self, lead: Lead, at: datetime) -> None:
        """One rejection in five is appealed against, and mostly answered by now."""
        assert lead.member
        appealed = self.world.later(lead.member.user, at, 4, 50)
        if self.world.rng.random() >= 0.2 or not self.world.past(appealed):
            return
        self.verbs.appeal(lead, appealed, self.world.rng.choice(words.APPEALS))
        answered = self.world.later(lead.member.partner.owner, appealed, 4, 38)
        if self.world.past(answered):
            self.verbs.answer_appeal(lead, answered, words.APPEAL_ANSWER)

    # -- work

    def work(self, lead: Lead, at: datetime) -> None:
        """From acceptance to a deal or an end, as far as it has come by now."""
        rng, person = self.world.rng, lead.worker
        quality = lead.member.partner.quality if lead.member else 1
        slow = 1.6 if rng.random() > 0.75 * quality else 0.8
        days = self.verbs.policy.contact_days(lead.row.rank)
        contacted = self.world.later(person, at, 0.5, 8 * days * slow)
        if not self.world.past(contacted):
            return
        if rng.random() < 0.07:
            self.verbs.close(lead, contacted, CloseReason.NO_ANSWER, 2, "Five calls and two mails without an answer.")
            return
        self.verbs.contact(lead, contacted, rng.choice(words.LEAD_NOTES) if rng.random() < 0.5 else "")
        ended = self.world.later(person, contacted, 8, 8 * (14 if slow < 1 else 24))
        noted = self.world.later(person, contacted, 4, 60)
        if noted < min(ended, self.world.now) and rng.random() < 0.4:
            self.verbs.note(lead, noted, rng.choice(words.LEAD_NOTES))
        if not self.world.past(ended):
            return
        if rng.random() < BECOMES_A_DEAL[lead.row.rank] * quality:
            self.verbs.convert(lead, ended)
            self.converted.append((lead, ended))
        else:
            reason = rng.choices([r for r, _ in CLOSINGS], [w for _, w in CLOSINGS])[0]
            self.verbs.close(lead, ended, reason, QUALITY_OF[reason])

    def still_worked(self) -> list[Lead]:
        return [lead for lead in self.leads if lead.row.state in WORKED]
