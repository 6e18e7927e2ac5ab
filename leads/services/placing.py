"""What the engine decided becomes rows: a chunk of leads at a time, one COPY for each table, no query for each lead.

The caller holds the leads, the router's lock and the seats, in one transaction. The constraints decide.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from django_countries import countries

from partners.enums import PartnerState
from prm.accounts.models import User
from prm.core import bulk, references, timeline
from prm.core.errors import TransitionRefused
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import bulk_messages, routing, rules
from ..enums import Action, Direction, LeadState, OfferState, Rank, Step
from ..models import Lead, LeadPolicy, Offer, Passage, RoutingDecision
from ..selectors import channel_managers
from .waiting import Waiting, seed_of

ARBITRATION_DAYS = 1
DECISION = (
    "id", "lead_id", "hop", "decided_at", "policy_version", "seed", "chosen_id", "sentence", "candidates", "others",
)  # fmt: skip
OFFER = (
    "id", "ref", "lead_id", "recipient_id", "partner_id", "decision_id", "hop", "state", "offered_at", "answer_by",
)  # fmt: skip
PASSAGE = ("lead_id", "step", "at", "partner_id", "member_id")


class Recipient(NamedTuple):
    """A member as an offer needs them. The order of the fields is that of RECIPIENT_FIELDS."""

    pk: int
    ref: str
    name: str
    email: str
    role: str
    country: str
    time_zone: str
    language: str
    is_active: bool
    member_id: int
    capacity: int
    partner_id: int
    partner_state: str
    contract_ends_on: date | None

    def may_receive(self, today: date) -> bool:
        ended = self.contract_ends_on is not None and self.contract_ends_on < today
        return self.is_active and self.partner_state == PartnerState.ACTIVE and not ended


RECIPIENT_FIELDS = (
    "pk", "ref", "name", "email", "role", "country", "time_zone", "language", "is_active", "member__pk",
    "member__capacity", "member__partner", "member__partner__state", "member__partner__contract_ends_on",
)  # fmt: skip


def recipients(refs: set[str]) -> dict[str, Recipient]:
    """The members with these references, as they are now."""
    rows = User.objects.filter(ref__in=refs, member__isnull=False).order_by("pk").values_list(*RECIPIENT_FIELDS)
    return {row[1]: Recipient(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A lead with what was decided about it; without a recipient it goes to the channel manager."""

    lead: Waiting
    sentence: str
    lines: Sequence[routing.Line] = ()
    others: int = 0
    recipient: Recipient | None = None


class Words:
    """What is said of every lead of a chunk, looked up in the language of the moment once."""

    def __init__(self) -> None:
        self.ranks = {"": "", **{rank.value: str(rank.label) for rank in Rank}}
        self.offered_to = _("Offered to %(name)s")
        self._with_place, self._alone = _("%(rank)s lead: %(company)s, %(place)s"), _("%(rank)s lead: %(company)s")
        self._countries: dict[str, str] = {"": ""}

    def label(self, lead: Waiting) -> str:
        """What the promise calls the lead. Holds nothing that is masked."""
        if lead.country not in self._countries:
            self._countries[lead.country] = countries.name(lead.country)
        place = ", ".join(filter(None, (lead.city, self._countries[lead.country])))
        words = {"rank": self.ranks[lead.rank], "company": lead.company, "place": place}
        return (self._with_place if place else self._alone) % words


def write(outcomes: Sequence[Outcome], policy: LeadPolicy, now: datetime) -> list[int]:
    """Writes the decisions and what follows from each; the decisions' row numbers, in the order of the outcomes.

    Raises IntegrityError or TransitionRefused when one of them cannot be; the caller's savepoint takes back the rest.
    """
    kept = _keep(outcomes, policy, now)
    placed = [(one, number) for one, number in zip(outcomes, kept, strict=True) if one.recipient]
    unplaced = [one for one in outcomes if one.recipient is None]
    if placed:
        _offer(placed, policy, now)
    if unplaced:
        _give_up(unplaced, now)
    bulk_messages.leads_moved([one.lead.pk for one in outcomes])
    return kept


def _keep(outcomes: Sequence[Outcome], policy: LeadPolicy, now: datetime) -> list[int]:
    """Writes down why, with everything needed to read it later."""
    numbers, stamp = bulk.reserve(RoutingDecision, len(outcomes)), now.isoformat()
    to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    rows = [
        (
            number, one.lead.pk, one.lead.hops + 1, stamp, policy.number, seed_of(one.lead.ref, one.lead.hops),
            one.recipient.pk if one.recipient else None, one.sentence[:400],
            to_json([line.kept for line in one.lines]), one.others,
        )
        for number, one in zip(numbers, outcomes, strict=True)
    ]  # fmt: skip
    bulk.copy(RoutingDecision, DECISION, rows)
    return numbers


