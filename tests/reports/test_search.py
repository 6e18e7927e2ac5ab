"""The search opens a reference at once, finds words, and never tells anybody of what is not theirs."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deals.incentives.models import Fee
from deals.models import Opportunity, Registration
from leads.models import Lead, Offer
from partners.library.services import new_document
from partners.models import Partner, Territory

from .programme import fill

CANARY = "Zanzibar"


@pytest.fixture
def programme(cast):
    Partner.objects.filter(pk=cast.one.pk).update(name=f"{CANARY} Partners")
    return fill(cast, 2, prefix=CANARY)


def find(client, text):
    return client.get("/search/", {"q": text})


def titles(page):
    return {section.title for column in page.context["columns"] for section in column}


OBJECTS = {
    "lead": lambda cast: Lead.objects.filter(partner=cast.one, state="accepted").first(),
    "offer": lambda cast: Offer.objects.filter(partner=cast.one).first(),
    "deal": lambda cast: Opportunity.objects.filter(partner=cast.one).first(),
    "registration": lambda cast: Registration.objects.filter(partner=cast.one).first(),
    "fee": lambda cast: Fee.objects.filter(partner=cast.one).first(),
    "partner": lambda cast: cast.one,
    "member": lambda cast: cast.carl.member,
    "territory": lambda cast: Territory.objects.get(partner=cast.one),
}


@pytest.mark.parametrize("kind", OBJECTS)
def test_a_reference_opens_at_once_for_who_may_see_it(cast, as_, programme, kind):
    found = OBJECTS[kind](cast)
    for spelling in (found.ref, f"  {found.ref.lower()} ", found.ref.replace("0", "o").replace("1", "l")):
        response = find(as_(cast.carl), spelling)
        assert response.status_code == 302 and response["Location"] == found.get_absolute_url()
        assert as_(cast.carl).get(response["Location"]).status_code == 200


@pytest.mark.parametrize("kind", OBJECTS)
def test_a_foreign_reference_is_as_if_it_did_not_exist(cast, as_, programme, kind):
    found = OBJECTS[kind](cast)
    foreign, unknown = find(as_(cast.dan), found.ref), find(as_(cast.dan), found.ref[:-6] + "ZZZZZZ")
    assert foreign.status_code == unknown.status_code == 200
    assert CANARY not in foreign.content.decode()
    blank = [page.content.decode().replace(ref, "?") for page, ref in
             ((foreign, found.ref), (unknown, found.ref[:-6] + "ZZZZZZ"))]  # fmt: skip
    assert len({len(page.split()) for page in blank}) == 1


def test_words_find_everything_that_is_ones_own(cast, as_, programme):
    assert titles(find(as_(cast.carl), CANARY)) == {"Offers", "Leads", "Deals", "Registrations"}
    assert titles(find(as_(cast.ada), CANARY.lower())) == {"Partners", "Leads", "Deals", "Registrations"}
    assert titles(find(as_(cast.fay), CANARY)) == {"Partners", "Deals"}


@pytest.mark.parametrize("text", [CANARY, CANARY[:2], "Carl", "carl@example.com", "Contact outbound", "%", "__", "c@"])
def test_another_partners_business_is_never_found(cast, as_, programme, text):
    page = find(as_(cast.dan), text).content.decode().replace(f'value="{text}"', "")
    assert f"{CANARY} 0" not in page and f"{CANARY} Partners" not in page
    assert "Carl Smit" not in page and "Cleo Maes" not in page


def test_a_masked_contact_is_not_found(cast, as_, programme):
    assert find(as_(cast.carl), "Contact outbound offered").context["columns"] == []


def test_a_document_for_others_is_not_found(cast, as_):
    new_document(actor=cast.ada, title=f"{CANARY} prices", kind="price_list", body="x", minimum_tier=cast.one.tier)
    assert find(as_(cast.dan), CANARY).context["columns"] == []
    assert titles(find(as_(cast.carl), CANARY)) == {"Documents"}


@pytest.mark.parametrize(
    "text",
    ["", " ", "a", "'", '"><script>alert(1)</script>', "x" * 5000, "L-", "L-000000", "\u202e\u2028", "🦄🦄", "-" * 90],
)
def test_odd_input_gets_a_page(cast, as_, text):
    page = find(as_(cast.carl), text)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_a_nul_is_refused_politely(cast, as_):
    assert as_(cast.carl).get(f"/search/?q={quote(chr(0) + 'abc')}").status_code == 400


def test_few_queries_whatever_is_found(cast, as_, programme):
    client = as_(cast.ada)
    find(client, CANARY)
    with CaptureQueriesContext(connection) as few:
        find(client, CANARY)
    fill(cast, 8, prefix=f"{CANARY}-more")
    with CaptureQueriesContext(connection) as many:
        find(client, CANARY)
    assert len(many) == len(few) <= 10


def test_only_who_is_signed_in(client, db):
    assert find(client, CANARY).status_code == 302
