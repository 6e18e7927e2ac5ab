"""A file of leads through the worker's own function: checked, imported, and imported once more when all are known.

One row of the file is bad. The reference writes the same rows again, in the same run, by plain SQL, a thousand rows of
a table at a time: what the database itself needs. PRM_BENCH_IMPORTS names other numbers of rows: "2000 10000".
"""

import csv
import io
import os
import time
from collections.abc import Iterator
from typing import Any

from . import Row, bench, database, workload

SIZES = "50000"
SAMPLE = 500  # rows that are imported one by one
# Of one statement: the longer it is, the longer the triggers of the history take, for checks of foreign keys wait.
PIECE = 1000
HEADER = ("id", "company", "website", "country", "city", "postcode", "sector", "employees", "name", "title", "email",
          "phone", "need", "budget", "lead source")  # fmt: skip
# What an import writes, each after what it refers to; history rows follow by triggers, as they do for the reference.
WRITTEN = ("leads_customer", "leads_contact", "leads_lead", "leads_passage", "core_timelineentry", "promises_promise",
           "promises_nudge", "outbox_message", "importing_importedrow")  # fmt: skip
HISTORY = ("leads_customerevent", "leads_contactevent", "leads_leadevent")


@bench("imports")
def imports() -> Iterator[Row]:
    database.set_up()
    for size in os.environ.get("PRM_BENCH_IMPORTS", SIZES).split():
        with database.fresh_database("prm_bench_imports"):
            yield from _measure(int(size))


def _measure(rows: int) -> Iterator[Row]:
    one_by_one = _one_by_one()
    before = {table: database.highest(table) for table in WRITTEN}
    content = _file(rows, bad=rows // 2)
    run, checking, ours = _through_the_worker(content)
    memory = database.peak_megabytes()
    bad = list(run.problems.values_list("line", flat=True))
    if (run.report["made"], run.report["refused"], bad) != (rows - 1, 1, [rows // 2 + 2]):
        raise RuntimeError(f"The import made {run.report['made']} of {rows} and refused {bad}.")
    again, _checking, second = _through_the_worker(content)
    if again.report["unchanged"] != rows - 1:
        raise RuntimeError(f"The second time {again.report['unchanged']} of {rows} were unchanged.")
    theirs = _write_again(before)
    name, each = f"imports/{rows}", 1000 / rows
    yield Row(name, rows / ours, "rows/s", rows / theirs, "ratio >= 0.2")
    yield Row(f"{name}/ms_per_row", each * ours, "ms", each * theirs, "below 4 ms, alone on two cores")
    yield Row(f"{name}/checking", each * checking, "ms/row", None, None)
    yield Row(f"{name}/second_time", each * second, "ms/row", each * ours, "ratio <= 0.3")
    yield Row(f"{name}/beside_one_by_one", each * ours, "ms/row", one_by_one, "ratio <= 0.3")
    yield Row(f"{name}/refused", run.report["refused"], "rows", rows, None)
    yield Row(f"{name}/memory", memory, "MB", None, None)


def _one_by_one() -> float:
    """Milliseconds for each of some rows whose batches are of one; it also warms up what a worker loads once."""
    from leads.importing.leads import LeadImporter

    _manager()
    _through_the_worker(_file(20, first=20_000_000))
    kept, LeadImporter.batch = LeadImporter.batch, 1
    try:
        _run, _checking, seconds = _through_the_worker(_file(SAMPLE, first=10_000_000))
    finally:
        LeadImporter.batch = kept
    return 1000 * seconds / SAMPLE


def _manager() -> Any:
    from prm.accounts.models import User

    return User.objects.get_or_create(
        email="manager@example.com", defaults={"name": "Manager", "role": "channel_manager"}
    )[0]


def _through_the_worker(content: bytes) -> tuple[Any, float, float]:
    """The run as it ended, and the seconds that checking and importing took."""
    from prm.importing import services

    run = services.upload(actor=_manager(), kind="leads", files={"leads.csv": content})
    began = time.perf_counter()
    services.work(run.pk)
    checked = time.perf_counter()
    services.start(actor=_manager(), run=run)
    started = time.perf_counter()
    services.work(run.pk)
    ended = time.perf_counter()
    run.refresh_from_db()
    return run, checked - began, ended - started


def _file(rows: int, *, first: int = 0, bad: int = -1) -> bytes:
    """Leads of four fifths as many companies; every fifth lacks what would let it pass, so that it is held."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADER)
    for row in workload.leads(rows):
        number, company = first + row.number, first + row.number % max(rows * 4 // 5, 1)
        lines.writerow((
            number, f"Company {company} GmbH", f"https://www.c{company}.example", row.country, f"City {company % 400}",
            row.postcode, "retail", company % 900, f"Kim Novak {number}", "Head of sales",
            "no address" if row.number == bad else f"kim{number}@c{company}.example", "+49 30 1234567",
            "Needs forty sensors in nine halls by spring, please" if number % 5 else "", f"{row.value:.2f}", "web",
        ))  # fmt: skip
    return text.getvalue().encode()


def _write_again(before: dict[str, int]) -> float:
    """Sets everything back and writes the same rows by plain statements; the seconds that takes."""
    columns = {table: database.columns(table) for table in WRITTEN}
    for table in WRITTEN:
        database.execute(
            f"CREATE UNLOGGED TABLE again_{table} AS SELECT {columns[table]} FROM {table} WHERE id > {before[table]}"
        )
        database.execute(f"CREATE INDEX ON again_{table} (id)")
    database.execute("SET session_replication_role = replica")
    for table in reversed(WRITTEN):
        database.execute(f"DELETE FROM {table} WHERE id > {before[table]}")
    database.execute("SET session_replication_role = origin")
    for table in HISTORY:
        database.execute(f"TRUNCATE {table}")
    for table in WRITTEN:
        database.execute(f"VACUUM ANALYZE {table}")
    ends = {table: database.highest(f"again_{table}") for table in WRITTEN}
    began = time.perf_counter()
    for table in WRITTEN:
        for first in range(before[table] + 1, ends[table] + 1, PIECE):
            some = f"SELECT * FROM again_{table} WHERE id >= {first} AND id < {first + PIECE}"
            database.execute(f"INSERT INTO {table} ({columns[table]}) {some}")
    return time.perf_counter() - began
