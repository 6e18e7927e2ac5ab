"""Webhooks as people and programs manage them, and what they hear of: each partner of its own and nothing else."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from deals import services as deals
from deals.incentives import services as fees
from deals.incentives.models import Fee
from leads.services import answering, routing
from prm.accounts.services import create_token
from prm.core.errors import NotAllowed
from prm.outbox import services
from prm.outbox.enums import Event, State
from prm.outbox.models import Message, WebhookCall, WebhookEndpoint
from tests.deals.conftest import LETTER, facts, plan  # noqa: F401
from tests.leads.conftest import SECRET_EMAIL, SECRET_NAME, SECRET_PHONE, offered, outbound  # noqa: F401

pytestmark = pytest.mark.django_db
URL = "https://erp.example.com/hook"


@pytest.fixture
def hooks(cast):
    """An endpoint of each side: partner one, partner two, the vendor."""
    people = {"one": cast.cleo, "two": cast.dan, "vendor": cast.ada}
    return {name: services.add_endpoint(actor=person, url=URL) for name, person in people.items()}


def heard(endpoint) -> list[str]:
    return list(WebhookCall.objects.filter(endpoint=endpoint).order_by("pk").values_list("subject", flat=True))


def bodies() -> str:
    return json.dumps(list(Message.objects.filter(channel="webhook").values_list("payload", flat=True)))


# -- what is told to whom


def test_an_offer_is_told_to_its_partner_and_the_vendor(cast, hooks, offered):  # noqa: F811
    offer = offered()
    answering.accept_offer(offer.recipient, offer)
    assert heard(hooks["one"]) == ["offer.made", "lead.moved", "offer.accepted"]
    assert "lead.moved" in heard(hooks["vendor"])
    assert heard(hooks["two"]) == []
    told = WebhookCall.objects.filter(endpoint=hooks["one"]).earliest("pk").payload
    assert told["data"]["ref"] == offer.ref
    assert told["data"]["url"].endswith(f"/api/v1/offers/{offer.ref}")


def test_a_declined_offer_leaves_the_partner_with_a_last_word(cast, hooks, offered):  # noqa: F811
    offer = offered()
    answering.decline_offer(offer.recipient, offer, "no_capacity")
    assert heard(hooks["one"]) == ["offer.made", "offer.declined"]
    assert "lead.moved" not in heard(hooks["one"])


def test_no_call_holds_what_is_masked(cast, hooks, offered):  # noqa: F811
    answering.expire_offer(offered())
    for secret in (SECRET_NAME, SECRET_EMAIL, SECRET_PHONE, "Canary Mill"):
        assert secret not in bodies()


def test_a_registration_is_decided(cast, hooks):
    row = deals.register(cast.cleo, None, facts(cast.product))
    deals.request_changes(cast.ben, row, ["need"], "How many sites?")
    deals.answer_action_required(cast.cleo, row, {"need": "Two sites"})
    deals.approve(cast.ben, row)
    assert heard(hooks["one"]) == ["registration.action_required", "registration.decided"]
    assert heard(hooks["two"]) == []
    assert WebhookCall.objects.filter(endpoint=hooks["one"]).latest("pk").payload["data"]["state"] == "approved"


def test_a_rejection_is_told_when_it_goes_out_and_not_before(cast, hooks):
    row = deals.start_rejection(cast.ben, deals.register(cast.cleo, None, facts(cast.product)), **LETTER)
    assert heard(hooks["one"]) == []
    deals.confirm_rejection(cast.ada, row)
    assert heard(hooks["one"]) == ["registration.decided"]


def test_money_is_told_to_those_who_may_see_fees(cast, hooks, plan):  # noqa: F811
    ben = services.add_endpoint(actor=cast.ben, url=URL)
    deal = deals.approve(cast.ben, deals.register(cast.cleo, None, facts(cast.product))).opportunity
    deals.win(cast.cleo, deal)
    fee = fees.approve_fee(cast.fay, Fee.objects.get())
    fees.pay_fee(cast.fay, fee, "P-1")
    assert heard(hooks["one"])[-3:] == ["deal.won", "fee.approved", "fee.paid"]
    assert heard(ben)[-1] == "deal.won"
    assert heard(hooks["two"]) == []


def test_the_same_event_is_told_once_and_only_to_who_asked(cast, offered):  # noqa: F811
    asked = services.add_endpoint(actor=cast.cleo, url=URL, events=[Event.OFFER_EXPIRED])
    offer = offered()
    answering.expire_offer(offer)
    answering.expire_offer(offer)
    routing.route()
    assert heard(asked) == ["offer.expired"]


def test_a_closed_account_hears_nothing(cast, hooks, offered):  # noqa: F811
    type(cast.cleo).objects.filter(pk=cast.cleo.pk).update(is_active=False)
    offered()
    assert heard(hooks["one"]) == []


# -- who manages them


def test_a_partners_admins_look_after_them_together(cast, hooks):
    type(cast.carl).objects.filter(pk=cast.carl.pk).update(role="partner_admin")
    carl = type(cast.carl).objects.get(pk=cast.carl.pk)
    assert list(WebhookEndpoint.objects.visible_to(carl)) == [hooks["one"]]
    services.change_endpoint(actor=carl, endpoint=hooks["one"], changes={"active": False})
    assert not WebhookEndpoint.objects.get(pk=hooks["one"].pk).active


@pytest.mark.parametrize("who", ["carl", "dan", "ben"])
def test_nobody_else_does(cast, hooks, who):
    actor = getattr(cast, who)
    for act in (services.renew_secret, services.delete_endpoint, services.try_endpoint):
        with pytest.raises(NotAllowed):
            act(actor=actor, endpoint=hooks["one"])


def test_on_the_pages(cast, as_):
    client = as_(cast.cleo)
    made = client.post(reverse("webhooks:new"), {"url": URL, "events": ["deal.won"]})
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.secret in made.content.decode()
    page = endpoint.get_absolute_url()
    assert client.post(reverse("webhooks:try", args=[endpoint.ref])).status_code == 302
    call = WebhookCall.objects.get()
    WebhookCall.objects.update(state=State.SENT)
    edit = reverse("webhooks:edit", args=[endpoint.ref])
    for url in (page, reverse("webhooks:list"), call.get_absolute_url(), edit):
        shown = client.get(url).content.decode()
        assert endpoint.secret not in shown
        assert URL in shown
    client.post(reverse("webhooks:call_again", args=[call.ref]))
    assert WebhookCall.objects.get().state == State.QUEUED
    refused = client.post(edit, {"url": "https://127.0.0.1/", "events": []})
    assert refused.status_code == 422
    client.post(reverse("webhooks:switch", args=[endpoint.ref]))
    assert client.post(reverse("webhooks:call_again", args=[call.ref])).status_code == 409
    client.post(reverse("webhooks:delete", args=[endpoint.ref]))
    assert not WebhookEndpoint.objects.exists()


def test_lists_ask_the_same_number_of_questions(cast, as_, django_assert_num_queries):
    client = as_(cast.cleo)
    endpoint = services.add_endpoint(actor=cast.cleo, url=URL)
    for number in range(3):
        services.add_endpoint(actor=cast.cleo, url=f"{URL}/{number}")
        services.try_endpoint(actor=cast.cleo, endpoint=endpoint)
    client.get("/")
    with django_assert_num_queries(6):
        client.get(reverse("webhooks:list"))
    with django_assert_num_queries(7):
        client.get(endpoint.get_absolute_url())
    for column in ("url", "active", "call_state", "called_at", "user"):
        for sort in (column, f"-{column}"):
            assert client.get(reverse("webhooks:list"), {"sort": sort}).status_code == 200
    for column in ("subject", "state", "attempts", "last_status", "created_at", "sent_at"):
        assert client.get(endpoint.get_absolute_url(), {"sort": f"-{column}"}).status_code == 200
    assert client.get(endpoint.get_absolute_url(), {"export": "csv"}).status_code == 200


# -- through the API


@pytest.fixture
def api():
    def caller(user):
        scopes = ["webhooks:read", "webhooks:write"]
        _token, secret = create_token(user=user, name="program", scopes=scopes)

        def call(method, path, body=None, **headers):
            data = "" if body is None else json.dumps(body)
            headers = {"authorization": f"Bearer {secret}"} | {key.replace("_", "-"): v for key, v in headers.items()}
            return Client().generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)

        return call

    return caller


def test_a_program_does_the_same(cast, api):
    call = api(cast.cleo)
    made = call("POST", "webhooks", {"url": URL, "events": ["deal.won"]}, idempotency_key="k")
    assert made.status_code == 201, made.content
    ref = made.json()["ref"]
    assert made.json()["secret"].startswith("whsec_")
    shown = call("GET", f"webhooks/{ref}")
    assert "secret" not in shown.json()
    assert call("PATCH", f"webhooks/{ref}", {"active": False}, if_match='"9"').status_code == 412
    changed = call("PATCH", f"webhooks/{ref}", {"events": []}, if_match=shown["ETag"])
    assert (changed.status_code, changed.json()["events"]) == (200, [])
    assert call("POST", f"webhooks/{ref}/try").status_code == 200
    [told] = call("GET", f"webhooks/calls?webhook={ref}").json()["results"]
    assert (told["event"], told["state"], told["tries"]) == ("endpoint.test", "queued", [])
    assert call("POST", f"webhooks/calls/{told['ref']}/resend").status_code == 200
    assert call("POST", f"webhooks/{ref}/renew-secret").json()["secret"] != made.json()["secret"]
    assert call("POST", "webhooks", {"url": "https://10.0.0.1/"}).status_code == 422
    dan = api(cast.dan)
    assert dan("GET", f"webhooks/{ref}").status_code == 404
    assert dan("GET", "webhooks/calls").json()["results"] == []
    assert dan("POST", f"webhooks/calls/{told['ref']}/resend").status_code == 404
    assert call("DELETE", f"webhooks/{ref}").status_code == 204
    assert not WebhookEndpoint.objects.exists()


def test_a_rep_sets_up_none(cast, api):
    assert api(cast.carl)("POST", "webhooks", {"url": URL}).status_code == 403
