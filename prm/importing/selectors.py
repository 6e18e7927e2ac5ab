"""Reads of the import pages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .enums import WORK, RunState
from .models import ImportProblem, ImportRun
from .report import COUNTS, Report

SHOWN_PROBLEMS = 20


def runs(user: Any) -> QuerySet[ImportRun]:
    return ImportRun.objects.visible_to(user).select_related("started_by")


def problems(user: Any, run: ImportRun) -> QuerySet[ImportProblem]:
    return ImportProblem.objects.visible_to(user).filter(run=run)


@dataclass(frozen=True)
class Standing:
    """A run as its page shows it: the preview until it starts, the report from then on."""

    run: ImportRun
    report: Report
    is_preview: bool
    total: int
    problems: list[ImportProblem]
    problem_count: int

    @property
    def is_moving(self) -> bool:
        return self.run.state in WORK

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Title in the file and what it is taken for, in words."""
        return [(title, name.replace("_", " ")) for title, name in self.run.preview.get("columns", [])]

    @property
    def unused(self) -> list[str]:
        return self.run.preview.get("unused", [])

    @property
    def files(self) -> list[str]:
        return self.run.preview.get("files", [])


def is_preview(run: ImportRun) -> bool:
    """Whether its figures say what would happen, and not what did."""
    return run.state in (RunState.CHECKING, RunState.READY, RunState.DISCARDED)


def counts_of(run: ImportRun) -> dict[str, int]:
    """Rows read, made, updated, unchanged and refused."""
    figures = run.preview if is_preview(run) else run.report
    return {name: figures.get(name, 0) for name in COUNTS}


def standing(user: Any, run: ImportRun) -> Standing:
    preview = is_preview(run)
    rows = problems(user, run)
    return Standing(
        run=run,
        report=Report.from_json(run.preview if preview else run.report),
        is_preview=preview,
        total=run.preview.get("read", 0),
        problems=list(rows[:SHOWN_PROBLEMS]),
        problem_count=rows.count(),
    )
