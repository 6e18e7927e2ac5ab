"""Deals as a board: columns by stage, sums by currency, cards that move."""

from datetime import timedelta

import pytest
from django.utils import timezone
from djmoney.money import Money

from deals import selectors, services
from deals.models import Opportunity
from deals.selectors import board

URL = "/deals/board/"


@pytest.fixture
def crowd(cast):
    """`crowd(3, stage="engaging")`: deals of partner one."""

    def make(count, **fields):
        now = timezone.now()
        usual = {"deal_source": "import", "stage": "engaging", "amount": Money(10, "EUR"), "sales_rep": cast.ben}
        own = {"partner": cast.one, "member": cast.cleo.member, "stage_since": now, "last_activity_at": now}
        rows = [Opportunity(name=f"Deal {number}", **{**usual, **own, **fields}) for number in range(count)]
        return Opportunity.objects.bulk_create(rows)

    return make


def column(user, stage):
    return next(one for one in selectors.board_of(selectors.deals_for(user)) if one.stage == stage)


def test_columns_count_and_sum_by_currency(crowd, cleo) -> None:
    crowd(2)
    crowd(1, amount=Money(7, "USD"))
    crowd(1, amount=None)
    crowd(1, stage="won", closed_at=timezone.now())
    found = column(cleo, "engaging")
    assert (found.count, dict(found.sums), len(found.cards)) == (4, {"EUR": 20, "USD": 7}, 4)
    assert column(cleo, "negotiation").count == 0 and column(cleo, "prospecting").cards == []


def test_a_full_column_leads_to_the_table(crowd, as_, cleo) -> None:
    crowd(board.CARDS + 3)
    page = as_(cleo).get(f"{URL}?stalled=no").content.decode()
    assert page.count("data-card") == board.CARDS and 'href="/deals/?stalled=no&amp;stage=engaging"' in page
    assert len(column(cleo, "engaging").cards) == board.CARDS and column(cleo, "engaging").count == board.CARDS + 3


def test_nobody_sees_anothers_cards(crowd, as_, cleo, dan, fay) -> None:
    crowd(2, amount=Money(61728, "EUR"))
    assert "€61,728" in as_(cleo).get(URL).content.decode()
    theirs = as_(dan).get(URL).content.decode()
    assert "Deal 0" not in theirs and "€61,728" not in theirs and "No deals in this stage" in theirs
    reads = as_(fay).get(URL).content.decode()
    assert "Deal 0" in reads and "/move/" not in reads


def test_it_costs_the_same_for_three_and_for_sixty(crowd, as_, ben, django_assert_max_num_queries) -> None:
    client = as_(ben)
    crowd(3)
    client.get(URL)
    with django_assert_max_num_queries(15) as few:
        client.get(URL)
    for stage in ("prospecting", "proposal", "negotiation"):
        crowd(20, stage=stage)
    with django_assert_max_num_queries(15) as many:
        client.get(URL)
    assert len(few) == len(many)


def move(client, deal, stage, **extra):
    data = {"stage": stage, "version": deal.version, "query": "stalled=no"}
    return client.post(f"{deal.get_absolute_url()}move/", {**data, **extra.pop("data", {})}, **extra)


def test_a_card_moves_with_the_ordinary_form(deal, as_, cleo) -> None:
    deal.refresh_from_db()
    answer = move(as_(cleo), deal, "engaging")
    assert (answer.status_code, answer.url) == (302, f"{URL}?stalled=no")
    assert Opportunity.objects.get(pk=deal.pk).stage == "engaging"


def test_what_a_stage_asks_for_is_asked_on_the_page_for_updating(deal, as_, cleo) -> None:
    deal.refresh_from_db()
    client, wanted = as_(cleo), f"{deal.get_absolute_url()}update/?stage=negotiation"
    answer = move(client, deal, "negotiation")
    assert (answer.status_code, answer.url) == (302, wanted)
    by_htmx = move(client, deal, "negotiation", headers={"HX-Request": "true"})
    assert by_htmx["HX-Redirect"] == wanted
    page = client.get(wanted)
    assert page.context["form"]["stage"].value() == "negotiation"
    assert "still missing: next step" in page.content.decode()
    assert Opportunity.objects.get(pk=deal.pk).stage == "prospecting"


def test_a_card_that_somebody_else_moved_stays_where_it_is(deal, as_, cleo, ben) -> None:
    deal.refresh_from_db()
    services.update_deal(ben, deal, {"stage": "proposal"})
    answer = move(as_(cleo), deal, "engaging")
    assert answer.status_code == 302 and "/update/" in answer.url
    assert Opportunity.objects.get(pk=deal.pk).stage == "proposal"


@pytest.mark.parametrize("bad", [{"stage": "won"}, {"stage": "nonsense"}, {"version": "x"}, {"version": ""}])
def test_moves_that_make_no_sense(bad, deal, as_, cleo) -> None:
    deal.refresh_from_db()
    assert move(as_(cleo), deal, "engaging", data=bad).status_code == 422
    assert Opportunity.objects.get(pk=deal.pk).stage == "prospecting"


def test_nobody_moves_anothers_card(deal, as_, dan, fay) -> None:
    deal.refresh_from_db()
    assert move(as_(dan), deal, "engaging").status_code == 404
    assert move(as_(fay), deal, "engaging").status_code == 403


def test_the_way_back_leads_nowhere_else(deal, as_, cleo) -> None:
    deal.refresh_from_db()
    answer = move(as_(cleo), deal, "engaging", data={"query": "https://evil.example/?x=//evil"})
    assert answer.url.startswith(f"{URL}?")


@pytest.mark.parametrize("query", ["partner=P-000000", "q=" + "x" * 500, "stalled=maybe", "stage=nonsense", "rep=1"])
def test_nonsense_in_the_address_is_no_error(query, crowd, as_, gus) -> None:
    crowd(1)
    assert as_(gus).get(f"{URL}?{query}").status_code == 200


def test_a_day_that_has_passed_stands_out(crowd, as_, cleo) -> None:
    crowd(1, close_on=timezone.localdate() - timedelta(days=1))
    assert "has passed" in as_(cleo).get(URL).content.decode()
