"""Every page and every call that does something to a lead or an offer, tried in every state there is, by everybody.

It does what the table of `leads.rules` says, or it is refused with a sentence and nothing has changed.
"""

from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from leads.enums import Action, Direction, LeadState, OfferState
from leads.models import Contact, Customer, Lead, Offer
from leads.selectors import actions_of
from leads.services import routing
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from prm.promises.models import Promise
from tests.deals.test_api import call  # noqa: F401
from tests.refusals import STATUSES, is_in_words

pytestmark = pytest.mark.django_db
WRITTEN = (Lead, Offer, Customer, Contact, Promise, TimelineEntry, Message)
S = LeadState
STATES = {
    Direction.OUTBOUND: set(S) - {S.ACTION_REQUIRED, S.REJECTED},
    Direction.INBOUND: set(S) - {S.NEW, S.HELD, S.QUALIFIED, S.UNPLACED, S.DISQUALIFIED},
}
LETTER = {"reasons": ["not_qualified"], "checked": "Their budget.", "what_would_change": "A budget of 5,000."}
# Name of the page: action of the table, and what its form sends.
DOORS = {
    "leads:contacted": (Action.CONTACT, {}),
    "leads:close": (Action.CLOSE, {"reason": "no_need", "quality": "3"}),
    "leads:withdraw": (Action.WITHDRAW, {"note": "Not now."}),
    "leads:assign": (Action.ASSIGN, {}),
    "leads:reassign": (Action.REASSIGN, {}),
    "leads:qualify": (Action.QUALIFY, {"decision": "let_through"}),
    "leads:note": (Action.NOTE, {"note": "They called."}),
    "leads:take_on": (Action.ACCEPT, {}),
    "leads:answer": (Action.ANSWER, {"need": "Two plants."}),
    "leads:request_changes": (Action.REQUEST_CHANGES, {"fields_wanted": ["need"], "note": "Which plant?"}),
    "leads:reject": (Action.REJECT, LETTER),
    "leads:confirm_rejection": (Action.CONFIRM_REJECTION, {}),
    "leads:return_to_review": (Action.RETURN_TO_REVIEW, {"note": "I know them."}),
    "leads:appeal": (Action.APPEAL, {"reason": "The budget is signed."}),
    "leads:answer_appeal": (Action.ANSWER_APPEAL, {"decision": "uphold", "answer": "It stands."}),
    "deals:convert": (Action.CONVERT, {"name": "Canary Mill"}),
}
CALLS = {
    "contact": (Action.CONTACT, {}),
    "close": (Action.CLOSE, {"reason": "no_need", "quality": 3}),
    "withdraw": (Action.WITHDRAW, {}),
    "appeal": (Action.APPEAL, {"reason": "The budget is signed."}),
    "note": (Action.NOTE, {"note": "They called."}),
}


def everything():
    return [list(model._base_manager.order_by("pk").values()) for model in WRITTEN]


@pytest.fixture
def in_state(cast, outbound, inbound):
    """`in_state(direction, state)`: a lead that stands there, with whom it then is."""

    def make(direction, state):
        lead = inbound() if direction == Direction.INBOUND else outbound()
        owned = {"partner": cast.one, "member": cast.carl.member}
        changes = {"state": state, "state_since": timezone.now(), "rejection_started_at": None}
        if direction == Direction.OUTBOUND and state in (S.OFFERED, S.ACCEPTED, S.CONTACTED, S.CONVERTED, S.CLOSED):
            routing.route([lead])
        if state in (S.ACCEPTED, S.CONTACTED, S.CONVERTED, S.CLOSED):
            changes |= owned | ({"receiver": cast.ben} if direction == Direction.INBOUND else {})
        if state != S.OFFERED:
            Offer.objects.filter(lead=lead).update(state="accepted", answered_at=timezone.now())
        if state == S.REJECTED:
            letter = {"rejection_checked": "Their budget.", "rejection_changes": "More.", "appeal_to": cast.ada}
            letter["appeal_until"] = timezone.now() + timedelta(days=15)
            changes |= {"rejection_reasons": ["not_qualified"], **letter}
        Lead.objects.filter(pk=lead.pk).update(**changes)
        return Lead.objects.get(pk=lead.pk)

    return make


