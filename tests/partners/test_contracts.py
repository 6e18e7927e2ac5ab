"""The contract: agreed, renewed, watched, and what stops when it has ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deals import services as deals
from leads.services import entering, routing
from partners import services
from partners.models import Contract
from prm.core.errors import InvalidInput, NotAllowed
from prm.outbox.models import Message
from prm.promises import services as promise_services
from prm.promises.enums import Kind, State
from prm.promises.models import Promise
from tests.deals.conftest import facts
from tests.leads.conftest import lead_data

DAY = timedelta(days=1)


def agree(cast, start=-300, days=365, **fields):
    first = timezone.localdate() + start * DAY
    last = first + (days - 1) * DAY
    return services.agree_contract(
        actor=cast.ada, partner=cast.one, **{"starts_on": first, "ends_on": last, "terms": "Terms v1", **fields}
    )


def sweep(promise):
    """As if its time had come."""
    Promise.objects.filter(pk=promise.pk).update(started_at=timezone.now() - 9 * DAY, due_at=timezone.now() - DAY)
    promise.nudges.update(at=timezone.now() - DAY)
    promise_services.sweep()


def renewal(contract):
    return Promise.objects.about(contract).get(kind=Kind.RENEW_CONTRACT)


def test_agreeing_sets_the_end_and_the_channel_managers_clock(cast):
    contract = agree(cast)
    cast.one.refresh_from_db()
    assert cast.one.contract_ends_on == contract.ends_on and cast.one.is_open_for_business
    promise = renewal(contract)
    assert (promise.owed_by, promise.state) == (cast.ada, State.OPEN)
    assert timezone.localtime(promise.due_at).date() >= timezone.localdate()


def test_the_next_contract_keeps_the_promise_and_the_history(cast, as_):
    first = agree(cast)
    client = as_(cast.ada)
    url = reverse("partners:contract_new", args=[cast.one.ref])
    initial = client.get(url).context["form"].initial
    assert initial["starts_on"] == first.ends_on + DAY and initial["terms"] == "Terms v1"
    assert client.post(url, {**initial, "terms": "Terms v2"}).status_code == 302
    assert renewal(first).state == State.KEPT
    page = as_(cast.cleo).get(cast.one.get_absolute_url()).content.decode()
    assert "Terms v2" in page and "Terms v1" in page and "Renew the contract" not in page


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"start": -10, "days": 0}, "ends_on"),
        ({"start": -10, "days": 30, "notice_days": 60}, "notice_days"),
    ],
)
def test_days_that_contradict_each_other_are_named(cast, fields, named):
    with pytest.raises(InvalidInput) as refusal:
        agree(cast, **fields)
    assert set(refusal.value.fields) == {named} and not Contract.objects.exists()


def test_two_contracts_never_overlap_and_others_agree_none(cast):
    agree(cast)
    with pytest.raises(InvalidInput) as refusal:
        agree(cast, start=10)
    assert set(refusal.value.fields) == {"starts_on"}
    for person in (cast.ben, cast.cleo, cast.fay):
        with pytest.raises(NotAllowed):
            services.agree_contract(actor=person, partner=cast.one)


def test_a_contract_that_nobody_renews_is_brought_to_mind(cast):
    contract = agree(cast)
    sweep(renewal(contract))
    assert "nobody has renewed it" in " ".join(
        Message.objects.filter(recipient=cast.ada).values_list("subject", flat=True)
    )
    assert Contract.objects.count() == 1


def test_a_contract_that_renews_itself_does_so_once(cast):
    contract = agree(cast, renews_itself=True)
    sweep(renewal(contract))
    promise_services.sweep()
    following = Contract.objects.exclude(pk=contract.pk).get()
    assert (following.starts_on, following.terms) == (contract.ends_on + DAY, "Terms v1")
    cast.one.refresh_from_db()
    assert cast.one.contract_ends_on == following.ends_on
    assert renewal(contract).state != State.OPEN


def test_an_ended_contract_stops_offers_and_registrations_until_it_is_renewed(cast):
    agree(cast, start=-365, days=365)
    carl = type(cast.carl).objects.get(pk=cast.carl.pk)
    lead = entering.receive_outbound(cast.ada, lead_data())
    assert [decision.chosen for decision in routing.route([lead])] == [None]
    draft = deals.save_draft(carl, None, facts(cast.product))
    with pytest.raises(NotAllowed, match="Ada Lind"):
        deals.submit(carl, draft)
    with pytest.raises(NotAllowed):
        entering.submit_inbound(carl, lead_data(contact_email="b@other.example"))
    agree(cast, start=0)
    carl = type(cast.carl).objects.get(pk=cast.carl.pk)
    assert deals.submit(carl, draft).state == "in_review"
    another = entering.receive_outbound(cast.ada, lead_data(company="Other", website="other.example"))
    assert routing.route([another])[0].chosen in (cast.carl, cast.cleo)


def test_members_read_their_own_contract_only(cast, as_):
    agree(cast, exclusivity="Utrecht alone")
    assert "Utrecht alone" in as_(cast.cleo).get(cast.one.get_absolute_url()).content.decode()
    assert as_(cast.dan).get(cast.one.get_absolute_url()).status_code == 404
    assert not Contract.objects.visible_to(cast.dan).exists()
