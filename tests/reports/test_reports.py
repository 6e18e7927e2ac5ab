"""What is late, the pipeline and the results: who reads what, every figure opens its rows, currencies stay apart."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deals.models import Opportunity
from partners import selectors as partners
from prm.promises.enums import Kind
from prm.promises.models import Promise
from prm.promises.services import keep, make
from reports import selectors
from reports.tables import LateTable, PartnerResultsTable

from .programme import fill

REPORTS = ("reports:late", "reports:pipeline", "reports:partners")


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("who", ["ada", "ben", "fay", "gus", "cleo", "carl", "dan"])
def test_who_reads_reports(cast, as_, name, who):
    assert as_(getattr(cast, who)).get(reverse(name)).status_code == (403 if who == "fay" else 200)


@pytest.mark.parametrize("name", REPORTS)
def test_members_read_their_own_partners_figures_only(cast, as_, name):
    fill(cast, 2)
    page = as_(cast.dan).get(reverse(name)).content.decode()
    assert "Acme" not in page and "Partner One" not in page and "Carl" not in page
    assert "EUR" not in page


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_as_many_queries_for_many_rows_as_for_few(cast, as_, name, who):
    client, url = as_(getattr(cast, who)), reverse(name)

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)

    fill(cast, 1)
    few = cost()
    fill(cast, 5, prefix="A")
    fill(cast, 5, cast.two, prefix="B")
    assert cost() == few <= 15


def test_late_names_who_and_for_how_long(cast, as_):
    fill(cast, 1)
    rows = as_(cast.ada).get(reverse("reports:late")).context["table"].rows
    assert {str(row.record.owed_by) for row in rows} == {"Carl Smit", "Ben Alder"}
    for query, people in (
        ({"side": "vendor"}, {"Ben Alder"}),
        ({"side": "partner"}, {"Carl Smit"}),
        ({"person": cast.ben.ref}, {"Ben Alder"}),
        ({"partner": cast.two.ref}, set()),
        ({"whose": "mine"}, {"Carl Smit", "Ben Alder"}),
        ({"kind": "pay_fee"}, set()),
        ({"kind": "nonsense"}, set()),
    ):
        rows = as_(cast.ada).get(reverse("reports:late"), query).context["table"].rows
        assert {str(row.record.owed_by) for row in rows} == people, query


def test_the_vendors_inner_business_is_not_shown_to_partners(cast, as_):
    lead = fill(cast, 1)["leads"][1]
    make(kind=Kind.ARBITRATE, subject=lead, owed_by=cast.ada, label="Secret rival", url="/x/", partner=cast.one,
         started_at=timezone.now() - timedelta(days=9), due_at=timezone.now() - timedelta(days=2))  # fmt: skip
    assert "Secret rival" in as_(cast.ada).get(reverse("reports:late")).content.decode()
    page = as_(cast.cleo).get(reverse("reports:late")).content.decode()
    assert "Secret rival" not in page and "Settle a conflict" not in page


def test_the_bars_open_a_persons_promises(cast, as_):
    fill(cast, 2)
    client = as_(cast.ada)
    for bar in client.get(reverse("reports:late")).context["chart"].bars:
        assert str(len(client.get(bar.href).context["table"].rows)) == bar.text


@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_every_amount_of_the_pipeline_opens_its_deals(cast, as_, who):
    fill(cast, 2)
    fill(cast, 1, prefix="Dollar", currency="USD")
    client = as_(getattr(cast, who))
    for currency in ("EUR", "USD"):
        context = client.get(reverse("reports:pipeline"), {"currency": currency}).context
        amounts = [amount for line in context["lines"] for amount in (*line.stages, line.all)]
        amounts += [amount for month in context["months"] for amount in (month.opened, month.won)]
        assert any(amount.deals for amount in amounts)
        for amount in amounts:
            if amount.deals:
                rows = [row.record for row in client.get(amount.href).context["table"].rows]
                assert len(rows) == amount.deals, amount.href
                assert sum(deal.amount.amount for deal in rows) == amount.total
                assert {str(deal.amount.currency) for deal in rows} == {currency}


def test_an_unknown_currency_falls_back(cast, as_):
    fill(cast, 1)
    for strange in ("XXX", "EURO", "<b>", ""):
        assert as_(cast.ada).get(reverse("reports:pipeline"), {"currency": strange}).context["currency"] == "EUR"


def test_an_empty_pipeline_says_so(cast, as_):
    assert "No deal has an amount yet" in as_(cast.ada).get(reverse("reports:pipeline")).content.decode()


def test_results_count_both_sides(cast, as_):
    fill(cast, 1)
    deals = list(Opportunity.objects.filter(partner=cast.one))
    for number, deal in enumerate(deals * 6):
        Promise.objects.filter(object_id=deal.pk, state="open", kind=Kind.ANSWER_OFFER).delete()
        make(kind=Kind.ANSWER_OFFER, subject=deal, owed_by=cast.carl, label="x", url="", partner=cast.one, days=1)
        keep(Kind.ANSWER_OFFER, deal, at=timezone.now() + timedelta(days=30 if number % 2 else 0))
    row = as_(cast.ada).get(reverse("reports:partners")).context["table"].rows[0]
    assert row.record == cast.one and (row.record.won, row.record.closed) == (1, 2)
    won = as_(cast.ada).get(re.search('href="([^"]+)"', str(row.get_cell("won")))[1].replace("&amp;", "&"))
    assert len(won.context["table"].rows) == row.record.won
    assert (row.record.kept, row.record.promised, row.record.answers) == (12, 24, 24)
    cells = dict(zip([column.name for column in row.table.columns], row, strict=True))
    assert cells["kept"] == "50%" and cells["win_rate"] == "too few: 1 of 2"
    assert "hours" in cells["answer_hours"] and cells["our_hours"] == "—"


def test_results_of_ones_own_partner(cast, as_):
    fill(cast, 1)
    rows = as_(cast.dan).get(reverse("reports:partners")).context["table"].rows
    assert [row.record for row in rows] == [cast.two]


@pytest.mark.parametrize(("name", "table"), [("reports:late", LateTable), ("reports:partners", PartnerResultsTable)])
def test_every_column_sorts_both_ways(cast, as_, name, table):
    fill(cast, 1)
    client = as_(cast.ada)
    for column, made in table.base_columns.items():
        if made.orderable is not False:
            found = [
                client.get(reverse(name), {"sort": sort}).context["table"].rows for sort in (column, f"-{column}")
            ]
            assert len(found[0]) == len(found[1]) == 2


@pytest.mark.parametrize("name", ["reports:late", "reports:partners"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export(cast, as_, name, kind):
    fill(cast, 1)
    response = as_(cast.ada).get(reverse(name), {"export": kind})
    assert response.status_code == 200 and response["Content-Disposition"].startswith("attachment")


def test_the_partners_page_shows_pipeline_and_load(cast, as_):
    fill(cast, 3)
    for who in (cast.ada, cast.fay, cast.carl):
        page = as_(who).get(cast.one.get_absolute_url()).content.decode()
        assert "€6,000" in page and "6 of 10" in page
    assert "6 of 10" in as_(cast.carl).get(reverse("partners:team")).content.decode()


def test_the_first_page_counts_load_as_the_team_page_does(cast):
    fill(cast, 3)
    members = list(cast.one.members.all())
    everywhere = partners.loads([member.user_id for member in members])
    assert {
        load.member.user_id: load.open for load in selectors.team_load(cast.one.members.active(), date(2020, 1, 1))
    } == {member.user_id: everywhere[member.user_id] for member in members}
    assert everywhere[cast.carl.pk] == 6