def expect(action, lead, person, allowed, answer, before, good) -> None:
    where = f"{action} in {lead.state} by {person.name}: {answer.status_code}"
    if answer.status_code in good:
        assert allowed or everything() == before, f"{where}, and it was done"
        return
    assert everything() == before, where
    assert answer.status_code in (*STATUSES, 404), where
    assert answer.status_code == 404 or is_in_words(answer), f"{where} {answer.content.decode()[-1500:]}"


def tried(work):
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


PAIRS = [(direction, state) for direction in Direction for state in sorted(STATES[direction])]


@pytest.mark.parametrize(("direction", "state"), PAIRS)
def test_every_page_in_every_state(direction, state, in_state, as_, cast) -> None:
    lead = in_state(direction, state)
    people = [cast.carl, cast.cleo, cast.ben, cast.ada]
    clients = {person.pk: as_(person) for person in people}
    for (name, (action, data)), person in product(DOORS.items(), people):

        def work(name=name, action=action, data=data, person=person):
            url, before = reverse(name, args=[lead.ref]), everything()
            assert clients[person.pk].get(url).status_code in (200, 302, 403, 404), url
            assert everything() == before, f"GET {url} wrote something"
            allowed = action in actions_of(person, lead)
            expect(action, lead, person, allowed, clients[person.pk].post(url, data), before, good=(302,))

        tried(work)


@pytest.mark.parametrize(("direction", "state"), PAIRS)
def test_every_call_in_every_state(direction, state, in_state, call, cast) -> None:  # noqa: F811
    lead = in_state(direction, state)
    for person in (cast.carl, cast.ben):
        call(person, "get", "leads")
        for path, (action, body) in CALLS.items():

            def work(path=path, action=action, body=body, person=person):
                before, allowed = everything(), action in actions_of(person, lead)
                answer = call(person, "post", f"leads/{lead.ref}/{path}", body)
                expect(action, lead, person, allowed, answer, before, good=(200,))

            tried(work)


OFFER_DOORS = {
    "offers:accept": ("carl", {}),
    "offers:decline": ("carl", {"reason": "no_capacity"}),
    "offers:recall": ("ada", {}),
}


@pytest.mark.parametrize("state", OfferState.values)
def test_every_answer_to_an_offer_in_every_state(state, offered, as_, call, cast) -> None:  # noqa: F811
    offer = offered()
    who = {"carl": offer.recipient, "ada": cast.ada}
    call(offer.recipient, "get", "offers")
    if state != OfferState.OPEN:
        Offer.objects.filter(pk=offer.pk).update(state=state, answered_at=timezone.now())

    def judge(name, answer, before, good):
        repeated = (name, state) in {("accept", "accepted"), ("decline", "declined"), ("recall", "recalled")}
        if state == OfferState.OPEN:
            assert answer.status_code in good, (name, answer.content)
        elif answer.status_code in good:
            assert repeated and everything() == before, (name, state)
        else:
            assert answer.status_code in (*STATUSES, 404) and everything() == before, (name, state)
            assert answer.status_code == 404 or is_in_words(answer), (name, state)

    for name, (person, data) in OFFER_DOORS.items():

        def by_page(name=name, person=person, data=data):
            before = everything()
            answer = as_(who[person]).post(reverse(name, args=[offer.ref]), data)
            judge(name.split(":")[1], answer, before, (302,))

        def by_call(name=name, data=data):
            before = everything()
            answer = call(offer.recipient, "post", f"offers/{offer.ref}/{name.split(':')[1]}", data)
            judge(name.split(":")[1], answer, before, (200,))

        tried(by_page)
        if person == "carl":
            tried(by_call)


def test_no_page_is_left_out() -> None:
    from leads.urls.leads import urlpatterns

    found = {f"leads:{one.name}" for one in urlpatterns if str(one.pattern).startswith("<ref:ref>/")}
    of_merging = {"leads:doubles", "leads:merge", "leads:merge_customer", "leads:unmerge"}  # tests/leads/test_merging
    others = {"leads:detail", "leads:credit", "leads:rate"}  # rating: tests/leads/test_quality
    assert found - others - of_merging == set(DOORS) - {"deals:convert"}
