"""What an import did or would do, in figures and sentences that can be stored, added up and printed. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Different texts that are told apart; the rest of a column that says something else in every row is counted together.
MOST_READINGS = 500
COUNTS = ("read", "made", "updated", "unchanged", "refused")


class Problem(NamedTuple):
    """A row that was refused. `file` is empty for the main file."""

    line: int
    sentence: str
    file: str = ""

    def __str__(self) -> str:
        where = _("line %(line)s") % {"line": self.line}
        return f"{self.file}, {where}: {self.sentence}" if self.file else f"{where}: {self.sentence}"


class Reading(NamedTuple):
    """Text in a column that was not taken as it stands.

    `how`: map (the mapping says so), left (the mapping says: leave it empty), word (a synonym), guess (taken for a
    misspelling of the only word near it), unknown (left empty).
    """

    column: str
    text: str
    label: str
    how: str


@dataclass
class Report:
    """Counts of rows; `readings` and `gaps` count rows too, `related` the things made on the way."""

    read: int = 0
    made: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    readings: Counter[Reading] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    related: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for reading, count in other.readings.items():
            full = reading not in self.readings and len(self.readings) >= MOST_READINGS
            self.readings[reading._replace(text="…", label="…") if full else reading] += count
        self.gaps.update(other.gaps)
        self.related.update(other.related)
        self.problems.extend(other.problems)

    def refuse(self, line: int, sentence: str, file: str = "") -> None:
        if not file:
            self.refused += 1
        self.problems.append(Problem(line, sentence, file))

    def tell(self, line: int, sentence: str) -> None:
        """Something about a row that is imported all the same."""
        self.problems.append(Problem(line, sentence))

    # -- to the database and back; the problems are rows of their own there

    def as_json(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in COUNTS},
            "readings": [[*reading, count] for reading, count in self.readings.items()],
            "gaps": dict(self.gaps),
            "related": dict(self.related),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Report":
        report = cls(**{name: data.get(name, 0) for name in COUNTS})
        report.readings.update({Reading(*row[:4]): row[4] for row in data.get("readings", [])})
        report.gaps.update(data.get("gaps", {}))
        report.related.update(data.get("related", {}))
        return report

    # -- in words

    def reading_lines(self) -> list[str]:
        """Each text that was read as something else, the most frequent first."""
        return [_reading_line(reading, count) for reading, count in _ordered(self.readings.items())]

    def gap_lines(self) -> list[str]:
        return [f"{_rows(count)} {gap}" for gap, count in _ordered(self.gaps.items())]

    def related_lines(self) -> list[str]:
        return [f"{count:,} {label}" for label, count in _ordered(self.related.items())]


def _ordered(items: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
    return sorted(items, key=lambda item: (-item[1], str(item[0])))


def _rows(count: int) -> str:
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": f"{count:,}"}


def _reading_line(reading: Reading, count: int) -> str:
    sentence = {
        "map": _("%(rows)s: %(column)s “%(text)s” → “%(label)s”, as the mapping says"),
        "word": _("%(rows)s: %(column)s “%(text)s” → “%(label)s”"),
        "guess": _("%(rows)s: %(column)s “%(text)s” is not known → “%(label)s”, the nearest that is"),
        "left": _("%(rows)s: %(column)s “%(text)s” is left empty, as the mapping says"),
        "unknown": _("%(rows)s: %(column)s “%(text)s” is not known and left empty; the text is kept in the timeline"),
    }[reading.how]
    return sentence % {"rows": _rows(count), **reading._asdict()}
