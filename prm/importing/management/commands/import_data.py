"""The import of the web page, from a shell."""

import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from prm.accounts.enums import Role
from prm.core.errors import DomainError
from prm.importing.engine import Import, importers, importers_for
from prm.importing.importer import Options
from prm.importing.mapping import Mapping
from prm.importing.report import Report
from prm.importing.services import checked_currency
from prm.importing.sheets import Sheet, open_sheet

MOST_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Imports partners, leads or opportunities (deals) from a CSV or Excel file. Safe to repeat: a row is known by "
        "its source and its id in it, and only what the file says anew is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(importers_for(Role.CHANNEL_MANAGER)))
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", type=Path, help="a JSON file that says what columns and values mean")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; write nothing")
        parser.add_argument("--source", default="", help="the system the file comes from (default: import)")
        parser.add_argument("--currency", default="", help="of amounts without a currency of their own")
        parser.add_argument(
            "--problems", type=Path, help="write every refused row, with line and reason, to this file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with ExitStack() as stack:
                work = self._open(options, stack)
                self._explain(work)
                report = work.preview(self._progress) if options["dry_run"] else work.run(None, self._progress)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self._end_progress()
        self._print(report, dry=options["dry_run"])
        if options["problems"]:
            options["problems"].write_text("".join(f"{problem}\n" for problem in report.problems))

    def _open(self, options: dict[str, Any], stack: ExitStack) -> Import:
        kind = importers()[options["kind"]]
        mapping = Mapping.parse(_read(options["map"])) if options["map"] else Mapping()
        sheet = self._sheet(options["file"], stack)
        folder = options["file"].resolve().parent
        companions: dict[str, Sheet] = {}
        for name, companion in kind.companions.items():
            path = folder / mapping.companions.get(name, companion.file_name)
            if path.is_file() and path != options["file"].resolve():
                companions[name] = self._sheet(path, stack)
            elif name in mapping.companions:
                raise CommandError(_("The mapping names %(path)s, which does not exist.") % {"path": path})
        chosen = Options(
            file_name=sheet.name,
            source=options["source"] or mapping.source or Options.source,
            currency=checked_currency(options["currency"] or Options.currency),
            mapping=mapping,
        )
        return Import(kind, chosen, sheet, companions)

    def _sheet(self, path: Path, stack: ExitStack) -> Sheet:
        try:
            return open_sheet(stack.enter_context(path.open("rb")), path.name)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error

    def _explain(self, work: Import) -> None:
        for sheet, table in ((work.sheet, work.table), *((sheet, None) for sheet in work.companions.values())):
            how = f"{sheet.encoding}, “{sheet.delimiter}”" if sheet.delimiter else "Excel"
            self.stdout.write(f"{sheet.name} ({how})")
            if table:
                self.stdout.write("  " + ", ".join(f"{each.title} → {each.field.name}" for each in table.columns))
                if table.unused:
                    self.stdout.write("  " + _("not used: %(columns)s") % {"columns": ", ".join(table.unused)})

    def _progress(self, report: Report) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r  {report.read:,} rows", ending="")
            sys.stderr.flush()
        elif report.read % 10_000 < 1000:
            self.stderr.write(f"  {report.read:,} rows")

    def _end_progress(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("")

    def _print(self, report: Report, *, dry: bool) -> None:
        title = _("Nothing was written. This is what the import would do:") if dry else _("Done:")
        self.stdout.write(title)
        counts = {
            _("read"): report.read,
            _("made"): report.made,
            _("updated"): report.updated,
            _("unchanged"): report.unchanged,
            _("refused"): report.refused,
        }
        for word, count in counts.items():
            self.stdout.write(f"  {count:>9,} {word}")
        self._list(_("Made on the way:"), report.related_lines())
        self._list(_("Read differently from what the file says:"), report.reading_lines())
        self._list(_("Gaps:"), report.gap_lines())
        self._list(_("Refused:"), [str(problem) for problem in report.problems])

    def _list(self, title: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(title)
        for line in lines[:MOST_SHOWN]:
            self.stdout.write(f"  {line}")
        if len(lines) > MOST_SHOWN:
            rest = _("… and %(count)s more (--problems FILE writes all)") % {"count": f"{len(lines) - MOST_SHOWN:,}"}
            self.stdout.write(f"  {rest}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
