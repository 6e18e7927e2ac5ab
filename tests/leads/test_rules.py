"""The table of transitions, pair by pair, and that the services obey it."""

from datetime import UTC, datetime
from itertools import product

import pytest

from leads import rules
from leads.enums import FINAL, Action, Direction, LeadState, Who
from leads.models import Lead
from leads.services.moving import locked, move
from prm.core.errors import DomainError

# What may happen, written down a second time by hand: action → (states, states that may also be left inbound).
S = LeadState
EVERY_OPEN = set(S) - FINAL
EXPECTED = {
    (Direction.OUTBOUND, Action.QUALIFY): {S.NEW, S.HELD},
    (Direction.OUTBOUND, Action.HOLD): {S.NEW, S.QUALIFIED},
    (Direction.OUTBOUND, Action.DISQUALIFY): {S.NEW, S.HELD, S.QUALIFIED, S.UNPLACED},
    (Direction.OUTBOUND, Action.OFFER): {S.QUALIFIED},
    (Direction.OUTBOUND, Action.GIVE_UP): {S.QUALIFIED},
    (Direction.OUTBOUND, Action.ASSIGN): {S.HELD, S.QUALIFIED, S.OFFERED, S.UNPLACED},
    (Direction.OUTBOUND, Action.ACCEPT): {S.OFFERED},
    (Direction.OUTBOUND, Action.DECLINE): {S.OFFERED},
    (Direction.OUTBOUND, Action.EXPIRE): {S.OFFERED},
    (Direction.OUTBOUND, Action.RECALL): {S.OFFERED},
    (Direction.OUTBOUND, Action.CONTACT): {S.ACCEPTED},
    (Direction.OUTBOUND, Action.CONVERT): {S.ACCEPTED, S.CONTACTED},
    (Direction.OUTBOUND, Action.CLOSE): {S.ACCEPTED, S.CONTACTED},
    (Direction.OUTBOUND, Action.REASSIGN): {S.ACCEPTED, S.CONTACTED},
    (Direction.OUTBOUND, Action.WITHDRAW): {S.NEW, S.HELD, S.QUALIFIED, S.OFFERED, S.UNPLACED},
    (Direction.OUTBOUND, Action.MERGE): {S.NEW, S.HELD, S.QUALIFIED, S.UNPLACED},
    (Direction.OUTBOUND, Action.SEPARATE): {S.WITHDRAWN},
    (Direction.OUTBOUND, Action.RATE): {S.CONVERTED, S.CLOSED},
    (Direction.OUTBOUND, Action.NOTE): EVERY_OPEN | {S.CONVERTED, S.CLOSED},
    (Direction.INBOUND, Action.QUALIFY): {S.NEW, S.HELD},
    (Direction.INBOUND, Action.OFFER): {S.QUALIFIED},
    (Direction.INBOUND, Action.GIVE_UP): {S.QUALIFIED},
    (Direction.INBOUND, Action.ASSIGN): {S.HELD, S.QUALIFIED, S.OFFERED, S.UNPLACED},
    (Direction.INBOUND, Action.ACCEPT): {S.OFFERED},
    (Direction.INBOUND, Action.REQUEST_CHANGES): {S.OFFERED},
    (Direction.INBOUND, Action.ANSWER): {S.ACTION_REQUIRED},
    (Direction.INBOUND, Action.REJECT): {S.OFFERED},
    (Direction.INBOUND, Action.CONFIRM_REJECTION): {S.OFFERED},
    (Direction.INBOUND, Action.RETURN_TO_REVIEW): {S.OFFERED},
    (Direction.INBOUND, Action.APPEAL): {S.REJECTED},
    (Direction.INBOUND, Action.ANSWER_APPEAL): {S.REJECTED},
    (Direction.INBOUND, Action.REOPEN): {S.REJECTED},
    (Direction.INBOUND, Action.CONTACT): {S.ACCEPTED},
    (Direction.INBOUND, Action.CONVERT): {S.ACCEPTED, S.CONTACTED},
    (Direction.INBOUND, Action.CLOSE): {S.ACCEPTED, S.CONTACTED},
    (Direction.INBOUND, Action.WITHDRAW): EVERY_OPEN,
    (Direction.INBOUND, Action.RATE): {S.CONVERTED, S.CLOSED},
    (Direction.INBOUND, Action.NOTE): EVERY_OPEN | {S.CONVERTED, S.CLOSED},
}
TARGETS = {
    Action.QUALIFY: S.QUALIFIED,
    Action.HOLD: S.HELD,
    Action.DISQUALIFY: S.DISQUALIFIED,
    Action.OFFER: S.OFFERED,
    Action.GIVE_UP: S.UNPLACED,
    Action.ASSIGN: S.OFFERED,
    Action.ACCEPT: S.ACCEPTED,
    Action.DECLINE: S.QUALIFIED,
    Action.EXPIRE: S.QUALIFIED,
    Action.RECALL: S.QUALIFIED,
    Action.REQUEST_CHANGES: S.ACTION_REQUIRED,
    Action.ANSWER: S.OFFERED,
    Action.REJECT: S.REJECTED,
    Action.CONFIRM_REJECTION: S.REJECTED,
    Action.RETURN_TO_REVIEW: None,
    Action.APPEAL: None,
    Action.ANSWER_APPEAL: None,
    Action.REOPEN: S.OFFERED,
    Action.CONTACT: S.CONTACTED,
    Action.CONVERT: S.CONVERTED,
    Action.CLOSE: S.CLOSED,
    Action.WITHDRAW: S.WITHDRAWN,
    Action.MERGE: S.WITHDRAWN,
    Action.SEPARATE: S.NEW,
    Action.REASSIGN: None,
    Action.RATE: None,
    Action.NOTE: None,
}
TRIPLES = [pytest.param(*triple, id="-".join(triple)) for triple in product(Direction, LeadState, Action)]


