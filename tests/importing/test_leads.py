"""Files of leads with everything that goes wrong with files: bad rows, repeats, formulas, kills."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from leads.enums import LeadState
from leads.models import Contact, Customer, Lead
from leads.services.entering import LeadData
from prm.core.errors import InvalidInput
from prm.core.models import TimelineEntry
from prm.importing import services
from prm.importing.enums import RunState
from prm.importing.models import ImportedRow, ImportRun
from prm.outbox.models import Message
from prm.promises.models import Promise

from .files import csv_bytes, run, xlsx_bytes
from .test_engine import SLOW_IMPORT, when_the_server_has_noticed

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "company", "country", "postcode", "name", "email", "need", "value")
NEED = "Needs forty sensors in nine halls by spring, please"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr("leads.importing.leads.LeadImporter.batch", 50)


def leads(count: int, **changes: tuple[object, ...]) -> list[tuple[object, ...]]:
    """A header and leads l1 to l<count> of half as many companies; `changes` replace whole rows, by id."""
    rows = [
        (f"l{n}", f"Mill {n // 2}", "NL" if n % 7 else "", "3511 AB", f"Kim {n}", f"k{n}@m{n // 2}.example", NEED, n)
        for n in range(1, count + 1)
    ]
    return [COLUMNS, *(changes.get(str(row[0]), row) for row in rows)]


def everything() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Lead, Customer, Contact, ImportedRow, TimelineEntry, Promise, Message)
    )


def test_one_bad_row_of_hundreds_is_reported_with_its_line_and_the_others_are_leads(ada) -> None:
    report = run(csv_bytes(leads(500, l123=("l123", "Mill", "NL", "", "Kim", "no address", "", ""))), kind="leads")
    assert (report.read, report.made, report.refused) == (500, 499, 1)
    assert [str(problem) for problem in report.problems] == ["line 124: email “no address” is no e-mail address"]
    assert Lead.objects.count() == 499
    held = Lead.objects.filter(state=LeadState.HELD)
    assert held.count() == Promise.objects.count() == Message.objects.count() == 35
    assert Lead.objects.filter(state=LeadState.QUALIFIED).count() == 499 - 35


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("x", "", "NL", "", "Kim", "", "", ""), "company is empty"),
        (("x", "???", "NL", "", "Kim", "", "", ""), "company: Give the company's name."),
        (("x", "Mill", "NL", "", "", "", "", ""), "contact_name: Give the person's name."),
        (("x", "Mill", "NL", "", "Kim", "k@", "", ""), "email “k@” is no e-mail address"),
        (("x", "Mill", "NL", "", "Kim", "", "", "-1"), "“-1” is negative"),
        (("x", "Mill", "NL", "", "Kim", "", "", "10000000000000"), "too large"),
        (("x", "Mill", "NL", "", "K" * 151, "", "", ""), "name is longer than 150 characters"),
        (("x", "Mill", "NL", "", "Kim", "", "1\x00", ""), "NUL"),
        (("l1", "Mill", "NL", "", "Kim", "", "", ""), "same id (l1) as line 2"),
    ],
)
def test_what_a_lead_is_refused_for(row, why) -> None:
    report = run(csv_bytes([*leads(2), row]), kind="leads")
    assert (report.made, report.refused) == (2, 1)
    assert report.problems[0].line == 4
    assert why in report.problems[0].sentence


def test_a_row_the_database_refuses_costs_itself_alone(monkeypatch) -> None:
    """Whatever nobody thought of: the batch is halved until the row is found."""
    kept = LeadData.values

    def out_of_range(data, *args):
        return kept(data, *args) | ({"quality": 9} if data.external_id in ("l7", "l44") else {})

    monkeypatch.setattr(LeadData, "values", out_of_range)
    report = run(csv_bytes(leads(120)), kind="leads")
    assert (report.read, report.made, report.refused) == (120, 118, 2)
    assert [problem.line for problem in report.problems] == [8, 45]
    assert "lead_quality_1_5" in report.problems[0].sentence
    assert Lead.objects.count() == ImportedRow.objects.count() == 118


def test_the_same_file_twice_changes_nothing_and_a_longer_one_adds_its_own(ada) -> None:
    run(csv_bytes(leads(120)), kind="leads")
    before = everything()
    report = run(csv_bytes(leads(120)), kind="leads")
    assert (report.made, report.updated, report.unchanged) == (0, 0, 120)
    assert everything() == before
    report = run(csv_bytes(leads(130)), kind="leads")
    assert (report.made, report.unchanged) == (10, 120)


def test_the_same_persons_under_other_ids_are_held_as_doubles(ada) -> None:
    run(csv_bytes(leads(60)), kind="leads")
    again = [COLUMNS, *((f"other{row[0]}", *row[1:]) for row in leads(60)[1:])]
    assert run(csv_bytes(again), kind="leads").made == 60
    assert Lead.objects.filter(missing__contains=["duplicate"]).count() == 60
    assert (Customer.objects.count(), Contact.objects.count()) == (31, 60)


def test_a_mapping_that_drops_a_needed_column_is_refused_before_anything_is_kept(ada) -> None:
    with pytest.raises(InvalidInput, match="no column for company"):
        services.upload(
            actor=ada, kind="leads", files={"leads.csv": csv_bytes(leads(2))}, mapping='{"columns": {"company": ""}}'
        )
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("as_file", [csv_bytes, xlsx_bytes])
def test_formulas_stay_text(as_file) -> None:
    formula = '=HYPERLINK("https://evil.example","Mill")'
    rows = [COLUMNS, ("@SUM(1)", formula, "NL", "", "=1+1", "", "-2+3", "")]
    assert run(as_file(rows), kind="leads").made == 1
    lead = Lead.objects.get()
    assert (lead.external_id, lead.customer.name, lead.contact.name, lead.need) == (
        "@SUM(1)",
        formula,
        "=1+1",
        "-2+3",
    )


def test_where_country_and_postcode_disagree_both_stay_as_the_file_has_them() -> None:
    """Nothing is guessed and nothing refused: routing asks for what a territory names (docs/routing.md)."""
    rows = [COLUMNS, ("1", "Mill", "Germany", "3511 AB", "Kim", "kim@mill.example", NEED, 5)]
    report = run(csv_bytes(rows), kind="leads")
    assert (report.made, report.refused) == (1, 0)
    lead = Lead.objects.get()
    assert (lead.customer.country, lead.customer.postcode, lead.state) == ("DE", "3511 AB", LeadState.QUALIFIED)


def test_a_batch_that_was_deadlocked_is_tried_again(monkeypatch) -> None:
    kept, failures = services.Import._write, 2

    def deadlocked(*args):
        nonlocal failures
        if failures:
            failures -= 1
            try:
                with connection.cursor() as cursor:
                    cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$")
            except OperationalError:
                raise
        return kept(*args)

    monkeypatch.setattr(services.Import, "_write", deadlocked)
    report = run(csv_bytes(leads(60)), kind="leads")
    assert (report.made, report.refused, failures) == (60, 0, 0)
    failures = 3
    with pytest.raises(OperationalError):
        run(csv_bytes(leads(70)), kind="leads")


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_does_the_rest(ada, monkeypatch) -> None:
    import_run = services.upload(actor=ada, kind="leads", files={"leads.csv": csv_bytes(leads(120))})
    services.work(import_run.pk)
    services.start(actor=ada, run=import_run)
    kept, done = services._renew, 0

    def killed_in_the_second_batch(*args, **kwargs):
        nonlocal done
        done += 1
        if done == 2:
            raise SystemExit
        return kept(*args, **kwargs)

    monkeypatch.setattr(services, "_renew", killed_in_the_second_batch)
    with pytest.raises(SystemExit):
        services.work(import_run.pk)
    monkeypatch.setattr(services, "_renew", kept)
    import_run.refresh_from_db()
    assert (import_run.report["read"], Lead.objects.count()) == (50, 50), "progress is what is there"
    ImportRun.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    import_run.refresh_from_db()
    assert (import_run.state, import_run.report["read"], import_run.report["made"]) == (RunState.DONE, 120, 120)
    assert Lead.objects.count() == ImportedRow.objects.count() == 120
    assert Promise.objects.count() == Lead.objects.filter(state=LeadState.HELD).count()


@pytest.mark.django_db(transaction=True)
def test_killed_with_nine_and_run_again(tmp_path) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(csv_bytes(leads(3000)))
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_IMPORT, str(path), connection.settings_dict["NAME"], "leads"],
        cwd=settings.BASE_DIR,
    )
    deadline = time.monotonic() + 120
    while not Lead.objects.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    assert process.wait() == -9, "it was killed in the middle"
    assert 0 < Lead.objects.count() < 3000
    report = when_the_server_has_noticed(path.read_bytes(), kind="leads")
    assert report.made + report.unchanged == 3000
    assert report.made and report.unchanged
    assert Lead.objects.count() == ImportedRow.objects.count() == 3000
    assert TimelineEntry.objects.filter(sentence__startswith="Imported from").count() == 3000
