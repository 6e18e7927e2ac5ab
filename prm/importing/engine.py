"""How every import runs: rows in, batches out.

A batch is one transaction, so an import that is killed has done whole batches; run again it finds what is there
(the key is source and external id) and does the rest.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pghistory
from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from prm.core.errors import DomainError, violated

from .fields import Refused, Row
from .importer import Importer, Options
from .models import ImportedRow
from .report import Report
from .sheets import Record, Sheet
from .understanding import Table, understand_columns

LOCK = 7_246_312
# Deadlocked, or waited too long for rows that somebody else holds: tried again, for no row is to blame.
IN_THE_WAY, TRIES = frozenset({"40P01", "55P03"}), 3
Progress = Callable[[Report], None]


def importers() -> dict[str, type[Importer]]:
    """What can be imported, by kind. The apps' importers are named in the settings: this app knows none of them."""
    return {kind: import_string(path) for kind, path in settings.IMPORTERS.items()}


def importers_for(role: str) -> dict[str, type[Importer]]:
    """What somebody with this role imports, by kind."""
    return {kind: importer for kind, importer in importers().items() if role in importer.roles}


class Busy(DomainError):
    """Another import is running."""


@contextlib.contextmanager
def one_at_a_time(partner: Any = None) -> Iterator[None]:
    """Two imports of the vendor at once would make the same customer twice. Raises Busy while another one runs.

    A partner waits for its own imports only: what it sends goes through doors that many may use at once.
    """
    key = [LOCK, partner.pk if partner else 0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::int, %s::int)", key)
        if not cursor.fetchone()[0]:
            raise Busy(_("Another import is running. Try again when it is done."))
        try:
            yield
        finally:
            if connection.connection is not None and not connection.connection.closed:
                cursor.execute("SELECT pg_advisory_unlock(%s::int, %s::int)", key)


@dataclass
class Planned:
    """What will become of a row: made (no `existing`), changed (the names of new facts), or nothing."""

    row: Row
    key: str
    facts: dict[str, str]
    stored: ImportedRow | None = None
    existing: Any = None
    changed: set[str] = field(default_factory=set)


