"""The API of marketing money: the whole way from a request to the payment, by the token of whoever is next."""

import base64
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deals.incentives import services
from deals.incentives.models import MdfProof, MdfRequest
from partners.services import create_campaign
from prm.accounts.services import create_token
from prm.outbox.models import WebhookCall
from prm.outbox.services import add_endpoint

from .test_mdf import asked, budget, plan, reserved  # noqa: F401


@pytest.fixture
def call(db):
    """`call(cleo, "post", "mdf-requests", {…})`"""
    tokens = {}

    def made(person, method, path, body=None, scopes=("mdf:read", "mdf:write"), **headers):
        key = (person.pk, scopes)
        if key not in tokens:
            tokens[key] = create_token(user=person, name="tests", scopes=list(scopes))[1]
        extra = {"content_type": "application/json"} if method == "post" else {}
        send = getattr(Client(), method)
        return send(
            f"/api/v1/{path}",
            {} if body is None and extra else body,
            headers={"Authorization": f"Bearer {tokens[key]}", **headers},
            **extra,
        )

    return made


def request(budget, **changes):  # noqa: F811
    first = timezone.localdate() + timedelta(days=20)
    return {
        "budget": budget.ref,
        "title": "Hannover Fair",
        "activity": "trade_fair",
        "starts_on": first.isoformat(),
        "ends_on": (first + timedelta(days=2)).isoformat(),
        "planned_cost": "4000.00",
        "expected": "40 leads",
        "description": "A stand of our own.",
        **changes,
    }


def file(name="stand.txt", body=b"Forty visitors."):
    return {"name": name, "base64": base64.b64encode(body).decode()}


def claim(row, **changes):
    return {
        "actual_cost": "3600.00",
        "held_on": row.starts_on.isoformat(),
        "outcome": "43 leads.",
        "proof": [file()],
        **changes,
    }


def test_the_whole_way(call, budget, cleo, ada, fay, cast) -> None:  # noqa: F811
    campaign = create_campaign(actor=cleo, partner=cast.one, name="Autumn", starts_on=timezone.localdate())
    made = call(cleo, "post", "mdf-requests", request(budget, campaign=campaign.ref)).json()
    assert (made["state"], made["asked"], made["campaign"]) == ("submitted", "2000.00", campaign.ref)
    url = f"mdf-requests/{made['ref']}"
    assert call(cleo, "get", url).json() == made
    asked_back = call(ada, "post", f"{url}/request-changes", {"note": "Which hall?"}).json()
    assert (asked_back["state"], asked_back["request_note"]) == ("action_required", "Which hall?")
    facts = {name: value for name, value in request(budget).items() if name != "budget"}
    answered = call(cleo, "post", f"{url}/answer", {**facts, "description": "Hall 3."}).json()
    assert (answered["description"], answered["campaign"]) == ("Hall 3.", None)
    assert call(ada, "post", f"{url}/approve", {"amount": "1900.00"}).json()["approved"] == "1900.00"
    with time_machine.travel(timezone.now() + timedelta(days=24)):
        row = MdfRequest.objects.get()
        claimed = call(cleo, "post", f"{url}/claim", claim(row)).json()
        assert (claimed["claimed"], [one["file_name"] for one in claimed["proofs"]]) == ("1800.00", ["stand.txt"])
        proof = call(fay, "get", f"mdf-proofs/{claimed['proofs'][0]['ref']}")
        assert b"".join(proof.streaming_content) == b"Forty visitors."
        assert proof["Content-Disposition"].startswith("attachment")
        assert call(fay, "post", f"{url}/return-claim", {"note": "The invoice?"}).json()["state"] == "claim_returned"
        again = call(cleo, "post", f"{url}/claim", claim(row, proof=[file("invoice.txt", b"3600")])).json()
        assert len(again["proofs"]) == 2
        less = {"amount": "1700.00", "note": "Without the taxi."}
        assert call(fay, "post", f"{url}/approve-claim", less).json()["settled"] == "1700.00"
        paid = call(fay, "post", f"{url}/pay", {"reference": "SEPA 1"}).json()
    assert (paid["state"], paid["payment_reference"], paid["refusal"]["reasons"]) == ("paid", "SEPA 1", [])
    pots = call(cleo, "get", f"mdf-budgets/{budget.ref}").json()
    assert (pots["available"], pots["reserved"], pots["settled"]) == ("1300.00", "0.00", "1700.00")


