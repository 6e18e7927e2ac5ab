"""Bad rows, repeated files, files that say something new, and imports that were broken off."""

import contextlib
import subprocess
import sys
import time
from decimal import Decimal

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from deals.enums import LossReason, Stage
from deals.models import Opportunity
from leads.models import Customer
from partners.importing.owners import PLACEHOLDER
from partners.models import Member, Partner
from prm.accounts.models import User
from prm.core.errors import InvalidInput
from prm.core.models import TimelineEntry
from prm.importing.engine import LOCK, Busy
from prm.importing.models import ImportedRow
from prm.importing.report import Report

from .files import DEAL_COLUMNS, csv_bytes, deals, make_import, run, xlsx_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr("deals.importing.OpportunityImporter.batch", 50)


def ids() -> set[str]:
    return set(Opportunity.objects.values_list("external_id", flat=True).order_by("pk"))


# -- bad rows


def test_one_bad_row_in_five_thousand(monkeypatch) -> None:
    monkeypatch.setattr("deals.importing.OpportunityImporter.batch", 1000)
    report = run(csv_bytes(deals(5000, d1234=("d1234", "Company", "Won", "2025-03-01", "sometime", 5))))
    assert (report.read, report.made, report.refused) == (5000, 4999, 1)
    assert [str(problem) for problem in report.problems] == [
        "line 1235: close_date “sometime” is no day (expected: 2017-03-01, 01-03-2017)"
    ]
    assert len(ids()) == 4999
    assert "d1234" not in ids()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "A", "Won", "", "2025-03-01", 1), "opportunity_id is empty"),
        (("x", "A", "Wobbly", "", "2025-03-01", 1), "deal_stage “Wobbly” is not known"),
        (("x", "A", "Won", "", "", 1), "has no closing date"),
        (("x", "A", "Won", "2025-03-02", "2025-03-01", 1), "before it was opened"),
        (("x", "A", "Won", "", "2099-03-01", 1), "in the future"),
        (("x", "A", "Won", "", "2025-03-01", -1), "“-1” is negative"),
        (("x", "A", "Won", "", "2025-03-01", "much"), "“much” is no amount"),
        (("x", "???", "Won", "", "2025-03-01", 1), "“???” is no name of a company"),
        (("x", "A" * 201, "Won", "", "2025-03-01", 1), "account is longer than 200 characters"),
        (("x", "A", "Won", "", "2025-03-01", "1\x00"), "NUL"),
        (("d1", "B", "Won", "", "2025-03-01", 1), "same id (d1) as line 2"),
    ],
)
def test_what_a_row_is_refused_for(row, why) -> None:
    report = run(csv_bytes([*deals(2), row]))
    assert (report.made, report.refused) == (2, 1)
    assert report.problems[0].line == 4
    assert why in report.problems[0].sentence
    assert ids() == {"d1", "d2"}


def test_a_row_the_database_refuses_does_not_stop_the_others(monkeypatch) -> None:
    """Whatever nobody thought of: the batch is tried row by row."""
    monkeypatch.setattr("deals.importing.opportunities._noon", lambda day: None)
    rows = deals(120, d77=("d77", "A", "Engaging", "2025-03-01", "", 1))
    report = run(csv_bytes(rows))
    assert (report.read, report.made, report.refused) == (120, 1, 119)
    assert "deal_closed_has_time" in report.problems[0].sentence
    assert ids() == {"d77"}


def test_a_file_without_a_needed_column_is_refused_with_the_names_it_may_have() -> None:
    with pytest.raises(InvalidInput, match=r"no column for stage \(known names: stage, deal stage, status\)"):
        run(csv_bytes([("opportunity_id", "account"), ("1", "A")]))
    with pytest.raises(InvalidInput, match="would both be amount"):
        run(csv_bytes([(*DEAL_COLUMNS, "value")]))


def test_columns_and_empty_cells_as_the_mapping_says() -> None:
    content = csv_bytes([("Nr", "Wert", "Stand", "value"), ("7", "1.054,50", "", "x")])
    mapping = """{"columns": {"Nr": "external_id", "Wert": "amount", "value": "", "Stand": "stage"}, "decimal": ",",
                  "defaults": {"stage": "Engaging", "currency": "SEK"}}"""
    report = run(content, mapping=mapping)
    assert (report.made, report.refused) == (1, 0), report.problems
    deal = Opportunity.objects.get()
    assert (deal.external_id, deal.stage, str(deal.amount.currency)) == ("7", Stage.ENGAGING, "SEK")
    assert deal.amount.amount == Decimal("1054.50")
    with pytest.raises(InvalidInput, match="name “wert”; possible here: account_city"):
        make_import(content, mapping='{"columns": {"Nr": "wert"}}')