@pytest.mark.parametrize(("direction", "state", "action"), TRIPLES)
def test_each_pair_leads_where_it_should_or_nowhere(direction, state, action):
    row = rules.transition(state, action, direction)
    if state not in EXPECTED.get((direction, action), ()):
        assert row is None
        return
    assert row is not None
    assert rules.target_of(row, state) == (TARGETS[action] or state)
    assert row.who[direction]


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("state", sorted(FINAL - {S.CONVERTED, S.CLOSED}))
def test_nothing_but_an_appeal_and_an_undone_merge_leads_out_of_the_end(direction, state):
    after_a_no = [Action.APPEAL, Action.ANSWER_APPEAL, Action.REOPEN]
    ways = {(Direction.INBOUND, S.REJECTED): after_a_no, (Direction.OUTBOUND, S.WITHDRAWN): [Action.SEPARATE]}
    expected = ways.get((direction, state), [])
    assert rules.actions_for(state, direction, list(Who)) == expected


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("state", LeadState)
def test_somebody_without_standing_may_do_nothing(direction, state):
    assert rules.actions_for(state, direction, []) == []


def test_the_partner_never_decides_over_its_own_lead():
    in_review = rules.actions_for(S.OFFERED, Direction.INBOUND, {Who.SUBMITTER})
    assert set(in_review) == {Action.WITHDRAW, Action.NOTE}


def test_every_state_that_waits_has_a_way_on():
    for state in EVERY_OPEN:
        assert any(rules.actions_for(state, direction, list(Who)) for direction in Direction)


def test_a_rejection_is_never_instant():
    asked = datetime(2026, 1, 5, tzinfo=UTC)
    assert not rules.may_be_rejected(None, 3.9, 4)
    assert rules.may_be_rejected(None, 4, 4)
    assert rules.may_be_rejected(asked, 0, 4)


@pytest.mark.django_db
@pytest.mark.parametrize("action", Action)
def test_the_door_refuses_what_the_table_does_not_know(outbound, cast, action):
    """A lead that ended: no action goes through the one function that writes the state."""
    lead = outbound()
    Lead.objects.filter(pk=lead.pk).update(state=S.WITHDRAWN)
    with pytest.raises(DomainError):
        move(locked(lead), action, cast.ada)
    assert Lead.objects.get(pk=lead.pk).state == S.WITHDRAWN
