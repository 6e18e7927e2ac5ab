"""An import made on a page: uploaded, checked, started by a person, worked through. Postgres holds all of it.

A worker claims a run for the length of a lease, and renews it with every batch; a run whose worker was killed is
claimed by the next one, which goes on after the last batch that was written.
"""

import io
import logging
from collections.abc import Mapping as Dictionary
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from djmoney.settings import CURRENCIES

from prm.accounts.models import User
from prm.core.errors import DomainError, InvalidInput, NotAllowed, TransitionRefused
from prm.outbox.services import nudge_on_commit, post_notice

from .engine import Busy, Import, importers
from .enums import ENDED, RunState
from .importer import Options
from .mapping import Mapping
from .models import ImportFile, ImportProblem, ImportRun
from .report import Report
from .sheets import Sheet, open_sheet

MOST_BYTES = 25_000_000
MOST_WAITING_BYTES = 100_000_000
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
WORK_TASK = "importing.bulk.work"
logger = logging.getLogger(__name__)


class _Overtaken(Exception):
    """Another worker has the run; what was written here is rolled back."""


def checked_currency(code: str) -> str:
    """The code in capitals. Raises InvalidInput for one that no currency has."""
    code = code.strip().upper()
    if code not in {str(currency) for currency in CURRENCIES}:
        sentence = _("“%(code)s” is no currency (EUR, USD …).") % {"code": code[:20]}
        raise InvalidInput(sentence, fields={"currency": sentence})
    return code


# -- what a person does


@transaction.atomic
def upload(
    *,
    actor: User,
    kind: str,
    files: Dictionary[str, bytes],
    mapping: str = "",
    source: str = "",
    currency: str = "",
    suggestions: bool = True,
) -> ImportRun:
    """Takes the files in (the first is the main one) and has them checked; nothing is imported yet.

    What a partner imports is known by the partner's reference, whatever `source` says: its ids are its own.
    Raises NotAllowed, and InvalidInput for files that cannot be read or whose columns are not understood.
    """
    partner = importers()[kind].admit(actor)
    _check_room(actor, files)
    main = next(iter(files))
    understood = Mapping.parse(mapping) if mapping.strip() else Mapping()
    run = ImportRun(
        kind=kind,
        file_name=main,
        source=partner.ref if partner else (source or understood.source or Options.source)[:40],
        currency=checked_currency(currency or Options.currency),
        mapping=mapping,
        suggestions=suggestions and understood.suggestions,
        started_by=actor,
        partner=partner,
    )
    _open(run, files)  # a file that cannot be understood is refused while the person is here
    run.save()
    for name, content in files.items():
        ImportFile.objects.create(run=run, name=name, is_main=name == main, content=content, size=len(content))
    nudge_on_commit(WORK_TASK, run.pk)
    return run


@transaction.atomic
def start(*, actor: User, run: ImportRun) -> ImportRun:
    """Begins to import what was checked. Does nothing when it has begun. Raises NotAllowed and TransitionRefused."""
    _check_sight(actor, run)
    importers()[run.kind].admit(actor)
    run = ImportRun.objects.lock(run)
    if run.state in (RunState.WAITING, RunState.RUNNING, RunState.DONE):
        return run
    if run.state != RunState.READY:
        raise TransitionRefused(_("This import is “%(state)s” and cannot start.") % {"state": run.get_state_display()})
    run.problems.all().delete()
    _enter(run, RunState.WAITING)
    nudge_on_commit(WORK_TASK, run.pk)
    return run


@transaction.atomic
def discard(*, actor: User, run: ImportRun) -> ImportRun:
    """Throws the files away unimported. Raises NotAllowed, and TransitionRefused for an import that has begun."""
    _check_sight(actor, run)
    run = ImportRun.objects.lock(run)
    if run.state == RunState.DISCARDED:
        return run
    if run.state not in (RunState.CHECKING, RunState.READY, RunState.FAILED):
        sentence = _("This import is “%(state)s” and cannot be discarded.")
        raise TransitionRefused(sentence % {"state": run.get_state_display()})
    _enter(run, RunState.DISCARDED)
    return run


def _check_sight(actor: User, run: ImportRun) -> None:
    """A second door behind the page's: who may see an import may start and discard it."""
    if not ImportRun.objects.visible_to(actor).filter(pk=run.pk).exists():
        raise NotAllowed(_("This import is not yours."))


