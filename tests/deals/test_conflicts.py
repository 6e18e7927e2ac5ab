"""Free, needs a look, not free; and no word about the other side."""

import pytest
from django.utils import timezone

from deals import selectors, services
from deals.conflicts import Colour, Facts, Finding, assess, named_in
from leads.selectors import Asked


@pytest.mark.parametrize("own", ["R-000001", ""])
@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("worked", [True, False])
@pytest.mark.parametrize("similar", [True, False])
def test_the_worst_finding_counts(own, held, worked, similar) -> None:
    found = assess(Facts(own=own, held=held, worked=worked, similar=similar))
    if own:
        assert (found.finding, found.colour, found.own) == (Finding.OWN, Colour.RED, own)
    elif held:
        assert (found.finding, found.colour) == (Finding.HELD, Colour.RED)
    elif worked:
        assert (found.finding, found.colour) == (Finding.WORKED, Colour.YELLOW)
    elif similar:
        assert (found.finding, found.colour) == (Finding.SIMILAR, Colour.YELLOW)
    else:
        assert (found.finding, found.colour) == (Finding.FREE, Colour.GREEN)
    assert str(found.sentence) and str(found.label)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Partner Two has it", "Partner Two"),
        ("ask PARTNER-TWO, please", "Partner Two"),
        ("partner\ntwo", "Partner Two"),
        ("a partner took two weeks", ""),
        ("Partner Twofold", ""),
        ("", ""),
    ],
)
def test_names_are_found_in_texts(text, found) -> None:
    assert named_in(text, ["Partner Two", ""]) == found


@pytest.fixture
def check(cast):
    def made(partner, company="Hofmann Logistik GmbH", website="", country="NL", email="", scope="gtx", **place):
        asked = Asked(name=company, website=website, country=country, email=email, **place)
        return selectors.check(partner=partner, scope=scope, asked=asked)

    return made


def test_a_new_customer_is_free(check, cast) -> None:
    assert check(cast.one).finding == Finding.FREE


def test_a_registered_customer_is_not_free_for_others(check, cast, in_review) -> None:
    for website in ("hofmann.example", "https://www.HOFMANN.example./path", "info@hofmann.example"):
        assert check(cast.two, website=website).finding == Finding.HELD
        assert check(cast.one, website=website).finding == Finding.OWN
    assert check(cast.two, company="Something else", email="x@hofmann.example").finding == Finding.HELD


def test_another_product_family_is_free(check, cast, in_review) -> None:
    assert check(cast.two, website="hofmann.example", scope="mg").finding == Finding.FREE


def test_a_similar_name_of_a_held_customer_needs_a_look(check, cast, in_review) -> None:
    assert check(cast.two, company="Hofman Logistik").finding == Finding.SIMILAR
    assert check(cast.two, company="Zuidema Kaas").finding == Finding.FREE


def test_a_customer_somebody_works_needs_a_look(check, cast, approved) -> None:
    services.withdraw(cast.cleo, approved)
    assert check(cast.two, website="hofmann.example").finding == Finding.WORKED
    assert check(cast.one, website="hofmann.example").finding == Finding.FREE


def test_a_worked_lead_needs_a_look(check, cast, ben) -> None:
    from leads.models import Lead
    from leads.services.customers import match_or_create, match_or_create_contact

    customer = match_or_create(name="Hofmann", domain="hofmann.example", country="NL")
    contact = match_or_create_contact(customer, name="Ida")
    now = timezone.now()
    Lead.objects.create(
        direction="outbound",
        state="accepted",
        customer=customer,
        contact=contact,
        partner=cast.one,
        member=cast.cleo.member,
        lead_source="web",
        arrived_at=now,
        state_since=now,
        last_activity_at=now,
    )
    assert check(cast.two, website="hofmann.example").finding == Finding.WORKED
    assert check(cast.one, website="hofmann.example").finding == Finding.FREE


def test_after_rejection_it_is_free(check, cast, rejected) -> None:
    assert check(cast.two, website="hofmann.example").finding == Finding.FREE
