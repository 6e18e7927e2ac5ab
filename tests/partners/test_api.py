"""Partners, members and documents over the API: what the pages show, to whom, and no more."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partners.library import services as library
from partners.library.models import Acknowledgement
from partners.models import Member, Partner
from prm.accounts.models import User
from prm.accounts.scopes import scopes_for
from tests.core.api_caller import Caller, fields_of, problem
from tests.library.files import PDF

BASE = "/api/v1"


@pytest.fixture
def call(db):
    """`call(cleo)("GET", "/partners")`, with every scope of the role."""

    def made(person):
        caller = Caller(person, *scopes_for(person.role))
        return lambda method, path, body=None, **headers: caller(method, BASE + path, body, **headers)

    return made


@pytest.fixture
def gold_only(cast):
    return library.new_document(
        actor=cast.ada, title="Gold prices", kind="price_list", minimum_tier=cast.one.tier, must_acknowledge=True,
        file=SimpleUploadedFile("prices.pdf", PDF),
    )  # fmt: skip


def names(answer, field="name"):
    assert answer.status_code == 200, answer.content
    return {row[field] for row in answer.json()["results"]}


def test_members_read_their_own_partner_staff_read_all(cast, call):
    assert names(call(cast.dan)("GET", "/partners")) == {"Partner Two"}
    assert names(call(cast.ben)("GET", "/partners")) == {"Partner One", "Partner Two"}
    assert call(cast.carl)("GET", f"/partners/{cast.one.ref}").json()["tier"] == "Gold"
    problem(call(cast.dan)("GET", f"/partners/{cast.one.ref}"), 404)
    assert names(call(cast.ada)("GET", "/partners?state=ended")) == set()


def test_members_of_other_partners_do_not_exist(cast, call):
    assert names(call(cast.dan)("GET", "/members")) == {"Dan Vogel"}
    assert names(call(cast.dan)("GET", f"/members?partner={cast.one.ref}")) == set()
    assert names(call(cast.carl)("GET", "/members")) == {"Cleo Maes", "Carl Smit"}
    problem(call(cast.dan)("GET", f"/members/{cast.carl.member.ref}"), 404)
    problem(call(cast.dan)("PATCH", f"/members/{cast.carl.member.ref}", {"capacity": 1}), 404)
    problem(call(cast.dan)("POST", f"/members/{cast.carl.member.ref}/deactivate", {}), 404)
    problem(call(cast.carl)("PATCH", f"/members/{cast.carl.member.ref}", {"capacity": 1}), 403)
    assert Member.objects.get(user=cast.carl).capacity == 10


def test_a_partner_admin_invites_and_changes_members(cast, call):
    answer = call(cast.cleo)("POST", "/members", {"name": "Nia Berg", "email": "nia@one.example"})
    assert answer.status_code == 201 and answer.json()["partner"] == cast.one.ref
    ref = cast.carl.member.ref
    changed = call(cast.cleo)("PATCH", f"/members/{ref}", {"capacity": 3, "away_from": "2030-01-01"})
    assert (changed.json()["capacity"], changed.json()["away_from"]) == (3, "2030-01-01")
    assert call(cast.cleo)("POST", f"/members/{ref}/deactivate", {}).json()["active"] is False
    assert not User.objects.get(pk=cast.carl.pk).is_active


def test_who_invites_where(cast, call):
    body = {"name": "Nia Berg", "email": "nia@one.example", "partner": cast.one.ref}
    assert fields_of(call(cast.dan)("POST", "/members", body)) == {"partner"}
    assert fields_of(call(cast.ada)("POST", "/members", {**body, "partner": "P-000000"})) == {"partner"}
    assert fields_of(call(cast.ada)("POST", "/members", {"name": "N", "email": "n@x.example"})) == {"partner"}
    assert not User.objects.filter(email="nia@one.example").exists()
    assert call(cast.ada)("POST", "/members", body).status_code == 201


@pytest.mark.parametrize(
    "extra",
    [{"role": "administrator"}, {"is_staff": True}, {"user": 1}, {"capacity": 99}, {"email": "x"}, {"name": ""}],
)
def test_surplus_and_wrong_fields_are_named(cast, call, extra):
    body = {"name": "Nia", "email": "nia@one.example", **extra}
    assert fields_of(call(cast.cleo)("POST", "/members", body)) == set(extra)
    assert not User.objects.filter(email__startswith="nia").exists()


def test_the_same_key_invites_once(cast, call):
    once, body = call(cast.cleo), {"name": "Nia", "email": "nia@one.example"}
    answers = [once("POST", "/members", body, idempotency_key="k1") for _twice in range(2)]
    assert answers[0].json()["ref"] == answers[1].json()["ref"]
    assert User.objects.filter(email="nia@one.example").count() == 1


def test_channel_managers_keep_what_systems_know_of_a_partner(cast, call):
    ada = call(cast.ada)
    etag = ada("GET", f"/partners/{cast.one.ref}")["ETag"]
    changed = ada("PATCH", f"/partners/{cast.one.ref}", {"external_id": "CRM-7", "city": "Delft"}, if_match=etag)
    assert changed.json()["external_id"] == "CRM-7"
    problem(ada("PATCH", f"/partners/{cast.one.ref}", {"city": "Gouda"}, if_match=etag), 412)
    for body in ({"tier": "Gold", "state": "ended"}, {"website": "javascript:alert(1)"}):
        assert fields_of(ada("PATCH", f"/partners/{cast.one.ref}", body)) == set(body)
    assert Partner.objects.get(pk=cast.one.pk).city == "Delft"
    problem(call(cast.cleo)("PATCH", f"/partners/{cast.one.ref}", {"city": "X"}), 403)


def test_documents_for_others_do_not_exist(cast, call, gold_only):
    assert names(call(cast.dan)("GET", "/documents"), "title") == set()
    assert names(call(cast.carl)("GET", "/documents"), "title") == {"Gold prices"}
    for path in ("", "/file"):
        problem(call(cast.dan)("GET", f"/documents/{gold_only.ref}{path}"), 404)
    problem(call(cast.dan)("POST", f"/documents/{gold_only.ref}/acknowledge", {"version": 1}), 404)
    assert not Acknowledgement.objects.exists()


def test_a_document_its_file_and_its_acknowledgement(cast, call, gold_only):
    carl = call(cast.carl)
    shown = carl("GET", f"/documents/{gold_only.ref}").json()
    assert shown["version"]["number"] == 1 and shown["version"]["file_name"] == "prices.pdf"
    assert shown["acknowledged"] is False
    file = carl("GET", f"/documents/{gold_only.ref}/file")
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"].startswith("attachment") and file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"].startswith("sandbox")
    assert fields_of(carl("POST", f"/documents/{gold_only.ref}/acknowledge", {"version": 7})) == {"version"}
    assert carl("POST", f"/documents/{gold_only.ref}/acknowledge", {"version": 1}).json()["acknowledged"] is True
    problem(call(cast.ada)("POST", f"/documents/{gold_only.ref}/acknowledge", {"version": 1}), 403)


def test_a_document_without_a_file(cast, call):
    document = library.new_document(actor=cast.ada, title="Rules", kind="contract", body="x")
    problem(call(cast.carl)("GET", f"/documents/{document.ref}/file"), 404)


@pytest.mark.parametrize("path", ["/partners", "/members", "/documents"])
def test_lists_refuse_what_they_do_not_know(cast, call, path):
    assert fields_of(call(cast.ada)("GET", f"{path}?owner=1"), 400) == {"owner"}
