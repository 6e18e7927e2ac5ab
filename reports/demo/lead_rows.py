"""A lead of the demo programme, and the rows that are written whatever happens to it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads.enums import Direction, LeadState, Step
from prm.promises.enums import Kind

from .people import Member, Partner
from .world import Row, World, page

LEAD, OFFER = "leads.Lead", "leads.Offer"


def as_entered(customer: Row) -> dict[str, str]:
    """The company as the partner wrote it."""
    facts = ("country", "region", "city", "postcode", "industry", "size")
    return {"company": customer.name, "website": customer.domain, **{name: customer[name] for name in facts}}


@dataclass
class Lead:
    """A lead on its way, with the rows that belong to it."""

    row: Row
    customer: Row
    contact: Row
    product: Row | None
    member: Member | None = None
    receiver: Row | None = None
    offer: Row | None = None
    had: list[Partner] = field(default_factory=list)
    seat: list | None = None
    passed: set[tuple[Step, int]] = field(default_factory=set)

    @property
    def inbound(self) -> bool:
        return self.row.direction == Direction.INBOUND

    @property
    def last_offer(self) -> Row:
        """Of a lead that has been offered."""
        assert self.offer
        return self.offer

    @property
    def partner(self) -> Row | None:
        return self.member.partner.row if self.member else None

    @property
    def worker(self) -> Row:
        """Who works it: the sales rep (inbound) or the member."""
        if self.inbound and self.receiver:
            return self.receiver
        assert self.member
        return self.member.user


class LeadRows:
    """Writes the rows behind each verb."""

    world: World

    def _enter(self, lead: Lead, state: LeadState, at: datetime, **columns: Any) -> None:
        lead.row.update(state=str(state), state_since=at, last_activity_at=at, updated_at=at, **columns)

    def _pass(self, lead: Lead, step: Step, at: datetime, member: Member | None = None) -> None:
        """The first time a lead passes a step counts; it is offered once to each partner."""
        member = member or lead.member
        offered_to = member.partner.row.id if member and step == Step.OFFERED else 0
        if (step, offered_to) in lead.passed:
            return
        lead.passed.add((step, offered_to))
        self.world.add(
            "leads.Passage",
            lead_id=lead.row.id,
            step=str(step),
            at=at,
            partner_id=member.partner.row.id if member else None,
            member_id=member.row.id if member else None,
            created_at=at,
            updated_at=at,
        )

    def _promise(self, lead: Lead, kind: Kind, person: Row, at: datetime, *, label: str = "", **terms: Any) -> None:
        url = page("leads:detail", lead.row)
        label = label or lead.customer.name
        self.world.promise(kind, LEAD, lead.row, person, at, label=label, url=url, partner=lead.partner, **terms)

    def _tell(
        self,
        lead: Lead,
        at: datetime,
        actor: Row | None,
        sentence: str,
        icon: str,
        detail: str = "",
        *,
        vendor_only: bool = False,
    ) -> None:
        partner = None if vendor_only else lead.partner
        self.world.tell(LEAD, lead.row, at, actor, sentence, icon=icon, detail=detail, partner=partner)