def test_formulas_and_markup_stay_text() -> None:
    formula, markup = '=HYPERLINK("http://evil")', "<script>alert(1)</script>"
    rows = [
        DEAL_COLUMNS,
        (1, formula, "Engaging", "2025-03-01", "", ""),
        (2, markup, "Engaging", "2025-03-01", "", ""),
    ]
    assert run(xlsx_bytes(rows)).made == 2
    assert set(Customer.objects.values_list("name", flat=True).order_by("pk")) == {formula, markup}


# -- once more


def test_the_same_file_twice_changes_nothing() -> None:
    content = csv_bytes(deals(120))
    run(content)
    versions = list(Opportunity.objects.values_list("pk", "version").order_by("pk"))
    again = run(content)
    assert (again.made, again.updated, again.unchanged) == (0, 0, 120)
    assert versions == list(Opportunity.objects.values_list("pk", "version").order_by("pk"))
    assert TimelineEntry.objects.filter(sentence__startswith="Changed").count() == 0


def test_only_what_the_file_says_anew_is_written() -> None:
    """What people changed since the last import stays, unless the file now says something else about it."""
    row = ("d1", "Acme", "Engaging", "2025-03-01", "", 100)
    run(csv_bytes([DEAL_COLUMNS, row]))
    Opportunity.objects.update(stage=Stage.NEGOTIATION, next_step="Call on Monday", amount=Decimal(250))
    assert run(csv_bytes([DEAL_COLUMNS, row])).unchanged == 1
    report = run(csv_bytes([DEAL_COLUMNS, ("d1", "Acme Trading", "Engaging", "2025-03-01", "", 100)]))
    assert (report.made, report.updated) == (0, 1)
    deal = Opportunity.objects.get()
    assert (deal.stage, deal.next_step, deal.amount.amount) == (Stage.NEGOTIATION, "Call on Monday", 250)
    assert deal.customer.name == "Acme Trading"
    assert TimelineEntry.objects.get(sentence__startswith="Changed").detail == "customer"


def test_an_open_deal_may_be_lost_in_the_file_and_a_closed_one_stays_closed() -> None:
    open_row, lost_row = (
        ("d1", "A", "Engaging", "2025-03-01", "", ""),
        ("d1", "A", "Lost", "2025-03-01", "2025-04-01", 0),
    )
    run(csv_bytes([DEAL_COLUMNS, open_row]))
    assert run(csv_bytes([DEAL_COLUMNS, lost_row])).updated == 1
    deal = Opportunity.objects.get()
    assert (deal.stage, deal.loss_reason, f"{deal.closed_at:%F %H:%M}") == (
        Stage.LOST,
        LossReason.UNKNOWN,
        "2025-04-01 12:00",
    )
    report = run(csv_bytes([DEAL_COLUMNS, open_row]))
    assert "an import does not reopen it" in report.problems[0].sentence


def test_two_sources_may_use_the_same_ids() -> None:
    run(csv_bytes(deals(3)), source="crm one")
    assert run(csv_bytes(deals(3)), source="crm two").made == 3
    assert Opportunity.objects.count() == 6


def test_only_one_import_runs_at_a_time() -> None:
    holder = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    with contextlib.closing(holder), holder.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s::int, 0)", [LOCK])
        with pytest.raises(Busy):
            run(csv_bytes(deals(3)))
    assert run(csv_bytes(deals(3))).made == 3


# -- people and customers named by the way


def test_people_of_a_list_become_members_who_cannot_sign_in() -> None:
    teams = csv_bytes(
        [("sales_agent", "manager", "regional_office"), ("Ann Lee", "Lee & Sons", "East"), ("Bo", "Lee & Sons", "")]
    )
    rows = [("opportunity_id", "sales_agent", "deal_stage"), (1, "Ann Lee", "Prospecting"), (2, "Cy", "Prospecting")]
    report = run(csv_bytes(rows), companions={"teams": teams})
    assert report.made == 2
    first, second = Opportunity.objects.order_by("external_id")
    assert (first.member.user.email, first.partner.name) == ("ann.lee@lee-sons.invalid", "Lee & Sons")
    assert (second.member, second.partner) == (None, None)
    assert TimelineEntry.objects.filter(object_id=second.pk, detail="sales_agent: “Cy”").exists(), (
        "what was said is kept"
    )
    partner = Partner.objects.get()
    assert (partner.owner.email, partner.about, partner.is_open_for_business) == (PLACEHOLDER, "Office: East", True)
    assert not User.objects.filter(is_active=True).exists()
    User.objects.filter(name="Ann Lee").update(email="ann@lee.example", is_active=True)
    again = run(csv_bytes(rows), companions={"teams": teams})
    assert (again.unchanged, Member.objects.count()) == (2, 2), "invited with a real address, still the same person"


