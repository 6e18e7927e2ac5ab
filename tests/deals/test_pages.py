"""Pages: each opens for its people, costs the same for 3 rows and for 30, sorts both ways, exports what it shows."""

import csv
import io

import pytest
import tablib
from django.db import connection
from django.test.utils import CaptureQueriesContext
from djmoney.money import Money

from deals import services
from deals.incentives import services as fees
from deals.incentives.models import Fee
from deals.incentives.tables import FeeTable
from deals.models import Registration
from deals.tables import DealTable, RegistrationTable

from .conftest import LETTER, STATES


@pytest.fixture
def many(plan, cast, register):
    """`many(3)`: so many registrations, approved, won and with a fee, of partner one."""
    made = []

    def more(count):
        for number in range(len(made), len(made) + count):
            member = (cast.cleo, cast.carl)[number % 2]
            row = register(member, company=f"Customer {number}", website=f"c{number}.example")
            services.approve(cast.ben, row)
            row.refresh_from_db()
            if number % 3 == 2:
                services.win(cast.cleo, row.opportunity, Money("1000", "EUR"))
            made.append(row)
        return made

    return more


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


LISTS = ("/deals/", "/deals/registrations/", "/fees/")


def test_a_list_costs_the_same_for_three_rows_and_for_thirty(many, cast, as_) -> None:
    clients = {who: as_(getattr(cast, who)) for who in ("cleo", "ada", "gus")}
    asked = [(who, f"{url}?sort=ref") for who in clients for url in LISTS]

    def costs():
        return {(who, url): queries(clients[who], url) for who, url in asked}

    many(3)
    costs()  # what is read once per process
    few = costs()
    many(27)
    assert costs() == few


def columns(table):
    return [name for name, column in table.base_columns.items() if column.orderable is not False]


TABLES = (("/deals/", DealTable), ("/deals/registrations/", RegistrationTable), ("/fees/", FeeTable))


@pytest.mark.parametrize(("url", "table"), TABLES)
def test_every_column_sorts_both_ways(url, table, many, gus, as_) -> None:
    many(4)
    client = as_(gus)
    for name in columns(table):
        up, down = (_refs(client, f"{url}?sort={sign}{name}&export=csv") for sign in ("", "-"))
        assert len(up) == len(down) > 0, name
        assert sorted(up) == sorted(down), name


