"""Leads and offers through the API: the same doors as the pages, with the same refusals."""

import json

import pytest
from django.test import Client

from leads.enums import LeadState, OfferState
from leads.models import Lead
from leads.services import answering, entering, rejecting, working
from prm.accounts import services

from .conftest import SECRET_EMAIL, SECRET_NAME, SECRET_PHONE, fresh, lead_data, reject

pytestmark = pytest.mark.django_db
SCOPES = ("leads:read", "leads:write", "offers:read", "offers:write")
BODY = {
    "company": "Brook & Sons",
    "country": "NL",
    "contact_name": "Iris Brook",
    "contact_email": "iris@brook.example",
    "need": "Twenty screens",
    "value": "1200.00",
    "currency": "USD",
}


@pytest.fixture
def api():
    def caller(user, *scopes):
        _token, secret = services.create_token(user=user, name="program", scopes=scopes or SCOPES)

        def call(method, path, body=None, **headers):
            data = "" if body is None else json.dumps(body)
            headers = {"authorization": f"Bearer {secret}"} | {key.replace("_", "-"): v for key, v in headers.items()}
            return Client().generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)

        return call

    return caller


def test_a_member_brings_a_lead(cast, api):
    call = api(cast.carl)
    made = call("POST", "leads", BODY | {"external_id": "E-1"}, idempotency_key="k1")
    assert made.status_code == 201, made.content
    lead = made.json()
    assert (lead["direction"], lead["state"], lead["receiver"]["name"]) == ("inbound", "offered", "Ben Alder")
    assert (lead["value"], lead["currency"], lead["external_id"]) == ("1200.00", "USD", "E-1")
    assert lead["contact"] == {
        "masked": False, "name": "Iris Brook", "title": "", "email": "iris@brook.example", "phone": "",
    }  # fmt: skip
    assert call("POST", "leads", BODY | {"external_id": "E-1"}, idempotency_key="k1").json() == lead
    assert call("POST", "leads", BODY | {"external_id": "E-1"}).json()["ref"] == lead["ref"]
    assert call("POST", "leads", BODY, idempotency_key="k1").status_code == 409
    assert Lead.objects.count() == 1
    assert call("GET", f"leads/{lead['ref']}").json()["ref"] == lead["ref"]


def test_staff_enter_the_vendors_lead(cast, api):
    made = api(cast.ben)("POST", "leads", BODY | {"source": "event", "contact_title": "Director"})
    assert (made.json()["direction"], made.json()["state"]) == ("outbound", "qualified")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company": ""}, "company"), ({"contact_email": "no"}, "contact_email"), ({"country": "XX"}, "country"),
        ({"value": "-1"}, "value"), ({"product": "nothing"}, "product"), ({"partner": "P-000000"}, "partner"),
        ({"score": 99}, "score"), ({"state": "accepted"}, "state"), ({"currency": "XQX"}, "currency"),
        ({"source": "partner"}, "source"), ({"need": "x" * 5000}, "need"),
    ],
)  # fmt: skip
def test_bad_input_is_named(cast, api, changes, field):
    answer = api(cast.carl)("POST", "leads", BODY | changes)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert not Lead.objects.exists()


def test_an_offer_is_masked_until_accepted(cast, api, offered):
    offer = offered()
    call = api(offer.recipient)
    listed = call("GET", "offers").json()["results"]
    assert [row["ref"] for row in listed] == [offer.ref]
    for text in (json.dumps(listed), call("GET", f"offers/{offer.ref}").content.decode()):
        for secret in (SECRET_NAME, SECRET_EMAIL, SECRET_PHONE, "Quist"):
            assert secret not in text
    assert call("GET", f"leads/{offer.lead.ref}").status_code == 404
    accepted = call("POST", f"offers/{offer.ref}/accept")
    assert accepted.status_code == 200, accepted.content
    assert accepted.json()["lead"]["contact"]["email"] == SECRET_EMAIL
    assert call("GET", f"leads/{offer.lead.ref}").json()["contact"]["phone"] == SECRET_PHONE


def test_declining_says_why(cast, api, offered):
    offer = offered()
    call = api(offer.recipient)
    assert call("POST", f"offers/{offer.ref}/decline", {}).status_code == 422
    assert call("POST", f"offers/{offer.ref}/decline", {"reason": "quality"}).json()["state"] == "declined"
    again = call("POST", f"offers/{offer.ref}/accept")
    assert again.status_code == 409 and "declined already" in again.json()["detail"]
    assert fresh(offer).state == OfferState.DECLINED


