"""Check before you register: from identity, whoever is on the other side, and too seldom to list customers by."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from deals import selectors, services
from deals.conflicts import Finding
from deals.models import Opportunity, Registration
from deals.selectors.checking import LOOK_BACK_DAYS
from deals.services import asking
from leads.models import Lead
from leads.selectors import Asked
from leads.services.customers import match_or_create, match_or_create_contact
from prm.outbox.models import Message

from .conftest import facts
from .test_api import call  # noqa: F401

TYPED = {"company": "Hofmann Logistik", "website": "hofmann.example", "country": "NL", "product": "gtx-pro"}


@pytest.fixture
def hofmann(db):
    return match_or_create(name="Hofmann Logistik GmbH", domain="hofmann.example", country="NL", city="Utrecht")


def check(partner, name="Hofmann Logistik", scope="gtx", **typed):
    return selectors.check(partner=partner, scope=scope, asked=Asked(name, **{"country": "NL", **typed})).finding


@pytest.fixture
def sold(cast, hofmann):
    """The vendor itself sells there."""

    def deal(**changes):
        now = timezone.now()
        values = {"stage": "prospecting", "stage_since": now, "last_activity_at": now, **changes}
        return Opportunity.objects.create(
            name="Direct", customer=hofmann, sales_rep=cast.ben, deal_source="import", product=cast.product, **values
        )

    return deal


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Hofmann Logistik B.V.", "city": "Utrecht", "email": "x@gmail.com"},
        {"name": "Hoffman Logistik", "city": "Utrecht"},
        {"name": "Hofmann Logistik Deutschland", "country": "DE", "city": "Bonn"},
        {"name": "Visser", "email": "ida@shop.hofmann.example"},
    ],
)
def test_a_customer_like_a_held_one_needs_a_look(typed, cast, in_review) -> None:
    assert check(cast.two, **typed) == Finding.SIMILAR
    assert check(cast.one, **typed) == Finding.FREE
    assert check(cast.two, scope="mg", **typed) == Finding.FREE


@pytest.mark.parametrize(
    "typed",
    [
        {"city": "Zwolle", "website": "hofmann-zwolle.example"},
        {"country": "DE", "city": "Bonn"},
        {"name": "Visser Bakkerij", "city": "Utrecht", "email": "x@gmail.com", "website": "gmail.com"},
    ],
)
def test_another_company_is_free(typed, cast, register, cleo) -> None:
    register(cleo, website="", contact_email="ida@gmail.com")
    assert check(cast.two, **typed) == Finding.FREE


def test_the_very_identity_is_not_free_wherever_it_is_said_to_be(cast, register, cleo, dan) -> None:
    register(cleo, website="", contact_email="ida@gmail.com")
    assert check(cast.two, city="Zwolle") == Finding.HELD
    assert register(dan, website="", contact_email="jo@gmail.com", city="Zwolle").state == "contested"


def test_what_the_vendor_sells_itself_is_not_free(cast, sold) -> None:
    deal = sold()
    assert check(cast.two, website="hofmann.example") == Finding.HELD
    Opportunity.objects.filter(pk=deal.pk).update(product=None)
    assert check(cast.two, website="hofmann.example") == Finding.HELD
    assert check(cast.two, name="Visser", website="visser.example") == Finding.FREE


@pytest.mark.parametrize(("days", "finding"), [(1, Finding.WORKED), (LOOK_BACK_DAYS + 1, Finding.FREE)])
def test_a_direct_contact_is_looked_back_for(days, finding, cast, sold) -> None:
    then = timezone.now() - timedelta(days=days)
    sold(stage="lost", closed_at=then, loss_reason="price", last_activity_at=then)
    assert check(cast.two, website="hofmann.example") == finding


def test_a_lead_of_the_vendors_own_is_a_direct_contact(cast, hofmann) -> None:
    now = timezone.now()
    times = {"arrived_at": now, "state_since": now, "last_activity_at": now}
    contact = match_or_create_contact(hofmann, name="Ida")
    lead = Lead.objects.create(
        direction="outbound", state="qualified", customer=hofmann, contact=contact, lead_source="web", **times
    )
    assert check(cast.two, website="hofmann.example") == Finding.WORKED
    Lead.objects.filter(pk=lead.pk).update(state="disqualified")
    assert check(cast.two, website="hofmann.example") == Finding.FREE


def test_the_check_costs_the_same_for_one_customer_and_for_thirty(
    cast, in_review, register, cleo, django_assert_num_queries
) -> None:
    for number in range(30):
        register(cleo, company=f"Hofmann Logistik {number}", website=f"h{number}.example")
    with django_assert_num_queries(4):
        assert check(cast.two, website="hofmann.example", city="Utrecht") == Finding.HELD
    with django_assert_num_queries(3):
        assert check(cast.two, city="Utrecht") == Finding.SIMILAR
    with django_assert_num_queries(2):
        assert check(cast.two, name="Zuidema", city="Zwolle") == Finding.FREE


# -- whoever is on the other side


def _answers(as_, call, dan, cast):  # noqa: F811
    """All that Dan reads when he asks for Hofmann and then registers it: pages, the API, his mails."""
    client = as_(dan)
    page = client.post("/deals/check/", TYPED).content.decode()
    row = services.register(dan, None, facts(cast.product))
    sent = client.get(row.get_absolute_url()).content.decode()
    told = call(dan, "get", f"registrations/{row.ref}").json()
    mails = Message.objects.filter(recipient=dan).order_by("pk")
    texts = [sent, *(f"{mail.subject} {mail.text}" for mail in mails)]
    state = {name: value for name, value in told.items() if name not in ("ref", "created_at", "updated_at")}
    return page, row.state, [told["state"], sorted(state)], texts


def test_red_says_the_same_of_a_partner_and_of_the_vendor(as_, call, dan, cast, sold, cleo, register) -> None:  # noqa: F811
    deal = sold()
    of_the_vendor = _answers(as_, call, dan, cast)
    services.withdraw(dan, Registration.objects.get())
    Opportunity.objects.filter(pk=deal.pk).delete()
    Message.objects.all().delete()
    register(cleo)
    of_a_partner = _answers(as_, call, dan, cast)
    assert of_the_vendor[:3] == of_a_partner[:3] and of_a_partner[1] == "contested"
    for text in (*of_the_vendor[3], *of_a_partner[3]):
        for word in ("Partner One", "Cleo", "Direct", deal.ref):
            assert word not in text


def test_yellow_says_the_same_of_a_partner_and_of_the_vendor(as_, dan, cast, cleo, ben, sold, approved) -> None:
    client = as_(dan)
    services.withdraw(cleo, approved)
    of_a_partner = client.post("/deals/check/", TYPED).content.decode()
    now = timezone.now()
    Opportunity.objects.update(stage="lost", closed_at=now, loss_reason="price")
    sold(stage="lost", closed_at=now, loss_reason="price")
    of_the_vendor = client.post("/deals/check/", TYPED).content.decode()
    assert "Needs a look" in of_a_partner and of_a_partner == of_the_vendor


def test_who_waits_behind_the_vendor_can_be_decided_for(cast, dan, ada, sold) -> None:
    sold()
    row = services.register(dan, None, facts(cast.product))
    assert row.state == "contested"
    assert services.award(ada, row).state == "approved"


def test_a_deal_of_the_vendors_that_comes_later_takes_nothing_away(cast, cleo, ben, in_review, sold) -> None:
    asked = services.request_changes(ben, in_review, ["need"], "How many sites?")
    sold()
    assert services.answer_action_required(cleo, asked, {"need": "Two."}).state == "in_review"


# -- not often enough to list customers by


@time_machine.travel("2026-03-02 10:00:10+00:00", tick=False)
def test_the_button_counts_as_typing_does(as_, dan, monkeypatch) -> None:
    monkeypatch.setattr(asking, "CHECKS_PER_MINUTE", 2)
    client = as_(dan)
    asked = [client.post("/deals/register/", {**TYPED, "intent": "check"}).content.decode() for _ in range(3)]
    assert ["a lot of questions" in text for text in asked] == [False, False, True]
    assert "Free" not in asked[2]
    assert client.post("/deals/check/", TYPED).status_code == 429


@time_machine.travel("2026-03-02 10:00:10+00:00", tick=False)
def test_a_partner_is_limited_however_many_of_it_ask(as_, cleo, carl, dan, monkeypatch) -> None:
    monkeypatch.setattr(asking, "CHECKS_PER_DAY", 3)
    codes = [as_(who).post("/deals/check/", TYPED).status_code for who in (cleo, carl, cleo, carl, cleo)]
    assert codes == [200, 200, 200, 429, 429]
    assert as_(dan).post("/deals/check/", TYPED).status_code == 200


# -- for the reviewer


def test_the_reviewer_reads_what_is_alike(as_, cast, ben, dan, in_review, register) -> None:
    row = register(dan, company="Hoffman Logistik", website="", contact_email="x@gmail.com")
    page = as_(ben).get(f"{row.get_absolute_url()}alike/").content.decode()
    assert "Hofmann Logistik GmbH" in page and "a name spelled alike in the same place" in page and "held" in page
    assert f"{row.get_absolute_url()}alike/" in as_(ben).get(row.get_absolute_url()).content.decode()
    assert as_(dan).get(f"{row.get_absolute_url()}alike/").status_code in (403, 404)
    assert "alike/" not in as_(dan).get(row.get_absolute_url()).content.decode()
    own = as_(ben).get(f"{in_review.get_absolute_url()}alike/").content.decode()
    assert "Hoffman Logistik" in own


def test_the_reviewer_reads_that_nothing_is_alike(as_, ben, in_review, django_assert_max_num_queries) -> None:
    client, url = as_(ben), f"{in_review.get_absolute_url()}alike/"
    client.get(url)  # what is remembered per person is read once
    with django_assert_max_num_queries(15):
        page = client.get(url).content.decode()
    assert "Nobody else holds" in page
