"""Staff who open a customer that a partner holds are told whose it is, and the holder reads of it; partners do not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deals.models import Opportunity, Protection
from partners.models import Product
from prm.core.models import Look, LookKind

from .test_registering import _lead

TOLD = "This customer is protected"


@pytest.fixture
def direct(approved, cast):
    """A deal of partner two about the customer that partner one holds."""
    now = timezone.now()
    return Opportunity.objects.create(
        name="Direct", customer=approved.customer, product=approved.product, partner=cast.two, member=cast.dan.member,
        sales_rep=cast.ben, deal_source="import", stage_since=now, last_activity_at=now,
    )  # fmt: skip


def touches():
    return list(Look.objects.filter(kind=LookKind.TOUCHED).values_list("viewer_name", "partner__name"))


def test_the_rep_is_told_and_the_holder_reads_of_it(as_, direct, approved, ben, cleo) -> None:
    client = as_(ben)
    page = client.get(direct.get_absolute_url()).content.decode()
    assert TOLD in page and "Partner One’s for" in page and approved.ref in page and "Ada Lind" in page
    client.get(direct.get_absolute_url())
    assert touches() == [("Ben Alder", "Partner One")]
    seen = as_(cleo).get(approved.get_absolute_url()).content.decode()
    assert "Ben Alder" in seen and "touched the customer of" in seen


def test_a_direct_deal_without_any_partner_too(as_, direct, ben) -> None:
    Opportunity.objects.filter(pk=direct.pk).update(partner=None, member=None)
    assert TOLD in as_(ben).get(direct.get_absolute_url()).content.decode()


def test_partners_never_learn_who_holds_a_customer(as_, direct, dan) -> None:
    page = as_(dan).get(direct.get_absolute_url()).content.decode()
    assert TOLD not in page and "Partner One" not in page
    assert touches() == []


def test_finance_only_reads_figures(as_, direct, fay) -> None:
    assert TOLD not in as_(fay).get(direct.get_absolute_url()).content.decode()
    assert touches() == []


def test_the_holders_own_deal_is_no_touch(as_, deal, ben) -> None:
    assert TOLD not in as_(ben).get(deal.get_absolute_url()).content.decode()
    assert touches() == []


@pytest.mark.parametrize("change", [{"ended_at": timezone.now()}, {"ends_on": timezone.localdate()}])
def test_protection_that_is_over_holds_nobody_off(change, as_, direct, ben) -> None:
    if "ends_on" in change:
        yesterday = timezone.localdate() - timedelta(days=1)
        change = {"ends_on": yesterday, "starts_on": yesterday}
    Protection.objects.update(**change)
    assert TOLD not in as_(ben).get(direct.get_absolute_url()).content.decode()
    assert touches() == []


def test_another_product_is_free(as_, direct, ben) -> None:
    other = Product.objects.create(code="other", name="Other", family="other")
    Opportunity.objects.filter(pk=direct.pk).update(product=other)
    assert TOLD not in as_(ben).get(direct.get_absolute_url()).content.decode()
    Opportunity.objects.filter(pk=direct.pk).update(product=None)
    assert TOLD in as_(ben).get(direct.get_absolute_url()).content.decode()


def test_a_lead_of_that_customer_says_so_too(as_, approved, cast, dan, ben) -> None:
    lead = _lead(cast, cast.two, dan)
    type(lead).objects.filter(pk=lead.pk).update(customer=approved.customer, product=approved.product)
    url = f"/deals/of-lead/{lead.ref}/"
    assert TOLD in as_(ben).get(url, headers={"HX-Request": "true"}).content.decode()
    assert TOLD not in as_(dan).get(url).content.decode()
    assert touches() == [("Ben Alder", "Partner One")]


def test_it_costs_staff_no_more_than_a_page_may(as_, direct, ben) -> None:
    client = as_(ben)
    client.get(direct.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        client.get(direct.get_absolute_url())
    questions = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(questions) <= 15, questions
