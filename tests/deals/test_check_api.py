"""POST registrations/check: the answer of the form, for programs, within the same limits."""

import pytest
import time_machine

from deals.models import Registration
from deals.services import asking
from prm.accounts.services import create_token
from tests.unchanged import unchanged

from .test_api import BODY, call  # noqa: F401
from .test_checking import TYPED

ASKED = {name: BODY[name] for name in ("company", "website", "country", "city", "product", "contact_email")}


def check(call, who, **changes):  # noqa: F811
    body = {**ASKED, **changes}
    return call(who, "post", "registrations/check", {name: value for name, value in body.items() if value is not None})


def test_free_for_all_and_then_for_nobody_else(call, cleo, dan, register) -> None:  # noqa: F811
    assert check(call, dan).json() == {
        "colour": "green",
        "label": "Free",
        "sentence": "This customer is free for this product.",
        "registration": None,
    }
    own = register(cleo)
    assert check(call, cleo).json()["registration"] == own.ref
    red = check(call, dan)
    assert (red.status_code, red.json()["colour"], red.json()["registration"]) == (200, "red", None)
    yellow = check(call, dan, website="shop.hofmann.example", contact_email=None)
    assert yellow.json()["colour"] == "yellow"


def test_it_says_what_the_form_says(call, as_, dan, in_review) -> None:  # noqa: F811
    page = as_(dan).post("/deals/check/", TYPED).content.decode()
    assert check(call, dan).json()["sentence"] in page


def test_a_question_writes_nothing(call, dan, in_review) -> None:  # noqa: F811
    check(call, dan)  # the first call makes the token, and notes its use
    with unchanged("a question"):
        assert check(call, dan).status_code == 200
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company": None}, "company"),
        ({"company": "X"}, "company"),
        ({"company": " "}, "company"),
        ({"country": "XX"}, "country"),
        ({"product": "nothing"}, "product"),
        ({"product": None}, "product"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"need": "x"}, "need"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_field(changes, field, call, dan) -> None:  # noqa: F811
    answer = check(call, dan, **changes)
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("who", ["ben", "ada", "fay", "gus"])
def test_staff_do_not_ask(who, call, cast) -> None:  # noqa: F811
    assert check(call, getattr(cast, who)).status_code == 403


def test_it_needs_the_scope(client, dan) -> None:
    secret = create_token(user=dan, name="tests", scopes=["deals:read"])[1]
    headers = {"Authorization": f"Bearer {secret}"}
    answer = client.post("/api/v1/registrations/check", ASKED, content_type="application/json", headers=headers)
    assert answer.status_code == 403 and "registrations:read" in answer.json()["detail"]


@time_machine.travel("2026-03-02 10:00:10+00:00", tick=False)
def test_page_and_program_count_together(call, as_, dan, monkeypatch, in_review) -> None:  # noqa: F811
    monkeypatch.setattr(asking, "CHECKS_PER_MINUTE", 2)
    assert as_(dan).post("/deals/check/", TYPED).status_code == 200
    assert check(call, dan).status_code == 200
    late = check(call, dan)
    assert (late.status_code, late["Retry-After"]) == (429, "50")
    assert (
        late.json()["type"] == "urn:prm:problem:asked-too-often" and "send your registration" in late.json()["detail"]
    )
    assert "colour" not in late.content.decode()
    assert as_(dan).post("/deals/check/", TYPED).status_code == 429
    assert call(dan, "post", "registrations", BODY).status_code == 201


@time_machine.travel("2026-03-02 10:00:10+00:00", tick=False)
def test_a_partner_is_limited_by_the_day_whoever_asks(call, cleo, carl, dan, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr(asking, "CHECKS_PER_DAY", 3)
    assert [check(call, who).status_code for who in (cleo, carl, cleo, carl)] == [200, 200, 200, 429]
    assert int(check(call, carl)["Retry-After"]) > 13 * 60 * 60
    assert check(call, dan).status_code == 200


def test_it_is_described(client) -> None:
    described = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    route = described["paths"]["/api/v1/registrations/check"]["post"]
    assert [one["name"] for one in route.get("parameters", [])] == []
    assert {"200", "401", "403", "422", "429"} <= set(route["responses"])