def _check_room(actor: User, files: Dictionary[str, bytes]) -> None:
    size = sum(len(content) for content in files.values())
    if size > MOST_BYTES:
        sentence = _("The files are larger than %(most)s MB together. Split them.") % {"most": MOST_BYTES // 10**6}
        raise InvalidInput(sentence, fields={"file": sentence})
    kept = sum(ImportFile.objects.filter(run__started_by=actor).values_list("size", flat=True))
    if kept + size > MOST_WAITING_BYTES:
        sentence = _("Too many of your files wait to be imported. Start or discard some first.")
        raise InvalidInput(sentence, fields={"file": sentence})


def _enter(run: ImportRun, state: RunState, **changes: Any) -> None:
    """Into this state, free for a worker; what has ended gives its files back."""
    ended = state in ENDED
    values = {"attempts": 0, "claimed_until": None, "finished_at": timezone.now() if ended else None, **changes}
    for name, value in {"state": state, **values}.items():
        setattr(run, name, value)
    run.save(update_fields=["state", *values])
    if ended:
        run.files.all().delete()


# -- what a worker does


def sweep() -> None:
    """Does what no worker has done: the hint was lost, the worker was killed, another import was in the way."""
    for number in ImportRun.objects.claimable(timezone.now()).order_by("pk").values_list("pk", flat=True):
        work(number)


def work(number: int) -> None:
    """Checks or imports the run with this row number, if nobody does. Safe to call twice and side by side."""
    run = _claim(number)
    if run is None:
        return
    try:
        files = {file.name: bytes(file.content) for file in run.files.order_by("-is_main", "pk")}
        if run.state == RunState.CHECKING:
            _check(run, _open(run, files))
        else:
            _import(run, _open(run, files))
    except _Overtaken:
        return
    except Busy:  # the sweeper comes back to it
        ImportRun.objects.filter(pk=run.pk).update(claimed_until=None, attempts=0)
    except DomainError as refusal:
        _enter(run, RunState.FAILED, failure=refusal.message[:500])
    except Exception:
        # The lease runs out, and the next worker tries again.
        logger.exception("Import %s failed (try %s)", run.ref, run.attempts)


def _claim(number: int) -> ImportRun | None:
    now = timezone.now()
    with transaction.atomic():
        rows = ImportRun.objects.claimable(now).filter(pk=number)
        run = rows.select_for_update(of=("self",), skip_locked=True).select_related("started_by", "partner").first()
        if run is None:
            return None
        if run.attempts >= MOST_ATTEMPTS:
            sentence = _("It was tried %(count)s times and broke off each time. What was imported stays.")
            _enter(run, RunState.FAILED, failure=sentence % {"count": run.attempts})
            return None
        run.state = RunState.RUNNING if run.state == RunState.WAITING else run.state
        run.claimed_until = now + LEASE
        run.attempts += 1
        run.save(update_fields=["state", "claimed_until", "attempts"])
    return run


def _open(run: ImportRun, files: Dictionary[str, bytes]) -> Import:
    kind = importers()[run.kind]
    mapping = Mapping.parse(run.mapping) if run.mapping.strip() else Mapping()
    sheets = {name: open_sheet(io.BytesIO(content), name) for name, content in files.items()}
    main, *others = sheets
    companions: dict[str, Sheet] = {}
    for role, companion in kind.companions.items():
        stem = mapping.companions.get(role, companion.file_name).rsplit(".", 1)[0].casefold()
        found = next((name for name in others if name.rsplit(".", 1)[0].casefold() == stem), None)
        if found:
            companions[role] = sheets[found]
            others.remove(found)
    if others:
        names = ", ".join(companion.file_name for companion in kind.companions.values()) or "–"
        sentence = _("%(file)s belongs to nothing here. Known beside the main file: %(names)s.")
        raise InvalidInput(sentence % {"file": others[0], "names": names})
    options = Options(main, run.source, run.currency, run.started_by, run.partner, mapping.taking(run.suggestions))
    return Import(kind, options, sheets[main], companions)


def _check(run: ImportRun, work: Import) -> None:
    report = work.preview(lambda _report: _renew(run))
    preview = report.as_json() | {
        "columns": [[column.title, column.field.name] for column in work.table.columns],
        "unused": work.table.unused,
        "files": [sheet.name for sheet in (work.sheet, *work.companions.values())],
    }
    with transaction.atomic():
        _keep_problems(run, report)
        _renew(run)
        _enter(run, RunState.READY, preview=preview)


def _import(run: ImportRun, work: Import) -> None:
    def after_batch(report: Report) -> None:
        _keep_problems(run, report)
        _renew(run, report=report.as_json(), attempts=0)

    report = work.run(Report.from_json(run.report), after_batch)
    with transaction.atomic():
        _renew(run)
        _keep_problems(run, report)
        _enter(run, RunState.DONE, report=report.as_json())
        title = _("Import done: %(file)s") % {"file": run.file_name}
        counts = _("%(made)s made, %(updated)s updated, %(unchanged)s unchanged, %(refused)s refused")
        text = counts % {name: f"{count:,}" for name, count in asdict(report).items() if isinstance(count, int)}
        post_notice(key=f"{run.ref}/done", to=run.started_by, title=title, text=text, url=run.get_absolute_url())


def _renew(run: ImportRun, **changes: Any) -> None:
    """Writes the progress and goes on holding the run. Raises _Overtaken when it is somebody else's by now."""
    mine = ImportRun.objects.filter(pk=run.pk, claimed_until=run.claimed_until, state=run.state)
    until: datetime = timezone.now() + LEASE
    if not mine.update(claimed_until=until, **changes):
        raise _Overtaken
    run.claimed_until = until


def _keep_problems(run: ImportRun, report: Report) -> None:
    """The refused rows become rows here, so that the report stays small."""
    ImportProblem.objects.bulk_create(
        ImportProblem(run=run, line=problem.line, file=problem.file[:150], sentence=problem.sentence[:500])
        for problem in report.problems
    )
    report.problems.clear()