def test_known_partners_and_people_are_used(cast) -> None:
    rows = [
        ("id", "sales_agent", "partner", "stage"),
        (1, "carl@example.com", "", "new"),
        (2, "", "partner two", "new"),
    ]
    assert run(csv_bytes(rows), actor=cast.ada).made == 2
    first, second = Opportunity.objects.order_by("external_id")
    assert (first.member.user, first.partner, second.partner) == (cast.carl, cast.one, cast.two)
    assert first.campaign.partner == cast.one


def test_a_customer_is_one_customer_however_it_comes() -> None:
    accounts = csv_bytes(
        [("account", "website", "country"), ("Acme", "www.acme.example", "NL"), ("ACME B.V.", "acme.example", "")]
    )
    rows = [
        DEAL_COLUMNS,
        (1, "Acme", "new", "", "", ""),
        (2, "ACME B.V.", "new", "", "", ""),
        (3, "Other", "new", "", "", ""),
    ]
    report = run(csv_bytes(rows), companions={"accounts": accounts})
    assert report.related == {"customers made": 2}
    assert Customer.objects.count() == 2
    assert report.gaps["name a customer that is not in the list of accounts: taken by its name only"] == 1


# -- broken off


class Killed(BaseException):
    """What a kill looks like from inside: nothing after it runs, the transaction is rolled back."""


@pytest.mark.parametrize("batches", [1, 2])
def test_an_import_broken_off_and_run_again_ends_the_same(batches: int) -> None:
    content, done = csv_bytes(deals(120)), 0

    def killer(report: Report) -> None:
        nonlocal done
        done += 1
        if done > batches:
            raise Killed

    with pytest.raises(Killed):
        make_import(content).run(None, killer)
    assert Opportunity.objects.count() == ImportedRow.objects.count() == 50 * batches
    report = run(content)
    assert (report.made, report.unchanged) == (120 - 50 * batches, 50 * batches)
    assert Opportunity.objects.count() == ImportedRow.objects.count() == 120


def test_a_run_that_goes_on_counts_all_rows_and_remembers_their_ids() -> None:
    content = csv_bytes([*deals(120), ("d3", "B", "Won", "", "2025-03-01", 1)])
    kept: list[Report] = []

    def stop(report: Report) -> None:
        kept.append(Report.from_json(report.as_json()))
        raise Killed

    with pytest.raises(Killed):
        make_import(content).run(None, stop)
    Opportunity.objects.all().delete()  # rolled back with the batch; only the report of it would remain
    with contextlib.suppress(Killed):
        make_import(content).run(None, lambda report: None)
    report = make_import(content).run(kept[0])
    assert report.read == 121
    assert [problem.line for problem in report.problems] == [122]


@pytest.mark.django_db(transaction=True)
def test_killed_with_nine_and_run_again(tmp_path) -> None:
    path = tmp_path / "deals.csv"
    path.write_bytes(csv_bytes(deals(8000)))
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_IMPORT, str(path), connection.settings_dict["NAME"], "opportunities"],
        cwd=settings.BASE_DIR,
    )
    deadline = time.monotonic() + 120
    while not Opportunity.objects.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    assert process.wait() == -9, "it was killed in the middle"
    assert 0 < Opportunity.objects.count() < 8000
    report = when_the_server_has_noticed(path.read_bytes())
    assert report.made + report.unchanged == 8000
    assert report.made and report.unchanged
    assert Opportunity.objects.count() == ImportedRow.objects.count() == 8000


def when_the_server_has_noticed(content: bytes, **options: object) -> Report:
    """The lock of a killed import goes when the server finds its client gone."""
    for _attempt in range(300):
        with contextlib.suppress(Busy):
            return run(content, **options)
        time.sleep(0.1)
    raise AssertionError("the killed import still holds the lock")


SLOW_IMPORT = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "prm.settings.test"
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
from django.core.management import call_command
call_command("import_data", sys.argv[3], sys.argv[1])
"""