def test_a_refusal_waits_and_says_why(call, asked, ada, cleo) -> None:  # noqa: F811
    letter = {"reasons": ["cost"], "checked": "Three fairs.", "what_would_change": "A smaller stand."}
    url = f"mdf-requests/{asked.ref}/refuse"
    assert call(ada, "post", url, letter).status_code == 409
    assert call(ada, "post", url, {**letter, "reasons": ["whim"]}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert call(ada, "post", url, letter).json()["state"] == "refused"
        assert call(cleo, "get", f"mdf-requests/{asked.ref}").json()["refusal"] == letter
        assert call(cleo, "post", f"mdf-requests/{asked.ref}/withdraw").status_code == 409


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"proof": []}, "proof"),
        ({"proof": [{"name": "x.exe", "base64": "TVqQ"}]}, "proof"),
        ({"proof": [{"name": "x.txt", "base64": "not base64!"}]}, "proof"),
        ({"actual_cost": "0.00"}, "actual_cost"),
        ({"held_on": "2020-01-01"}, "held_on"),
    ],
)
def test_a_claim_that_proves_nothing_names_the_field(changes, field, call, reserved, cleo) -> None:  # noqa: F811
    with time_machine.travel(timezone.now() + timedelta(days=24)):
        answer = call(cleo, "post", f"mdf-requests/{reserved.ref}/claim", claim(reserved, **changes))
    assert answer.status_code == 422
    assert field in str(answer.json()["errors"])
    assert not MdfProof.objects.exists()


def test_nobody_else_reads_or_decides(call, asked, budget, cast, dan, ben, fay, cleo, ada) -> None:  # noqa: F811
    url = f"mdf-requests/{asked.ref}"
    assert (
        call(dan, "get", "mdf-requests").json()["results"] == call(dan, "get", "mdf-budgets").json()["results"] == []
    )
    assert call(dan, "get", url).status_code == call(dan, "post", f"{url}/withdraw").status_code == 404
    assert call(ben, "get", "mdf-requests").status_code == call(ben, "get", url).status_code == 403
    for person in (cleo, fay):
        assert call(person, "post", f"{url}/approve").status_code == 403
    assert call(ada, "post", f"{url}/pay", {"reference": "x"}).status_code == 403
    foreign = call(dan, "post", "mdf-requests", request(budget))
    assert foreign.status_code == 422 and foreign.json()["errors"][0]["field"] == "budget"
    assert call(cleo, "post", f"{url}/withdraw", scopes=("mdf:read",)).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "submitted"


def test_once_per_key(call, budget, cleo) -> None:  # noqa: F811
    body = request(budget)
    first, second = (call(cleo, "post", "mdf-requests", body, **{"Idempotency-Key": "one"}) for _ in range(2))
    assert first.status_code == second.status_code == 201 and first.json() == second.json()
    assert MdfRequest.objects.count() == 1


def test_a_page_costs_the_same_for_one_row_and_for_ten(call, budget, cleo, ada, django_assert_num_queries) -> None:  # noqa: F811
    call(cleo, "post", "mdf-requests", request(budget, planned_cost="100.00"))
    call(ada, "get", "mdf-requests")
    with CaptureQueriesContext(connection) as asked_for_one:
        call(ada, "get", "mdf-requests")
    few = len(asked_for_one)
    for number in range(9):
        call(cleo, "post", "mdf-requests", request(budget, title=f"Fair {number}", planned_cost="100.00"))
    with django_assert_num_queries(few):
        assert len(call(ada, "get", "mdf-requests?state=submitted").json()["results"]) == 10


def test_its_events_are_told(call, asked, cleo, dan, ada) -> None:  # noqa: F811
    hooks = {who: add_endpoint(actor=who, url="https://hooks.example.com/in") for who in (cleo, dan)}
    call(ada, "post", f"mdf-requests/{asked.ref}/request-changes", {"note": "Which hall?"})
    services.answer_request(cleo, asked, plan())
    call(ada, "post", f"mdf-requests/{asked.ref}/approve")
    told = WebhookCall.objects.filter(endpoint=hooks[cleo]).order_by("pk")
    assert [one.subject for one in told] == ["mdf.action_required", "mdf.decided"]
    assert told[1].payload["data"]["url"].endswith(f"/api/v1/mdf-requests/{asked.ref}")
    assert (told[1].payload["data"]["state"], told[1].payload["data"]["amount"]) == ("approved", "2000.00")
    assert not WebhookCall.objects.filter(endpoint=hooks[dan]).exists()