def test_working_a_lead(cast, api, offered):
    offer = offered()
    answering.accept_offer(offer.recipient, offer)
    call, ref = api(offer.recipient), offer.lead.ref
    assert call("POST", f"leads/{ref}/contact", {"note": "Spoke"}).json()["state"] == "contacted"
    assert call("POST", f"leads/{ref}/note", {"text": "Quote sent"}).status_code == 200
    closed = call("POST", f"leads/{ref}/close", {"reason": "no_budget", "quality": 4}).json()
    assert (closed["state"], closed["close_reason"], closed["quality"]) == ("closed", "no_budget", 4)
    assert call("POST", f"leads/{ref}/contact", {}).status_code == 409


def test_withdrawing(cast, api, inbound):
    lead = inbound()
    assert api(cast.carl)("POST", f"leads/{lead.ref}/withdraw", {}).json()["state"] == "withdrawn"
    assert fresh(lead).state == LeadState.WITHDRAWN


def test_another_partner_finds_nothing_and_changes_nothing(cast, api, offered, inbound):
    offer, lead = offered(company="Other", website="other.example", contact_email="a@other.example"), inbound()
    call = api(cast.dan)
    assert call("GET", "leads").json()["results"] == []
    assert call("GET", "offers").json()["results"] == []
    for path in (f"leads/{lead.ref}", f"offers/{offer.ref}"):
        assert call("GET", path).status_code == 404
    for path, body in (
        (f"leads/{lead.ref}/withdraw", {}),
        (f"leads/{lead.ref}/close", {"reason": "no_need"}),
        (f"leads/{lead.ref}/contact", {}),
        (f"leads/{lead.ref}/rate", {"quality": 5}),
        (f"leads/{lead.ref}/note", {"text": "x"}),
        (f"offers/{offer.ref}/accept", None),
        (f"offers/{offer.ref}/decline", {"reason": "quality"}),
    ):
        assert call("POST", path, body).status_code == 404
    assert (fresh(lead).state, fresh(offer).state) == (LeadState.OFFERED, OfferState.OPEN)


def test_whoever_worked_a_lead_rates_it(cast, api, accepted):
    lead = working.mark_converted(accepted.person, accepted)
    call = api(accepted.person)
    assert call("POST", f"leads/{lead.ref}/rate", {"quality": 6}).status_code == 422
    poor = call("POST", f"leads/{lead.ref}/rate", {"quality": 1})
    assert {error["field"] for error in poor.json()["errors"]} == {"note"}
    assert call("POST", f"leads/{lead.ref}/rate", {"quality": 4}).json()["quality"] == 4
    assert api(cast.ada)("POST", f"leads/{lead.ref}/rate", {"quality": 4}).status_code == 403


def test_filters_and_scopes(cast, api, inbound):
    inbound()
    assert len(api(cast.ada)("GET", "leads?state=offered&direction=inbound&q=canary").json()["results"]) == 1
    assert api(cast.ada)("GET", "leads?nonsense=1").status_code == 400
    assert api(cast.carl, "offers:read")("GET", "leads").status_code == 403
    assert api(cast.carl, "leads:read")("POST", "leads", BODY).status_code == 403


def test_lists_ask_as_often_for_many_rows_as_for_one(cast, api, django_assert_max_num_queries):
    for number in range(12):
        entering.submit_inbound(cast.cleo, lead_data(company=f"Firm {number}", website=f"firm{number}.example"))
    call = api(cast.ada)
    with django_assert_max_num_queries(8):
        assert len(call("GET", "leads").json()["results"]) == 12


def test_a_partner_appeals_once_and_reads_the_letter(cast, api, inbound, monday):
    lead = inbound()
    reject(cast.ben, lead)
    call = api(cast.carl)
    assert call("GET", f"leads/{lead.ref}").json()["rejection"] is None  # a second reader has it
    rejecting.confirm_rejection(cast.ada, lead)
    letter = call("GET", f"leads/{lead.ref}").json()["rejection"]
    assert (letter["reasons"], letter["what_would_change"]) == (["not_qualified"], "A budget of 5,000")
    assert api(cast.dan)("POST", f"leads/{lead.ref}/appeal", {"reason": "Ours"}).status_code == 404
    assert call("POST", f"leads/{lead.ref}/appeal", {"reason": ""}).status_code == 422
    assert call("POST", f"leads/{lead.ref}/appeal", {"reason": "They agreed"}).json()["rejection"]["appealed_at"]
    assert call("POST", f"leads/{lead.ref}/appeal", {"reason": "Again"}).status_code == 409
