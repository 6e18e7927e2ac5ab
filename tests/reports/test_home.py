"""The first page of every role: renders empty and filled, within twelve queries, and shows what is owed."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leads.models import Offer
from partners.models import Member
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.formats import money_short
from prm.promises.models import Promise
from prm.promises.services import make
from reports.views.home import greeting

from .programme import fill

EVERYONE = ("ada", "ben", "fay", "gus", "cleo", "carl", "dan")
MOST_QUERIES = 12


def ask(client):
    """The page and how many queries it took, with what a process learns once already learnt."""
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/")
    assert response.status_code == 200
    return response.content.decode(), asked.captured_queries


@pytest.mark.parametrize("who", EVERYONE)
def test_an_empty_programme_still_says_what_is_the_case(cast, as_, who):
    page, queries = ask(as_(getattr(cast, who)))
    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:140] for query in queries)
    assert "Acme" not in page and headings(page)


@pytest.mark.parametrize("who", EVERYONE)
def test_twelve_queries_are_enough_for_any_amount(cast, as_, who):
    client = as_(getattr(cast, who))
    fill(cast)
    fill(cast, 1, cast.two, prefix="First")
    few = len(ask(client)[1])
    fill(cast, 12, prefix="More", currency="USD")
    fill(cast, 2, cast.two, prefix="Other", currency="CHF")
    for number in range(12):
        user = User.objects.create_user(f"m{number}@example.com", name=f"M {number}", role=Role.PARTNER_REP)
        Member.objects.create(user=user, partner=cast.one)
    queries = ask(client)[1]
    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:140] for query in queries)
    assert len(queries) == few


def headings(page):
    return [" ".join(re.sub("<[^>]+>", " ", text).split()) for text in re.findall(r"<h2.*?</h2>", page, re.DOTALL)]


EXPECTED = {
    "carl": ["Offers to answer 1", "Leads to contact 1", "Questions about your leads 1", "Registrations to complete 1",
             "Deals that stall 2", "Please read and accept 1"],
    "cleo": ["Offers to answer 1", "Leads to contact 1", "Questions about your leads 1", "Registrations to complete 1",
             "Deals that stall 2", "Protection that ends 1", "Please read and accept 1", "Who is how busy"],
    "ben": ["Registrations to decide 1", "Partners’ leads to review 1", "Partners’ customers to contact 1",
            "Deals that stall 2"],
    "ada": ["Late, and whose turn it is 2", "Rejections to read before they go out 1",
            "Customers that two partners claim 1", "Leads that nobody took 1", "Leads that lack something 1",
            "Registrations to decide 1", "Deals that stall 2"],
    "fay": ["Fees to approve 1", "Fees to pay 1"],
    "gus": ["Messages that could not be delivered 1", "Leads that lack something 1", "Late, and whose turn it is 2"],
}  # fmt: skip


@pytest.mark.parametrize("who", EXPECTED)
def test_each_role_sees_its_worklist_first(cast, as_, who):
    fill(cast)
    page = ask(as_(getattr(cast, who)))[0]
    found = headings(page)
    for heading in EXPECTED[who]:
        assert heading in found, found


def test_at_most_seven_rows_and_the_true_number(cast, as_):
    fill(cast, 9)
    page = ask(as_(cast.carl))[0]
    assert "Offers to answer 9" in headings(page)
    assert page.count(reverse("offers:list") + "?") == 1
    assert len(re.findall(r'href="/offers/OF-[^"/]+/"', page)) == 14  # seven rows: the title and the button of each


def test_the_list_behind_a_number_holds_as_many_rows(cast, as_):
    """Every “all” link beside a number opens a list with that many rows."""
    fill(cast, 3)
    for who in ("carl", "cleo", "ben", "ada", "fay", "gus"):
        client = as_(getattr(cast, who))
        for section in [section for column in client.get("/").context["columns"] for section in column]:
            if section.link_label or section.title == "Please read and accept":
                continue  # says itself that it opens more than these
            table = client.get(section.link).context["table"]
            assert len(table.rows) == section.count, (who, section.title, section.link)


def test_figures_open_lists(cast, as_):
    fill(cast, 2)
    for who in ("carl", "cleo", "ben", "ada", "fay"):
        client = as_(getattr(cast, who))
        home = client.get("/").context["home"]
        for figure in [*home.figures, *home.money]:
            response = client.get(figure.href)
            assert response.status_code == 200, (who, figure.label)
            if figure.hint and figure.hint.split()[0].isdigit() and "deal" in figure.hint:
                assert len(response.context["table"].rows) == int(figure.hint.split()[0]), (who, figure)


def _bars(chart):
    """(what it says, address) of everything in a chart that opens rows."""
    marks = getattr(chart, "marks", None) or getattr(chart, "bars", None) or []
    return [(mark.text, mark.href) for mark in marks if mark.href]


@pytest.mark.parametrize("who", ["cleo", "carl", "ben", "fay", "ada"])
def test_every_bar_opens_the_rows_it_counts(cast, as_, who):
    fill(cast, 3)
    client, sums = as_(getattr(cast, who)), 0
    charts = [panel["chart"] for _template, panel in client.get("/").context["home"].panels if "chart" in panel]
    for said, address in [bar for chart in charts for bar in _bars(chart)]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        if "€" in said:
            amounts = [row.record.amount.amount for row in answer.context["table"].rows]
            assert said == money_short(sum(amounts, Decimal(0)), "EUR"), address
            sums += bool(amounts)
    assert sums >= 1


def _answered_promises(kind, person, partner, count):
    for _number in range(count):
        owed = make(
            kind=kind, subject=partner, owed_by=person, label="x", url="/", partner=partner,
            due_at=timezone.now() + timedelta(days=2),
        )  # fmt: skip
        Promise.objects.filter(pk=owed.pk).update(state="kept", closed_at=timezone.now(), business_hours=5)


@pytest.mark.parametrize(("who", "kind"), [("cleo", "answer_offer"), ("ben", "decide_registration")])
def test_answers_are_timed_once_there_are_enough(cast, as_, who, kind):
    client = as_(getattr(cast, who))

    def panel():
        panels = client.get("/").context["home"].panels
        return next(panel for name, panel in panels if name.endswith("_answered.html"))

    _answered_promises(kind, getattr(cast, who), cast.one, 3)
    few = panel()
    assert not few["chart"].bars and [count for _name, count, _url in few["few"]] == ["3"]
    _answered_promises(kind, getattr(cast, who), cast.one, 17)
    (bar,) = panel()["chart"].bars
    assert bar.text == "5 business hours"
    for url in (few["few"][0][2], bar.href):
        assert len(client.get(url).context["table"].rows) == 20


def test_what_is_coming_opens_the_open_deals(cast, as_):
    fill(cast, 2)
    tile = next(one for one in as_(cast.cleo).get("/").context["home"].money if "coming" in one.label)
    # Four open deals of 1,000: 10 % each, at 30 % and at 50 %.
    assert (tile.value, tile.hint, tile.href) == ("€400", "weighted by stage: €160", "/deals/?stage=open")


def test_currencies_stay_apart(cast, as_):
    fill(cast, 1)
    fill(cast, 2, prefix="Dollar", currency="USD")
    page = ask(as_(cast.cleo))[0]
    assert "€2,000" in page and "also US$4,000" in page
    assert "6,000" not in page


def test_few_rows_give_no_percentage(cast, as_):
    fill(cast, 2)
    client = as_(cast.carl)
    few = client.get("/").context["home"].figures[2]
    assert (few.value, few.hint) == ("2 of 4", "won: too few to say a rate")
    fill(cast, 10, prefix="More")
    assert client.get("/").context["home"].figures[2].value == "50%"


def test_another_partners_business_stays_theirs(cast, as_):
    fill(cast, 3)
    page = ask(as_(cast.dan))[0]
    assert "Acme" not in page and "Carl" not in page and "Partner One" not in page
    assert "Offers to answer" in page


def test_a_rep_sees_own_work_and_the_admin_everybodys(cast, as_):
    fill(cast, 1)
    Offer.objects.filter(partner=cast.one).update(recipient=cast.cleo)
    assert "Offers to answer 0" in headings(ask(as_(cast.carl))[0])
    assert "Offers to answer 1" in headings(ask(as_(cast.cleo))[0])


def test_what_is_offered_shows_no_contact(cast, as_):
    fill(cast)
    page = ask(as_(cast.carl))[0]
    assert "Contact outbound offered" not in page and "c@example.com" not in page


@pytest.mark.parametrize(("hour", "word"), [(4, "evening"), (5, "morning"), (12, "afternoon"), (18, "evening")])
def test_the_greeting_follows_the_readers_clock(hour, word):
    assert word in greeting(hour)


@pytest.mark.parametrize(
    ("day", "words"), [("29", "ends in 2 days"), ("30", "ends in 1 day"), ("31", "the quarter ends today")]
)
def test_the_end_of_the_quarter_is_counted_from_today(cast, as_, day, words):
    with time_machine.travel(f"2026-12-{day} 12:00Z"):
        assert as_(cast.carl).get("/").context["subtitle"].endswith(words)


@pytest.mark.parametrize("role", [Role.PARTNER_REP, Role.PARTNER_ADMIN])
def test_a_member_of_no_partner_is_told_whom_to_ask(db, as_, role):
    lost = User.objects.create_user("lost@example.com", name="Lou Lost", role=role)
    page = as_(lost).get("/")
    assert page.status_code == 200 and "ask your channel manager" in page.content.decode()
    for name in ("reports:late", "reports:pipeline", "reports:partners", "library:list", "partners:territories"):
        assert as_(lost).get(reverse(name)).status_code == 200
    assert as_(lost).get(reverse("partners:team")).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, db):
    ContentType.objects.clear_cache()
    assert client.get("/").status_code == 302