def _move(leads: Sequence[Waiting], action: Action, now: datetime, hop: int) -> None:
    """All of them from waiting to where the table says. Raises TransitionRefused when one waits no more."""
    row = rules.transition(LeadState.QUALIFIED, action, Direction.OUTBOUND)
    assert row is not None and row.target is not None
    sql = (
        f"UPDATE {Lead._meta.db_table} SET state = %s, state_since = %s, last_activity_at = %s, hops = hops + %s "
        "WHERE id = ANY(%s) AND state = %s"
    )
    with connection.cursor() as cursor:
        values: list[Any] = [row.target.value, now, now, hop, [lead.pk for lead in leads], LeadState.QUALIFIED.value]
        cursor.execute(sql, values)
        if cursor.rowcount != len(leads):
            raise TransitionRefused(_("Somebody else was quicker. Look at the lead as it is now."))


def _offer(placed: Sequence[tuple[Outcome, int]], policy: LeadPolicy, now: datetime) -> None:
    clocks, words, stamp = promises.Clocks(now), Words(), now.isoformat()
    numbers, refs = bulk.reserve(Offer, len(placed)), references.reserve("OF", len(placed))
    _move([one.lead for one, _decision in placed], Action.OFFER, now, 1)
    days = {rank: policy.answer_days(rank) for rank in words.ranks}
    offers, owed, posts, told = [], [], [], []
    for (one, decision), number, ref in zip(placed, numbers, refs, strict=True):
        lead, person = one.lead, one.recipient
        assert person is not None
        offers.append((
            number, ref, lead.pk, person.pk, person.partner_id, decision, lead.hops + 1, OfferState.OPEN.value, stamp,
            clocks.of(person, days[lead.rank]).due,
        ))  # fmt: skip
        url, rank = bulk_messages.offer_path(ref), words.ranks[lead.rank]
        owed.append(promises.Owed(number, ref, words.label(lead), url, person, days[lead.rank], person.partner_id))
        posts.append(bulk_messages.OfferPost(number, ref, url, person.pk, person.email, rank, lead.company))
        told.append((lead.pk, words.offered_to % {"name": person.name}, one.sentence))
    bulk.copy(Offer, OFFER, offers)
    promises.make_many(Kind.ANSWER_OFFER, Offer, owed, clocks)
    _pass_on([one for one, _decision in placed], now)
    _tell(told, "send", now)
    bulk_messages.offers_made(posts)


def _pass_on(outcomes: Sequence[Outcome], now: datetime) -> None:
    """The waterfall's step: each lead passes it once with each partner."""
    stamp = now.isoformat()
    passed = [
        (one.lead.pk, Step.OFFERED.value, stamp, one.recipient.partner_id, one.recipient.member_id)
        for one in outcomes
        if one.recipient
    ]
    bulk.copy(Passage, PASSAGE, passed)


def _tell(entries: Sequence[tuple[int, str, str]], icon: str, now: datetime) -> None:
    """Lines on the leads' timelines, for the vendor."""
    lines = (timeline.Line(lead, sentence, icon, detail) for lead, sentence, detail in entries)
    timeline.record_many(Lead, None, lines, now)


def _give_up(outcomes: Sequence[Outcome], now: datetime) -> None:
    """They go to the channel's managers, each to the one who owes least by then."""
    _move([one.lead for one in outcomes], Action.GIVE_UP, now, 0)
    sentence = _("Nobody could be found")
    _tell([(one.lead.pk, sentence, one.sentence) for one in outcomes], "circle-question-mark", now)
    managers = channel_managers(len(outcomes))
    if not managers:
        return
    owed, posts = [], []
    for one, manager in zip(outcomes, managers, strict=True):
        lead, url = one.lead, bulk_messages.lead_path(one.lead.ref)
        label = _("Lead to place: %(company)s") % {"company": lead.company}
        owed.append(promises.Owed(lead.pk, lead.ref, label, url, manager, ARBITRATION_DAYS))
        posts.append(
            bulk_messages.UnplacedPost(lead.pk, lead.ref, url, lead.company, lead.hops, one.sentence, manager)
        )
    promises.make_many(Kind.ARBITRATE, Lead, owed, promises.Clocks(now))
    bulk_messages.leads_unplaced(posts, now)