class Import:
    """One file on its way in. Raises InvalidInput when its columns, or those of a companion, cannot be understood."""

    def __init__(self, kind: type[Importer], options: Options, sheet: Sheet, companions: dict[str, Sheet]) -> None:
        self.kind, self.options = kind, options
        self.sheet, self.companions = sheet, companions
        names = {field.name for field in kind.fields}
        names |= {field.name for companion in kind.companions.values() for field in companion.fields}
        options.mapping.check(names, set(kind.companions))
        self.seen: dict[str, int] = {}
        self.learned = Report()
        self._begin()

    def _begin(self) -> None:
        """Everything that was looked up, looked up again."""
        self.learned = Report()
        self.importer = self.kind(self.options)
        self.importer.prepare()
        for name, companion in self.kind.companions.items():
            sheet = self.companions.get(name)
            table = self._table(sheet, companion.fields, sheet.name) if sheet else None
            self.importer.learn(name, table, self.learned)
        self.table = self._table(self.sheet, self.kind.fields)

    def _table(self, sheet: Sheet, fields: Any, name: str = "") -> Table:
        return understand_columns(sheet, fields, self.options.mapping, self.importer.vocabularies, name)

    def preview(self, progress: Progress | None = None) -> Report:
        """What would happen. Writes nothing."""
        total = Report()
        total.add(self.learned)
        for batch in _batches(self.sheet.records(), self.kind.batch):
            report = Report()
            self._plan(batch, report)
            total.add(report)
            if progress:
                progress(total)
        return total

    def run(self, done: Report | None = None, on_batch: Progress | None = None) -> Report:
        """Import what follows the rows that `done` counts. `on_batch` is called inside each batch's transaction.

        Raises Busy while another import runs.
        """
        total = done or Report()
        with one_at_a_time(self.options.partner), self._history():
            with transaction.atomic():
                self.importer.establish()
            records = self.sheet.records()
            self._pass_over(records, total)
            for batch in _batches(records, self.kind.batch):
                with transaction.atomic():
                    report = self._import(batch)
                    total.add(report)
                    if on_batch:
                        on_batch(total)
        return total

    def _history(self) -> Any:
        actor = self.options.actor
        who = {"user": actor.pk if actor else None, "actor": str(actor) if actor else "import"}
        return pghistory.context(**who, url=f"import {self.options.file_name}"[:200])

    def _pass_over(self, records: Iterator[Record], done: Report) -> None:
        """The rows of an earlier run, only to know their ids. The first time, the companions' part of the report."""
        if not done.read:
            done.add(self.learned)
        unheard = Report()
        for record in islice(records, done.read):
            if row := self.table.understand(record, unheard):
                with contextlib.suppress(Refused):
                    self.seen.setdefault(self.importer.external_id(row), row.line)

    def _import(self, batch: list[Record], tries: int = TRIES) -> Report:
        seen_before = dict(self.seen)
        try:
            with transaction.atomic():
                report = Report()
                self._write(self._plan(batch, report, lock=True), report)
        except (IntegrityError, DataError, OperationalError, Refused) as error:
            self.seen = seen_before
            self._begin()
            if not isinstance(error, OperationalError):
                return self._import_in_parts(batch, error)
            if tries == 1 or getattr(error.__cause__, "pgcode", None) not in IN_THE_WAY:
                raise
            return self._import(batch, tries - 1)
        return report

    def _import_in_parts(self, batch: list[Record], error: Exception) -> Report:
        """Something of this batch was refused: halved until it is known which row, the others imported."""
        total = Report()
        if len(batch) == 1:
            total.read = 1
            total.refuse(batch[0].line, self._in_words(error))
        else:
            middle = len(batch) // 2
            total.add(self._import(batch[:middle]))
            total.add(self._import(batch[middle:]))
        return total

    def _in_words(self, error: Exception) -> str:
        if isinstance(error, Refused):
            return str(error)
        constraint = violated(error)
        if constraint in self.kind.refusals:
            return str(self.kind.refusals[constraint])
        return _("The database refused the row: %(why)s") % {"why": str(error).strip().split("\n")[0][:200]}

    # -- a batch

    def _plan(self, batch: list[Record], report: Report, *, lock: bool = False) -> list[Planned]:
        report.read += len(batch)
        rows = [row for record in batch if (row := self.table.understand(record, report))]
        self.importer.look_up(rows)
        planned = [plan for row in rows if (plan := self._facts(row, report))]
        self._compare(planned, report, lock)
        return [plan for plan in planned if plan.existing is None or plan.changed or plan.stored is None]

    def _facts(self, row: Row, report: Report) -> Planned | None:
        noticed = Report()
        try:
            key = self.importer.external_id(row)
            if key in self.seen:
                sentence = _("The row has the same id (%(key)s) as line %(line)s.")
                raise Refused(sentence % {"key": key, "line": self.seen[key]})
            facts = self.importer.facts(row, noticed)
        except Refused as refusal:
            report.refuse(row.line, str(refusal))
            return None
        self.seen[key] = row.line
        report.add(noticed)
        return Planned(row, key, facts)

    def _compare(self, planned: list[Planned], report: Report, lock: bool) -> None:
        """Find out which rows are new, which say something new, and which may not become what they say."""
        self._recognise(planned, lock)
        for plan in list(planned):
            if plan.existing is None:
                report.made += 1
                self.importer.foresee(plan.row, None, set(plan.facts), report)
                continue
            before = plan.stored.facts if plan.stored else {}
            plan.changed = {name for name, value in plan.facts.items() if before.get(name) != value}
            plan.facts = {**before, **plan.facts}
            try:
                if plan.changed:
                    self.importer.check(plan.row, plan.existing)
                    self.importer.foresee(plan.row, plan.existing, plan.changed, report)
            except Refused as refusal:
                report.refuse(plan.row.line, str(refusal))
                planned.remove(plan)
                continue
            report.updated += bool(plan.changed)
            report.unchanged += not plan.changed

    def _recognise(self, planned: list[Planned], lock: bool) -> None:
        keys = [plan.key for plan in planned]
        rows = ImportedRow.objects.filter(kind=self.kind.kind, source=self.options.source, external_id__in=keys)
        stored = {row.external_id: row for row in rows}
        objects = self.kind.model._default_manager.order_by("pk")
        objects = objects.select_for_update(of=("self",)) if lock else objects
        known = objects.in_bulk([row.object_id for row in stored.values()])
        adopted = self.importer.adopt([key for key in keys if key not in stored])
        for plan in planned:
            plan.stored = stored.get(plan.key)
            plan.existing = known.get(plan.stored.object_id) if plan.stored else adopted.get(plan.key)

    def _write(self, planned: list[Planned], report: Report) -> None:
        new = [plan for plan in planned if plan.existing is None]
        changed = [plan for plan in planned if plan.existing is not None and plan.changed]
        for plan, made in zip(new, self.importer.make([plan.row for plan in new]) if new else [], strict=True):
            plan.existing = made
        if changed:
            self.importer.change([(plan.row, plan.existing, plan.changed) for plan in changed])
        report.gaps.update(self.importer.outcomes)
        self.importer.outcomes.clear()
        ImportedRow.objects.bulk_create(
            [self._remembered(plan) for plan in planned],
            update_conflicts=True,
            unique_fields=["kind", "source", "external_id"],
            update_fields=["object_id", "facts"],
        )

    def _remembered(self, plan: Planned) -> ImportedRow:
        return ImportedRow(
            kind=self.kind.kind,
            source=self.options.source,
            external_id=plan.key,
            object_id=plan.existing.pk,
            facts=plan.facts,
        )


def _batches(records: Iterator[Record], size: int) -> Iterator[list[Record]]:
    while batch := list(islice(records, size)):
        yield batch
