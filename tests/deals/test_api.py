"""The API of registrations, deals and fees: what the pages do, and nothing that they would not."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from deals import services
from deals.incentives import services as fee_services
from deals.incentives.models import Fee
from deals.models import Registration
from partners.library.models import Document, DocumentVersion
from partners.library.services import acknowledge
from partners.services import create_campaign
from prm.accounts.services import create_token

from .conftest import LETTER

ALL = (
    "leads:read",
    "leads:write",
    "offers:read",
    "offers:write",
    "documents:read",
    "documents:write",
    "registrations:read",
    "registrations:write",
    "deals:read",
    "deals:write",
    "fees:read",
)


@pytest.fixture
def call(db):
    """`call(cleo, "post", "registrations", {…})`"""
    tokens = {}

    def made(person, method, path, body=None, **headers):
        if person.pk not in tokens:
            scopes = [*ALL, "fees:write"] if person.is_vendor else ALL
            tokens[person.pk] = create_token(user=person, name="tests", scopes=list(scopes))[1]
        extra = {"content_type": "application/json"} if method in ("post", "patch") else {}
        send = getattr(Client(), method)
        body = {} if body is None and extra else body
        return send(
            f"/api/v1/{path}", body, headers={"Authorization": f"Bearer {tokens[person.pk]}", **headers}, **extra
        )

    return made


BODY = {
    "company": "Hofmann Logistik GmbH",
    "website": "hofmann.example",
    "country": "NL",
    "city": "Utrecht",
    "contact_name": "Ida Visser",
    "contact_email": "ida@hofmann.example",
    "product": "gtx-pro",
    "amount": "12000.00",
    "currency": "EUR",
    "close_on": "2099-06-30",
    "need": "Two sites to equip; met them twice.",
    "external_id": "X-1",
}


def test_registering(call, cleo, ben, cast) -> None:
    answer = call(cleo, "post", "registrations", BODY)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["state"], made["external_id"], made["amount"], made["currency"]) == (
        "in_review", "X-1", "12000.00", "EUR",
    )  # fmt: skip
    assert made["reviewer"]["email"] == ben.email and made["decide_by"]
    assert made["partner"] == cast.one.ref and made["registered_by"] == cleo.member.ref
    again = call(cleo, "get", f"registrations/{made['ref']}")
    assert again.json() == made and again["ETag"]
    assert [row["ref"] for row in call(cleo, "get", "registrations").json()["results"]] == [made["ref"]]


def _publish(document, number, by) -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=document, number=number, body=f"Be fair {number}.", published_at=timezone.now(), published_by=by
    )


def test_the_rules_are_accepted_by_version_before_the_first_registration(call, cleo, gus) -> None:
    document = Document.objects.create(title="Rules of engagement", kind="rules_of_engagement")
    _publish(document, 1, gus)
    refused = call(cleo, "post", "registrations", BODY)
    assert refused.status_code == 422 and refused.json()["type"] == "urn:prm:problem:rules-not-accepted"
    (named,) = refused.json()["documents"]
    assert (named["ref"], named["version"]) == (document.ref, 1)
    assert named["url"].endswith(document.get_absolute_url()) and not Registration.objects.exists()
    assert call(cleo, "post", f"documents/{document.ref}/acknowledge", {"version": 1}).status_code == 200
    assert call(cleo, "post", "registrations", BODY).json()["rules_accepted"] == "Rules of engagement v1"


def test_a_new_version_of_the_rules_is_asked_for_anew_and_of_each_person(call, cleo, carl, gus) -> None:
    document = Document.objects.create(title="Rules of engagement", kind="rules_of_engagement")
    acknowledge(actor=cleo, version=_publish(document, 1, gus))
    assert call(carl, "post", "registrations", BODY).status_code == 422
    newer = _publish(document, 2, gus)
    refused = call(cleo, "post", "registrations", BODY)
    assert refused.status_code == 422 and refused.json()["documents"][0]["version"] == 2
    acknowledge(actor=cleo, version=newer)
    assert call(cleo, "post", "registrations", BODY).json()["rules_accepted"] == "Rules of engagement v2"


def test_the_same_key_makes_one(call, cleo) -> None:
    first, second = (call(cleo, "post", "registrations", BODY, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.json() == second.json() and Registration.objects.count() == 1
    assert (
        call(cleo, "post", "registrations", {**BODY, "city": "Gouda"}, **{"Idempotency-Key": "k1"}).status_code == 409
    )


def test_the_same_external_id_is_refused(call, cleo) -> None:
    call(cleo, "post", "registrations", BODY)
    other = {**BODY, "company": "Zuidema", "website": "z.example", "contact_email": "a@z.example"}
    answer = call(cleo, "post", "registrations", other)
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "external_id"
    assert Registration.objects.count() == 1


BAD = [
    {"amount": "0"}, {"amount": "-5"}, {"amount": "9" * 15}, {"amount": "NaN"}, {"amount": None}, {"amount": "1.001"},
    {"currency": "XXX"}, {"currency": "eur"}, {"currency": "JPY", "amount": "1.50"}, {"close_on": "2020-01-01"},
    {"close_on": "soon"}, {"country": "XX"}, {"country": ""}, {"product": "nothing"}, {"product": 1},
    {"contact_email": "ida"}, {"need": ""}, {"need": "x" * 4001}, {"company": "   "}, {"lead": "L-000000"},
    {"help_wanted": ["demo", "boss"]}, {"help_wanted": "demo"}, {"help_wanted": {"demo": True}},
    {"help_wanted": [["demo"]]}, {"help_wanted": [None]}, {"help_wanted": None}, {"help_wanted": ["demo"] * 7},
    {"help_wanted": ["DEMO"]}, {"help_wanted": [1]},
    {"state": "approved"}, {"partner": "P-000000"}, {"reviewer": "U-000000"}, {"submitted_at": "2020-01-01"},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_bad_input_names_its_field(bad, call, cleo) -> None:
    answer = call(cleo, "post", "registrations", {**BODY, **bad})
    assert answer.status_code == 422, answer.content
    assert {error["field"].split(".")[0] for error in answer.json()["errors"]} & set(bad)
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "missing", [name for name in BODY if name not in ("website", "city", "currency", "external_id")]
)
def test_what_is_needed(missing, call, cleo) -> None:
    answer = call(cleo, "post", "registrations", {name: value for name, value in BODY.items() if name != missing})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [missing]


def test_staff_do_not_register_and_members_do_not_decide(call, ben, ada, cleo) -> None:
    assert call(ben, "post", "registrations", BODY).status_code == 403
    ref = call(cleo, "post", "registrations", BODY).json()["ref"]
    for action in ("approve", "request-changes"):
        assert call(cleo, "post", f"registrations/{ref}/{action}").status_code == 403


def test_from_review_to_deal(call, cleo, ben) -> None:
    ref = call(cleo, "post", "registrations", BODY).json()["ref"]
    asked = call(
        ben, "post", f"registrations/{ref}/request-changes", {"open_fields": ["need"], "note": "More?"}
    ).json()
    assert (asked["state"], asked["open_fields"], asked["request_note"]) == ("action_required", ["need"], "More?")
    refused = call(cleo, "post", f"registrations/{ref}/answer", {"company": "Other"})
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "company"
    assert call(cleo, "post", f"registrations/{ref}/answer", {"need": "Four"}).json()["state"] == "in_review"
    approved = call(ben, "post", f"registrations/{ref}/approve", {"note": "Welcome"}).json()
    assert approved["state"] == "approved" and approved["deal"] and approved["protected_until"]
    deal = call(cleo, "get", f"deals/{approved['deal']}").json()
    assert (deal["registration"], deal["company"], deal["referrer"]) == (ref, BODY["company"], cleo.member.ref)


def test_withdrawing(call, cleo) -> None:
    ref = call(cleo, "post", "registrations", BODY).json()["ref"]
    for _ in range(2):
        assert call(cleo, "post", f"registrations/{ref}/withdraw").json()["state"] == "withdrawn"
    assert call(cleo, "post", f"registrations/{ref}/answer", {}).status_code == 409


def test_a_rejection_in_the_making_is_in_review_for_the_partner(call, cleo, ben, rejecting) -> None:
    seen = call(cleo, "get", f"registrations/{rejecting.ref}")
    assert seen.json()["state"] == "in_review" and seen.json()["rejection"] is None
    assert "checked" not in seen.content.decode().replace('"rejection":null', "")
    assert call(ben, "get", f"registrations/{rejecting.ref}").json()["state"] == "rejecting"
    assert call(cleo, "get", "registrations?state=rejecting").status_code == 400
    assert len(call(cleo, "get", "registrations?state=in_review").json()["results"]) == 1


def test_a_rejection_says_why(call, cleo, rejected) -> None:
    told = call(cleo, "get", f"registrations/{rejected.ref}").json()["rejection"]
    assert told["checked"] == LETTER["checked"] and told["what_would_change"] == LETTER["what_would_change"]


def test_the_second_partner_is_told_nothing_of_the_first(call, cleo, dan, ada) -> None:
    call(cleo, "post", "registrations", {**BODY, "need": "Canary need"})
    answer = call(dan, "post", "registrations", {**BODY, "company": "HOFMANN"})
    text = answer.content.decode()
    assert answer.status_code == 201 and answer.json()["state"] == "contested"
    for secret in ("Canary", "Partner One", "Cleo", "cleo@example.com"):
        assert secret not in text


@pytest.mark.parametrize("path", ["registrations/{r}", "deals/{d}", "fees/{f}"])
def test_anothers_rows_are_not_there(path, call, plan, dan, cleo, deal, in_review) -> None:
    services.win(cleo, deal)
    url = path.format(r=in_review.ref, d=deal.ref, f=Fee.objects.get().ref)
    assert call(dan, "get", url).status_code == 404
    assert call(dan, "get", url.split("/")[0]).json()["results"] == []
    for action in ("withdraw", "answer", "win", "lose"):
        assert call(dan, "post", f"{url}/{action}").status_code == 404


def test_a_drafts_own_partner_only(call, draft, cleo, ben) -> None:
    assert call(cleo, "get", f"registrations/{draft.ref}").json()["state"] == "draft"
    assert call(ben, "get", f"registrations/{draft.ref}").status_code == 404


# -- deals


def test_updating_with_if_match(call, deal, cleo, ben) -> None:
    tag = call(cleo, "get", f"deals/{deal.ref}")["ETag"]
    call(ben, "patch", f"deals/{deal.ref}", {"next_step": "Theirs"})
    stale = call(cleo, "patch", f"deals/{deal.ref}", {"next_step": "Mine"}, **{"If-Match": tag})
    assert stale.status_code == 412
    tag = call(cleo, "get", f"deals/{deal.ref}")["ETag"]
    done = call(cleo, "patch", f"deals/{deal.ref}", {"next_step": "Mine", "amount": "90.00"}, **{"If-Match": tag})
    assert (done.json()["next_step"], done.json()["amount"], done.json()["currency"]) == ("Mine", "90.00", "EUR")


@pytest.mark.parametrize("bad", [{"stage": "won"}, {"amount": "0"}, {"currency": "USD"}, {"partner": "x"},
                                 {"close_on": "2020-01-01"}, {"name": ""}], ids=str)  # fmt: skip
def test_updates_that_make_no_sense(bad, call, deal, cleo) -> None:
    answer = call(cleo, "patch", f"deals/{deal.ref}", bad)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == list(bad)


def test_winning_and_losing(call, plan, deal, cleo, fay) -> None:
    won = call(cleo, "post", f"deals/{deal.ref}/win", {"amount": "1000.00"}).json()
    assert (won["stage"], won["amount"]) == ("won", "1000.00")
    assert call(cleo, "post", f"deals/{deal.ref}/lose", {"reason": "price"}).status_code == 409
    fee = call(cleo, "get", "fees").json()["results"][0]
    assert (fee["state"], fee["amount"], fee["currency"], fee["deal"]) == ("accrued", "200.00", "EUR", deal.ref)
    assert call(cleo, "post", f"fees/{fee['ref']}/approve").status_code == 403
    fee_services.mark_due(today=Fee.objects.get().due_on)
    assert call(fay, "post", f"fees/{fee['ref']}/approve").json()["state"] == "approved"
    assert call(fay, "post", f"fees/{fee['ref']}/pay", {"reference": ""}).status_code == 422
    assert call(fay, "post", f"fees/{fee['ref']}/pay", {"reference": "SEPA 1"}).json()["state"] == "paid"


def test_a_sales_rep_sees_no_fees(call, ben) -> None:
    assert call(ben, "get", "fees").status_code == 403


@pytest.mark.parametrize("path", ["registrations", "deals"])
def test_a_page_costs_the_same_for_one_row_and_for_ten(
    path, call, cleo, ben, register, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert call(cleo, "get", path).status_code == 200
        return len(found)

    services.approve(ben, register(cleo))
    call(cleo, "get", path)
    one = cost()
    for number in range(9):
        services.approve(ben, register(cleo, company=f"C{number}", website=f"c{number}.example"))
    assert cost() == one


def test_a_registration_names_its_campaign(call, cast, cleo, dan) -> None:
    fair, theirs = (
        create_campaign(actor=person, partner=partner, name="Fair")
        for person, partner in ((cleo, cast.one), (dan, cast.two))
    )
    refused = call(cleo, "post", "registrations", {**BODY, "campaign": theirs.ref})
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "campaign"
    assert call(cleo, "post", "registrations", {**BODY, "campaign": fair.ref}).json()["campaign"] == fair.ref


def test_the_walk_through_of_the_guide_registers_a_deal(call, cleo, gus) -> None:
    """docs/api.md as it stands; only references and the day are those of today."""
    guide = (settings.BASE_DIR / "docs" / "api.md").read_text()
    body = json.loads(re.search(r'/registrations" -d \'({.+?})\'', guide, re.S)[1])
    document = Document.objects.create(title="Rules", kind="rules_of_engagement")
    _publish(document, 2, gus)
    [rules] = call(cleo, "get", "documents?kind=rules_of_engagement").json()["results"]
    version = call(cleo, "get", f"documents/{rules['ref']}").json()["version"]["number"]
    assert call(cleo, "post", f"documents/{rules['ref']}/acknowledge", {"version": version}).status_code == 200
    made = call(cleo, "post", "registrations", {**body, "close_on": "2099-03-31"}, **{"Idempotency-Key": "crm-4711"})
    again = call(cleo, "post", "registrations", {**body, "close_on": "2099-03-31"}, **{"Idempotency-Key": "crm-4711"})
    assert (made.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    services.request_changes(gus, Registration.objects.get(ref=made.json()["ref"]), ["close_on"], "When, please?")
    answer = call(cleo, "post", f"registrations/{made.json()['ref']}/answer", {"close_on": "2099-04-30"})
    assert (answer.status_code, answer.json()["state"]) == (200, "in_review")


def test_a_partner_appeals_once_and_reads_the_letter(call, cleo, dan, ada, rejected) -> None:
    path = f"registrations/{rejected.ref}"
    assert call(dan, "post", f"{path}/appeal", {"reason": "Ours."}).status_code == 404
    assert call(ada, "post", f"{path}/appeal", {"reason": "Ours."}).status_code == 403
    empty = call(cleo, "post", f"{path}/appeal", {"reason": " "})
    assert empty.status_code == 422 and empty.json()["errors"][0]["field"] == "reason"
    letter = call(cleo, "get", path).json()["rejection"]
    assert letter["checked"] and letter["what_would_change"] and letter["reasons"] and not letter["appeal_answer"]
    assert call(cleo, "post", f"{path}/appeal", {"reason": "The budget is signed now."}).status_code == 200
    assert call(cleo, "post", f"{path}/appeal", {"reason": "Again."}).status_code == 409
    services.answer_appeal(ada, rejected, "It was signed for something else.", reopen=False)
    assert call(cleo, "get", path).json()["rejection"]["appeal_answer"] == "It was signed for something else."
