"""New outbound leads become rows: a chunk at a time, one statement for each table, no query for each lead.

The caller holds the leads' customers, in one transaction. The constraints decide.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from prm.core import bulk, timeline
from prm.outbox.services import nudge_on_commit
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import bulk_messages
from ..enums import Action, Direction, Lack, LeadState, Step
from ..models import Customer, Lead, Passage
from ..selectors import channel_managers
from . import customers, doubles, qualifying
from .moving import state_after

if TYPE_CHECKING:
    from .entering import LeadData

PASSAGE = ("lead_id", "step", "at")
CUSTOMER_FACTS = ("country", *customers.FACTS)


def enter(actor: Any, data: Sequence["LeadData"], held: Mapping[str, Customer]) -> list[Lead]:
    """A new lead for each: the person found or made, scored, then held back or waiting to be routed.

    `held` are their customers by identity. Each is decided as if those before it were written already. Raises
    IntegrityError when one of them cannot be; the caller's savepoint takes back the rest.
    """
    now = timezone.now()
    chunk = _Chunk(data, held)
    leads = [chunk.lead(actor, one, now) for one in data]
    chunk.save()
    _write(actor, leads, now)
    return leads


class _Chunk:
    """What is known of the customers and persons of some leads, with what those leads add to it, in memory."""

    def __init__(self, data: Sequence["LeadData"], held: Mapping[str, Customer]) -> None:
        self._customers = held
        self._filled: dict[int, Customer] = {}
        numbers = {customer.pk for customer in held.values()}
        persons = [one.person for one in data]
        self._contacts = customers.Contacts(numbers, persons)
        names = {self._contacts.capitals(person.name) for person in persons}
        self._open = doubles.OpenLeads(numbers, {person.address for person in persons}, names)
        self._assess = qualifying.assessor()

    def lead(self, actor: Any, one: "LeadData", now: datetime) -> Lead:
        """Assessed and in the state it will have, not written yet."""
        customer = self._customers[one.named.identity]
        if customers.fill_in(customer, one.named):
            self._filled[customer.pk] = customer
        capitals = self._contacts.capitals
        is_double = self._open.have(customer, one.product, one.person.address, capitals(one.person.name))
        contact = self._contacts.match_or_create(customer, one.person)
        source, _id = one.origin
        lead = Lead(contact=contact, customer=customer, direction=Direction.OUTBOUND, **one.values(source, now))
        lacks = [lack for lack, found in ((Lack.DUPLICATE, is_double), (Lack.KEPT, one.keep)) if found]
        self._assess(lead, lacks=tuple(lacks))
        lead.state = state_after(lead, Action.HOLD if lead.missing else Action.QUALIFY, actor)
        self._open.add(lead, capitals(contact.name))
        return lead

    def save(self) -> None:
        Customer.objects.bulk_update(self._filled.values(), CUSTOMER_FACTS)
        self._contacts.save()


def _write(actor: Any, leads: Sequence[Lead], now: datetime) -> None:
    """With timeline, steps, promises and messages."""
    Lead.objects.bulk_create(leads)
    passing = [lead for lead in leads if lead.state == LeadState.QUALIFIED]
    _pass(leads, Step.LEAD, now)
    _pass(passing, Step.QUALIFIED, now)
    timeline.record_many(Lead, actor, _lines(leads), now)
    bulk_messages.leads_moved([lead.pk for lead in leads])
    _hold([lead for lead in leads if lead.state == LeadState.HELD], now)
    if passing:
        nudge_on_commit("leads.route_waiting")


def _pass(leads: Sequence[Lead], step: Step, now: datetime) -> None:
    stamp = now.isoformat()
    bulk.copy(Passage, PASSAGE, [(lead.pk, step.value, stamp) for lead in leads])


def _lines(leads: Sequence[Lead]) -> Iterator[timeline.Line]:
    received = _("Received from: %(source)s")
    for lead in leads:
        yield timeline.Line(lead.pk, received % {"source": lead.get_lead_source_display()}, "inbox")
        if lead.state == LeadState.HELD:
            yield timeline.Line(lead.pk, qualifying.held_sentence(lead), "pause")
        else:
            yield timeline.Line(lead.pk, qualifying.qualified_sentence(lead), "badge-check")


def _hold(leads: Sequence[Lead], now: datetime) -> None:
    """Each is looked at by the channel manager who owes least by then."""
    managers = channel_managers(len(leads)) if leads else []
    if not managers:
        return
    owed = [
        promises.Owed(
            lead.pk, lead.ref, qualifying.held_label(lead.company_name), lead.get_absolute_url(), manager,
            qualifying.REVIEW_DAYS,
        )
        for lead, manager in zip(leads, managers, strict=True)
    ]  # fmt: skip
    promises.make_many(Kind.REVIEW_HELD_LEAD, Lead, owed, promises.Clocks(now))
    bulk_messages.leads_held(leads, managers)
