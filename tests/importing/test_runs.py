"""Imports made on a page: uploaded, checked by a worker, started by a person, worked through, come back to."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deals.models import Opportunity
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.importing import services
from prm.importing.enums import RunState
from prm.importing.models import ImportFile, ImportProblem, ImportRun
from prm.outbox.models import Message

from .files import csv_bytes, deals, xlsx_bytes

pytestmark = pytest.mark.django_db
BAD = ("d7", "Company", "Won", "", "sometime", 5)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr("deals.importing.OpportunityImporter.batch", 50)


def uploaded(actor, content: bytes | None = None, **options) -> ImportRun:
    files = {"deals.csv": content or csv_bytes(deals(120, d7=BAD)), **options.pop("companions", {})}
    return services.upload(actor=actor, kind="opportunities", files=files, **options)


def again(run: ImportRun) -> ImportRun:
    run.refresh_from_db()
    return run


def test_upload_check_start_and_done(ada) -> None:
    run = uploaded(ada)
    assert (run.state, Opportunity.objects.count()) == (RunState.CHECKING, 0)
    services.work(run.pk)
    assert again(run).state == RunState.READY
    assert (run.preview["read"], run.preview["made"], run.preview["refused"]) == (120, 119, 1)
    assert list(run.problems.values_list("line", flat=True)) == [8]
    assert not Opportunity.objects.exists()

    services.start(actor=ada, run=run)
    services.start(actor=ada, run=run)  # a double click
    assert again(run).state == RunState.WAITING
    services.work(run.pk)
    services.work(run.pk)
    assert again(run).state == RunState.DONE
    assert (run.report["made"], Opportunity.objects.count()) == (119, 119)
    assert list(run.problems.values_list("line", flat=True)) == [8], "the preview's problems made way"
    assert not ImportFile.objects.exists(), "the files are given back"
    assert Message.objects.get(recipient=ada).subject == "Import done: deals.csv"


def test_a_run_whose_worker_was_killed_is_finished_by_the_next_without_counting_twice(ada, monkeypatch) -> None:
    run = uploaded(ada)
    services.work(run.pk)
    services.start(actor=ada, run=run)
    done = 0

    def killed_in_the_second_batch(*args, **kwargs):
        nonlocal done
        done += 1
        if done == 2:
            raise SystemExit
        return kept(*args, **kwargs)

    kept = services._renew
    monkeypatch.setattr(services, "_renew", killed_in_the_second_batch)
    with pytest.raises(SystemExit):
        services.work(run.pk)
    monkeypatch.setattr(services, "_renew", kept)
    assert (again(run).state, run.report["read"], Opportunity.objects.count()) == (RunState.RUNNING, 50, 49)
    services.sweep()
    assert again(run).report["read"] == 50, "nobody touches it while the lease runs"
    ImportRun.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    assert (again(run).state, run.report["read"], run.report["made"]) == (RunState.DONE, 120, 119)
    assert ImportProblem.objects.count() == 1
    assert Opportunity.objects.count() == 119


def test_a_worker_that_was_overtaken_writes_nothing_more(ada, monkeypatch) -> None:
    run = uploaded(ada)
    services.work(run.pk)
    services.start(actor=ada, run=run)
    kept = services._keep_problems

    def overtaken(*args):
        ImportRun.objects.filter(pk=run.pk).update(claimed_until=timezone.now() + timedelta(hours=1))
        return kept(*args)

    monkeypatch.setattr(services, "_keep_problems", overtaken)
    services.work(run.pk)
    assert not Opportunity.objects.exists()
    assert again(run).report == {}


def test_what_keeps_failing_is_parked_and_says_so(ada, monkeypatch) -> None:
    run = uploaded(ada)
    monkeypatch.setattr(services, "_check", lambda *args: 1 / 0)
    for _attempt in range(services.MOST_ATTEMPTS + 1):
        services.work(run.pk)
        ImportRun.objects.update(claimed_until=None)
    assert again(run).state == RunState.FAILED
    assert "broke off" in run.failure
    services.sweep()
    assert again(run).state == RunState.FAILED


def test_only_the_channel_imports_and_states_go_legal_ways(cast) -> None:
    for stranger in (cast.ben, cast.fay, cast.cleo):
        with pytest.raises(NotAllowed):
            uploaded(stranger)
    run = uploaded(cast.gus)
    with pytest.raises(TransitionRefused):
        services.start(actor=cast.gus, run=run)
    services.discard(actor=cast.ada, run=run)
    services.discard(actor=cast.ada, run=run)
    services.work(run.pk)
    assert again(run).state == RunState.DISCARDED
    assert not ImportFile.objects.exists()


def test_bad_files_are_refused_at_once_and_nothing_is_kept(ada, monkeypatch) -> None:
    for options in (
        {"content": b"%PDF-1.7"},
        {"content": csv_bytes([("a", "b")])},
        {"mapping": "{"},
        {"currency": "XYZ"},
        {"companions": {"holiday.csv": b"a,b\n"}},
    ):
        with pytest.raises(InvalidInput):
            uploaded(ada, **options)
    monkeypatch.setattr(services, "MOST_WAITING_BYTES", 1.5 * len(csv_bytes(deals(120, d7=BAD))))
    uploaded(ada)
    with pytest.raises(InvalidInput, match="Too many"):
        uploaded(ada)
    assert ImportRun.objects.count() == 1


# -- pages


def post_file(client, content: bytes, name: str = "deals.csv", **fields):
    data = {"kind": "opportunities", "currency": "EUR", "source": "crm", "suggestions": "on", **fields}
    return client.post(reverse("imports:new"), {"file": SimpleUploadedFile(name, content), **data})


def test_the_pages_from_upload_to_done(ada, as_) -> None:
    client = as_(ada)
    assert "Import a file" in client.get(reverse("imports:list")).text
    assert client.get(reverse("imports:new")).status_code == 200
    answer = post_file(client, xlsx_bytes(deals(60, d7=BAD)), "C:\\secret\\de\x07als.csv")
    run = ImportRun.objects.get()
    assert (answer.status_code, answer.url, run.file_name, run.source) == (
        302,
        run.get_absolute_url(),
        "deals.csv",
        "crm",
    )
    assert "being checked" in client.get(run.get_absolute_url()).text
    services.work(run.pk)
    page = client.get(run.get_absolute_url()).text
    assert "Nothing has been imported yet" in page
    assert "sometime" in page
    assert client.get(reverse("imports:start", args=[run.ref])).status_code == 200, "a GET asks"
    assert again(run).state == RunState.READY, "and changes nothing"
    client.post(reverse("imports:start", args=[run.ref]))
    assert "You can leave this page" in client.get(run.get_absolute_url()).text
    services.work(run.pk)
    page = client.get(run.get_absolute_url()).text
    assert "Done" in page
    assert "hx-trigger" not in page, "a page of what has ended stops asking"
    problems = client.get(reverse("imports:problems", args=[run.ref]))
    assert "sometime" in problems.text
    exported = client.get(reverse("imports:problems", args=[run.ref]), {"export": "csv"})
    assert "sometime" in exported.text


def test_a_bad_file_on_the_page_says_why_and_keeps_what_was_typed(ada, as_) -> None:
    answer = post_file(as_(ada), b"%PDF-1.7", source="my crm")
    assert answer.status_code == 422
    assert "neither CSV nor an Excel workbook" in answer.text
    assert "my crm" in answer.text
    assert "no currency" not in answer.text
    for fields in ({"kind": "secrets"}, {"currency": "XYZ"}, {"source": "x" * 41}, {"source": ""}):
        assert post_file(as_(ada), csv_bytes(deals(1)), **fields).status_code == 422
    assert post_file(as_(ada), csv_bytes(deals(1)), mapping=SimpleUploadedFile("m.json", b"\xff")).status_code == 422
    assert not ImportRun.objects.exists()


def test_cells_and_file_names_are_shown_as_text(ada, as_) -> None:
    canary = "<script>alert(1)</script>"
    content = csv_bytes([("opportunity_id", "deal_stage", canary), (1, canary, "")])
    assert post_file(as_(ada), content, f"{canary}.csv").status_code == 302
    run = ImportRun.objects.get()
    services.work(run.pk)
    for page in (run.get_absolute_url(), reverse("imports:problems", args=[run.ref]), reverse("imports:list")):
        assert canary not in as_(ada).get(page).text


def test_members_find_nothing_of_the_vendors_imports(cast, as_) -> None:
    run, client = uploaded(cast.ada), as_(cast.cleo)
    assert run.ref not in client.get(reverse("imports:list")).text
    assert client.get(reverse("imports:new")).status_code == 403
    for page in (
        run.get_absolute_url(),
        *(reverse(f"imports:{page}", args=[run.ref]) for page in ("start", "discard")),
    ):
        assert client.get(page).status_code == 404
        assert client.post(page).status_code in (404, 405)
    assert again(run).state == RunState.CHECKING


@pytest.mark.parametrize("name", ["ben", "fay"])
def test_others_do_not_enter(name, cast, as_) -> None:
    run = uploaded(cast.ada)
    client = as_(getattr(cast, name))
    pages = [reverse("imports:list"), reverse("imports:new"), run.get_absolute_url()]
    pages += [reverse(f"imports:{page}", args=[run.ref]) for page in ("start", "discard", "problems")]
    for page in pages:
        assert client.get(page).status_code == 403
        assert client.post(page).status_code == 403
    assert again(run).state == RunState.CHECKING


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_many(ada, as_) -> None:
    client, url = as_(ada), reverse("imports:list")
    uploaded(ada)
    client.get(url)
    with CaptureQueriesContext(connection) as for_one:
        client.get(url)
    for _number in range(4):
        uploaded(ada)
    with CaptureQueriesContext(connection) as for_many:
        assert "deals.csv" in client.get(url).text
    assert len(for_many) == len(for_one)
    for column in ("ref", "file_name", "kind", "state", "started_by", "created_at", "finished_at"):
        for sort in (column, f"-{column}"):
            assert client.get(url, {"sort": sort}).status_code == 200
