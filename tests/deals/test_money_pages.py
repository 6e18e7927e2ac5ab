"""Lists of money cost the same for many rows, sort and export; a version of the plan is drafted and previewed."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
import tablib
from django.utils import timezone
from djmoney.money import Money

from deals import services as deal_services
from deals.incentives import services
from deals.incentives.models import Budget, CompensationPlan, Fee
from deals.incentives.tables import BudgetTable, EntryTable, FeeTable, MdfTable

from .test_mdf import plan as activity
from .test_pages import columns, queries

MOST_QUERIES = 15


@pytest.fixture
def money(plan, cast, register):
    """`money(3)`: so many won deals with their fee, and requests for marketing money in three states; partner one."""
    made = 0

    def more(count):
        nonlocal made
        for number in range(made, made + count):
            row = register((cast.cleo, cast.carl)[number % 2], company=f"Firm {number}", website=f"f{number}.example")
            deal_services.approve(cast.ben, row)
            row.refresh_from_db()
            deal_services.win(cast.cleo, row.opportunity, Money(1000 + number, "EUR"))
            budget = services.grant(cast.ada, cast.one, timezone.localdate().year, "EUR", Decimal(500), "More").budget
            facts = activity(title=f"Fair {number}", planned_cost=Decimal(100 + number))
            request = services.request_money((cast.carl, cast.cleo)[number % 2], budget, facts)
            if number % 3 == 1:
                services.approve_request(cast.ada, request)
            if number % 3 == 2:
                services.request_changes(cast.ada, request, "Which hall?")
        made += count

    return more


def _lists():
    ledger = Budget.objects.get().get_absolute_url()
    return {"/fees/": FeeTable, "/mdf/": MdfTable, "/mdf/budgets/": BudgetTable, ledger: EntryTable}


def _rows(client, address, kind="csv"):
    answer = client.get(f"{address}export={kind}")
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return tablib.Dataset().load(answer.content, "xlsx").dict


def test_a_list_of_money_costs_the_same_for_many_rows(money, cast, as_) -> None:
    clients = {who: as_(getattr(cast, who)) for who in ("cleo", "ada", "fay")}
    money(2)
    asked = [(who, url) for who in clients for url in _lists()]

    def costs():
        return {(who, url): queries(clients[who], url) for who, url in asked}

    costs()  # what is read once per process
    few = costs()
    money(20)
    many = costs()
    assert many == few
    assert {place: cost for place, cost in many.items() if cost > MOST_QUERIES} == {}


def test_every_column_of_money_sorts_both_ways(money, as_, gus) -> None:
    money(4)
    client = as_(gus)
    for url, table in _lists().items():
        for name in columns(table):
            up, down = (_rows(client, f"{url}?sort={sign}{name}&") for sign in ("", "-"))
            assert len(up) > 0, (url, name)
            assert sorted(map(str, up)) == sorted(map(str, down)), (url, name)


@pytest.mark.parametrize(
    ("url", "column", "by"),
    [("/fees/", "amount", "Fee"), ("/mdf/", "planned_cost", "Planned cost"), ("/mdf/", "title", "Activity")],
)
def test_sorting_really_sorts(url, column, by, money, as_, ada) -> None:
    money(4)
    client = as_(ada)
    up, down = ([row[by] for row in _rows(client, f"{url}?sort={sign}{column}&")] for sign in ("", "-"))
    assert up == list(reversed(down)) and len(set(up)) == 4


def test_what_is_exported_is_what_is_shown(money, cast, as_) -> None:
    money(3)
    for who in ("cleo", "fay"):
        client = as_(getattr(cast, who))
        for url in _lists():
            as_text, as_sheet = _rows(client, f"{url}?"), _rows(client, f"{url}?", "xlsx")
            assert len(as_text) == len(as_sheet) > 0, (who, url)
            assert list(as_text[0]) == list(as_sheet[0]), (who, url)
    some = _rows(as_(cast.ada), "/mdf/?state=approved&")
    assert [row["Activity"] for row in some] == ["Fair 1"]
    assert _rows(as_(cast.dan), "/mdf/?") == _rows(as_(cast.dan), "/fees/?") == []


# -- versions of the compensation plan

NEW = "/settings/plans/new/"


def draft(**changes):
    """What finance types."""
    return {
        "name": "Standard",
        "referral_percent": "12",
        "outbound_percent": "5",
        "registered_uplift": "10",
        "in_force_from": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "cap_amount": "",
        "cap_currency": "EUR",
        **changes,
    }


def test_a_draft_is_kept_and_shows_what_it_would_have_meant(money, plan, as_, fay) -> None:
    money(2)
    client = as_(fay)
    assert 'value="10.00"' in client.get(NEW).content.decode()
    kept = client.post(NEW, draft(), follow=True).content.decode()
    row = CompensationPlan.objects.get(number=2)
    assert (row.name, row.referral_percent, row.cap, row.is_in_force) == ("Standard", 12, None, False)
    # Two deals of 1,000 and 1,001, brought and registered: 20 % by the plan in force, 22 % by this one.
    assert "€400.20" in kept and "€440.22" in kept and "€40.02" in kept
    assert set(Fee.objects.values_list("plan", flat=True)) == {plan.pk}


def test_a_draft_is_changed_and_thrown_away(plan, as_, fay) -> None:
    client = as_(fay)
    client.post(NEW, draft())
    url = CompensationPlan.objects.get(number=2).get_absolute_url()
    assert client.post(f"{url}edit/", draft(cap_amount="900")).status_code == 302
    assert CompensationPlan.objects.get(number=2).cap == Money(900, "EUR")
    assert 'value="900' in client.get(f"{url}edit/").content.decode()
    assert client.post(f"{url}delete/").status_code == 302
    assert list(CompensationPlan.objects.all()) == [plan]


@pytest.mark.parametrize(
    ("field", "value"),
    [("referral_percent", "101"), ("name", " "), ("cap_amount", "-1"), ("in_force_from", "2020-01-01")],
)
def test_a_draft_that_makes_no_sense_names_the_field_and_keeps_what_was_typed(field, value, plan, as_, fay) -> None:
    answer = as_(fay).post(NEW, draft(outbound_percent="7.25", **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422 and f'id="error_1_id_{field}"' in page and "7.25" in page
    assert CompensationPlan.objects.count() == 1


def test_a_version_in_force_leads_back_and_stays(plan, as_, fay, ada) -> None:
    client, url = as_(fay), plan.get_absolute_url()
    assert client.get(f"{url}edit/").url == client.get(f"{url}delete/").url == url
    assert client.post(f"{url}edit/", draft()).status_code == client.post(f"{url}delete/").status_code == 409
    assert as_(ada).post(NEW, draft()).status_code == 403
    assert [row.number for row in CompensationPlan.objects.all()] == [1]
