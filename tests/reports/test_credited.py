"""What is won counts for each partner by its share of the credit, in every report and file."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from djmoney.money import Money

from deals import services
from deals.models import Opportunity
from deals.selectors import won_by_partners
from reports import selectors
from reports.periods import quarter
from tests.deals.conftest import TOGETHER, facts


@pytest.fixture
def register(cast):
    def made(member, **changes):
        return services.register(member, None, facts(cast.product, **changes))

    return made


@pytest.fixture
def won(register, cast, cleo, dan, ben, ada):
    """1,000.01 that partner one won with partner two (30 %), and 500 that it won alone."""
    held, other = register(cleo), register(dan, company="HOFMANN Logistik")
    services.share(ada, other, **TOGETHER)
    deal = services.win(cleo, services.approve(ben, held).opportunity, Money("1000.01", "EUR"))
    alone = services.approve(ben, register(cleo, company="Zuidema", website="z.example"))
    services.win(cleo, alone.opportunity, Money("500", "EUR"))
    return deal


ONE, TWO = Decimal("1200.01"), Decimal("300.00")


def test_the_results_of_partners(won, ada, cast) -> None:
    since = timezone.localdate() - timedelta(days=1)
    found = {row.name: row for row in selectors.results_of_partners(ada, "EUR", since)}
    assert (found["Partner One"].won, found["Partner One"].won_total) == (2, ONE)
    assert (found["Partner Two"].won, found["Partner Two"].won_total) == (0, TWO)


def test_who_won_most(won) -> None:
    since = timezone.localdate() - timedelta(days=1)
    found = selectors.won_by_partner(Opportunity.objects.all(), "EUR", since)
    assert [(one.name, one.deals, one.total) for one in found] == [("Partner One", 2, ONE), ("Partner Two", 0, TWO)]


def test_the_tiers(won, cast) -> None:
    today = timezone.localdate()
    found = won_by_partners([cast.one.pk, cast.two.pk], today, today)
    assert {pk: dict(one.revenue) for pk, one in found.items()} == {
        cast.one.pk: {"EUR": ONE},
        cast.two.pk: {"EUR": TWO},
    }
    assert {pk: one.deals for pk, one in found.items()} == {cast.one.pk: 2, cast.two.pk: 0}


def test_the_goals_and_the_scorecard(won, ada, cast, cleo, dan, as_) -> None:
    today = timezone.localdate()
    period = quarter(today)

    def sums(user, partner=None):
        return [(one.won, one.won_deals) for one in selectors.outlooks(user, period, today, partner)]

    assert sums(ada, cast.one) == sums(cleo) == [(ONE, 2)]
    assert sums(ada, cast.two) == sums(dan) == [(TWO, 0)]
    assert sums(ada) == [(ONE + TWO, 2)]
    found = {row.name: row.won for row in selectors.partners_with_goals(ada, period, today)}
    assert found == {"Partner One": ONE, "Partner Two": TWO}
    page = as_(dan).get("/reports/scorecard/", follow=True).content.decode()
    assert "€300" in page and "Partner One" not in page


def test_the_file_says_it_too(won, as_, ada, dan) -> None:
    file = as_(ada).get("/reports/partners/?currency=EUR&export=csv").content.decode()
    assert f"{ONE} EUR" in file and f"{TWO} EUR" in file
    theirs = as_(dan).get("/reports/partners/?currency=EUR&export=csv").content.decode()
    assert "Partner One" not in theirs


def test_all_partners_together_are_the_whole(won) -> None:
    since = timezone.localdate() - timedelta(days=1)
    found = selectors.won_by_partner(Opportunity.objects.all(), "EUR", since)
    assert sum(one.total for one in found) == Decimal("1500.01")