def _refs(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return [row["Reference"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["cleo", "carl", "ben", "ada", "gus"])
def test_a_registration_opens_in_every_state(state, who, in_state, cast, as_) -> None:
    row = in_state(state)
    answer = as_(getattr(cast, who)).get(row.get_absolute_url())
    assert answer.status_code == (404 if state == "draft" and who not in ("cleo", "carl") else 200)


ACTIONS = {
    "draft": {"edit": "cleo", "withdraw": "cleo"},
    "in_review": {"withdraw": "cleo", "approve": "ben", "request-changes": "ben", "reject": "ben", "reassign": "ada"},
    "action_required": {"answer": "cleo", "reassign": "ada"},
    "contested": {"conflict": "ada", "decline": "ada", "withdraw": "cleo"},
    "co_selling": {"withdraw": "cleo"},
    "rejecting": {"confirm-rejection": "ada", "return": "ada", "withdraw": "cleo"},
    "approved": {"extend": "cleo", "withdraw": "cleo"},
    "rejected": {"appeal": "cleo"},
}
DOORS = [(state, action, who) for state, doors in ACTIONS.items() for action, who in doors.items()]


@pytest.mark.parametrize(("state", "action", "who"), DOORS)
def test_every_action_has_its_page_and_is_linked(state, action, who, in_state, cast, as_) -> None:
    row, client = in_state(state), as_(getattr(cast, who))
    url = f"{row.get_absolute_url()}{action}/"
    assert url in client.get(row.get_absolute_url()).content.decode()
    answer = client.get(url)
    assert answer.status_code == 200
    assert "<form" in answer.content.decode()


@pytest.mark.parametrize("action", sorted({action for _state, action, _who in DOORS}))
def test_an_action_that_is_not_possible_leads_back(action, in_state, cast, as_) -> None:
    row = in_state("lapsed")
    who = next(who for _state, name, who in DOORS if name == action)
    answer = as_(getattr(cast, who)).get(f"{row.get_absolute_url()}{action}/")
    assert (answer.status_code, answer.url) == (302, row.get_absolute_url())


def test_deciding_for_a_contested_one_is_offered_once_it_is_free(as_, contested, in_review, ada, cleo) -> None:
    client, door = as_(ada), f"{contested.get_absolute_url()}award/"
    assert door not in client.get(contested.get_absolute_url()).content.decode()
    services.withdraw(cleo, in_review)
    assert door in client.get(contested.get_absolute_url()).content.decode()
    assert client.get(door).status_code == 200
    assert client.post(door, {"note": ""}).status_code == 302
    assert Registration.objects.get(pk=contested.pk).state == "approved"


def test_ben_takes_a_registration_through_the_pages(as_, in_review, ben, cleo) -> None:
    client, url = as_(ben), in_review.get_absolute_url()
    refused = client.post(f"{url}request-changes/", {"note": "More?"})
    assert refused.status_code == 422 and "More?" in refused.content.decode()
    client.post(f"{url}request-changes/", {"fields_wanted": ["need"], "note": "More?"})
    as_(cleo).post(f"{url}answer/", {"need": "Four sites"})
    done = client.post(f"{url}approve/", {"note": "Welcome"}, follow=True)
    assert "Approved. Partner One has a mail" in done.content.decode()
    assert Registration.objects.get(pk=in_review.pk).state == "approved"
    twice = client.post(f"{url}approve/", {"note": "Welcome"})
    assert twice.status_code == 302


def test_a_rejection_goes_through_the_pages(as_, in_review, ben, ada, cleo) -> None:
    url = in_review.get_absolute_url()
    as_(ben).post(f"{url}reject/", LETTER)
    refused = as_(ben).post(f"{url}confirm-rejection/")
    assert refused.status_code == 403 and "Somebody else reads" in refused.content.decode()
    assert LETTER["checked"] in as_(ada).get(f"{url}confirm-rejection/").content.decode()
    assert as_(ada).post(f"{url}confirm-rejection/").status_code == 302
    page = as_(cleo).get(url).content.decode()
    assert LETTER["checked"] in page and LETTER["what_would_change"] in page and "appeal/" in page
    as_(cleo).post(f"{url}appeal/", {"reason": "The budget is signed."})
    answer = as_(ada).get(f"{url}answer-appeal/")
    assert "The budget is signed." in answer.content.decode()
    as_(ada).post(f"{url}answer-appeal/", {"decision": "reopen", "answer": "You are right."})
    assert Registration.objects.get(pk=in_review.pk).state == "in_review"


def test_a_refused_action_changes_nothing_and_says_so(as_, cleo, contested, dan, ada) -> None:
    answer = as_(ada).post(f"{contested.get_absolute_url()}award/", {"note": ""})
    assert answer.status_code == 409
    assert "still holds this customer" in answer.content.decode()


@pytest.mark.parametrize("url", LISTS)
def test_an_empty_list_says_what_to_do(url, as_, cleo) -> None:
    text = as_(cleo).get(url).content.decode()
    assert "yet." in text
    assert "Nothing matches" in as_(cleo).get(f"{url}?q=nothing").content.decode()


NONSENSE = (
    "stage=nonsense", "partner=P-000000", "page=9999", "page=x", "sort=nonsense", "sort=password", "q=" + "x" * 500,
    "stalled=maybe", "export=pdf", "rep=1 OR 1=1", "state=%27", "member=M-000000",
)  # fmt: skip


@pytest.mark.parametrize("query", NONSENSE)
@pytest.mark.parametrize("url", LISTS)
def test_nonsense_in_the_address_is_no_error(url, query, many, as_, gus) -> None:
    many(1)
    assert as_(gus).get(f"{url}?{query}").status_code in (200, 404)


def test_filters(many, as_, ada, cleo, cast) -> None:
    rows = many(4)
    client = as_(ada)
    assert _refs(client, f"/deals/?q={rows[1].opportunity.ref}&export=csv") == [rows[1].opportunity.ref]
    assert len(_refs(client, "/deals/?stage=open&export=csv")) == 3
    assert len(_refs(client, f"/deals/?partner={cast.two.ref}&export=csv")) == 0
    assert len(_refs(client, f"/deals/registrations/?partner={cast.one.ref}&state=approved&export=csv")) == 3
    assert len(_refs(as_(cleo), f"/deals/?member={cast.carl.member.ref}&export=csv")) == 2


@pytest.mark.parametrize("url", ["/deals/", "/deals/registrations/"])
def test_cells_of_an_export_come_out_inert(url, as_, ben, cleo, register) -> None:
    row = register(cleo, company='=HYPERLINK("http://evil.example")', website="e.example")
    services.approve(ben, row)
    for fmt in ("csv", "xlsx"):
        answer = as_(cleo).get(f"{url}?export={fmt}")
        cells = tablib.Dataset().load(answer.content if fmt == "xlsx" else answer.content.decode("utf-8-sig"), fmt)
        assert str(cells[0][0]).startswith("'=HYPERLINK")
        assert answer["Content-Disposition"].startswith("attachment")


def test_finance_reads_deals_and_does_not_change_them(as_, deal, fay) -> None:
    client = as_(fay)
    assert deal.name in client.get("/deals/").content.decode()
    page = client.get(deal.get_absolute_url()).content.decode()
    assert "/win/" not in page and "/update/" not in page
    assert client.post(f"{deal.get_absolute_url()}win/", {}).status_code == 403


def test_the_fee_of_a_won_deal_is_found_from_it(many, as_, cleo, fay) -> None:
    many(3)
    fee = Fee.objects.get()
    fees.mark_due(today=fee.due_on)
    assert fee.ref in as_(cleo).get(f"/fees/of-deal/{fee.opportunity.ref}/").content.decode()
    assert fee.opportunity.get_absolute_url() in as_(fay).get(fee.get_absolute_url()).content.decode()


def test_the_partners_page_counts_its_deals_and_fees(many, cast, as_, ada, ben, cleo, fay) -> None:
    many(3)
    url = cast.one.get_absolute_url()
    page = as_(ada).get(url).content.decode()
    assert f"/deals/?stage=open&amp;partner={cast.one.ref}" in page and "€200" in page
    assert "€200" in as_(cleo).get(url).content.decode() and "€200" in as_(fay).get(url).content.decode()
    assert "€200" not in as_(ben).get(url).content.decode()
