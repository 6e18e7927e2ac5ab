"""The scorecard: the same figures for both sides, from promises only, and every one opens its rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leads.enums import Step
from prm.promises.enums import Kind
from prm.promises.models import Promise
from prm.promises.services import break_, keep, make, release
from reports.selectors import promise_list
from reports.services import roll_up
from reports.tables import PromiseTable, ScorecardTable

from .passages import leads_at
from .programme import fill


def promised(cast, kind, person, count=1, *, late=False, broken=False, open_=False, partner=None, lead=None):
    """Promises of one kind that were kept after an hour, or late, or broken, or are still open."""
    for _number in range(count):
        lead = leads_at(cast, Step.ACCEPTED, partner=partner)[0]
        make(kind=kind, subject=lead, owed_by=person, label="Acme", url="/x/", partner=partner or cast.one, days=1)
        if broken:
            break_(kind, lead)
        elif not open_:
            keep(kind, lead, at=timezone.now() + timedelta(days=30 if late else 0))


def page(client, partner):
    answer = client.get(reverse("reports:partner_scorecard", args=[partner.ref]))
    assert answer.status_code == 200
    return answer


@pytest.fixture
def both(cast):
    promised(cast, Kind.ANSWER_OFFER, cast.carl, 15)
    promised(cast, Kind.ANSWER_OFFER, cast.carl, 5, late=True)
    promised(cast, Kind.DECIDE_REGISTRATION, cast.ben, 3)
    promised(cast, Kind.DECIDE_REGISTRATION, cast.ben, 1, broken=True)
    promised(cast, Kind.ARBITRATE, cast.ada, 2)
    promised(cast, Kind.UPDATE_DEAL, cast.dan, 2, partner=cast.two)
    now = timezone.now()
    overdue = {"due_at": now - timedelta(hours=1), "started_at": now - timedelta(days=2), "closed_at": None}
    Promise.objects.filter(kind=Kind.UPDATE_DEAL).update(state="open", **overdue)


def test_both_sides_read_the_same(cast, as_, both):
    seen = {}
    for who in ("ada", "ben", "gus", "cleo", "carl"):
        context = page(as_(getattr(cast, who)), cast.one).context
        seen[who] = [
            (line.label, line.share, line.hours, *(count.number for _name, count in line.counts))
            for half in (context["theirs"], context["ours"])
            for line in (half.total, *half.lines)
        ]
    assert len({str(lines) for lines in seen.values()}) == 1
    assert [line[:2] for line in seen["cleo"]] == [
        ("All together", "75%"), ("Answer an offer", "75%"),
        ("All together", "too few to say: 4"), ("Decide a registration", "too few to say: 4"),
    ]  # fmt: skip
    assert seen["cleo"][1][3:] == (15, 5, 0, 0)


def test_every_number_opens_its_promises(cast, as_, both):
    for who, partner in (("ada", cast.one), ("ben", cast.two), ("cleo", cast.one), ("dan", cast.two)):
        client = as_(getattr(cast, who))
        context = page(client, partner).context
        lines = [line for half in (context["theirs"], context["ours"]) for line in (half.total, *half.lines)]
        opened = 0
        for line in lines:
            for name, count in line.counts:
                rows = client.get(count.href).context["table"].rows
                assert len(rows) == count.number, (who, line.label, name, count.href)
                opened += count.number
        assert opened


def test_nobody_reads_a_foreign_scorecard(cast, as_, both):
    client = as_(cast.dan)
    assert client.get(reverse("reports:partner_scorecard", args=[cast.one.ref])).status_code == 404
    assert client.get(reverse("reports:scorecard"))["Location"].endswith(f"{cast.two.ref}/")
    rows = client.get(reverse("reports:promises"), {"partner": cast.one.ref}).context["table"].rows
    assert {row.record.partner for row in rows} == {cast.two}


def test_the_vendors_inner_business_and_released_promises_are_not_counted(cast, as_, both):
    lead = leads_at(cast, Step.ACCEPTED)[0]
    make(kind=Kind.ACKNOWLEDGE, subject=lead, owed_by=cast.ben, label="x", url="", partner=cast.one, days=1)
    release(None, lead)
    for who in (cast.ada, cast.cleo):
        rows = as_(who).get(reverse("reports:promises")).context["table"].rows
        kinds = {row.record.kind for row in rows}
        assert Kind.ARBITRATE not in kinds and Kind.ACKNOWLEDGE not in kinds


def test_a_programme_median_stands_beside_it_from_twenty_on(cast, as_, both):
    roll_up()
    lines = {line.label: line for line in page(as_(cast.cleo), cast.one).context["theirs"].lines}
    assert lines["Answer an offer"].programme == "at once"
    ours = page(as_(cast.cleo), cast.one).context["ours"].lines[0]
    assert ours.programme == "" and ours.hours == "too few to say: 3"


def test_an_empty_scorecard_says_what_is_the_case(cast, as_):
    text = page(as_(cast.cleo), cast.one).content.decode()
    assert "Nothing has been promised yet" in text and "Your channel manager proposes one" in text
    assert "Set a goal" in page(as_(cast.ada), cast.one).content.decode()


@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_fifteen_queries_are_enough_for_any_amount(cast, as_, who):
    client, url = as_(getattr(cast, who)), reverse("reports:partner_scorecard", args=[cast.one.ref])
    fill(cast, 1)
    counts = []
    for more in ("A", "B"):
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
        fill(cast, 3, prefix=more, currency="USD")
        promised(cast, Kind.PAY_FEE, cast.fay, 2)
    assert counts[0] == counts[1] <= 15, "\n".join(query["sql"][:140] for query in asked.captured_queries)


@pytest.mark.parametrize(
    ("name", "table"), [("reports:scorecard", ScorecardTable), ("reports:promises", PromiseTable)]
)
def test_lists_sort_both_ways_export_and_ask_the_same(cast, as_, both, name, table):
    client, url = as_(cast.ada), reverse(name)
    total = len(client.get(url).context["table"].rows)
    for column, made in table.base_columns.items():
        if made.orderable is not False:
            for sort in (column, f"-{column}"):
                assert len(client.get(url, {"sort": sort}).context["table"].rows) == total
    assert "<" not in client.get(url, {"export": "csv"}).content.decode()
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
        promised(cast, Kind.CONTACT_CUSTOMER, cast.carl, 4, late=True)
    assert counts[0] == counts[1] <= 10


def test_the_list_of_promises_reads_its_rows_in_order_from_an_index(cast, both):
    """Millions of them are not sorted for the twenty-five that a page shows."""
    rows = promise_list(cast.ada)[:25].values("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = rows.explain()
    assert "promise_newest" in plan and "Sort" not in plan, plan
