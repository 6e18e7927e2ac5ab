"""From a sheet's cells to rows that say something: which column is which field, and what each cell means."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from prm.core.errors import InvalidInput

from .fields import Field, Refused, Row
from .mapping import Mapping
from .report import Reading, Report
from .sheets import Record, Sheet
from .values import Vocabulary, bare

Vocabularies = dict[str, Vocabulary]
# A text that is shown in a report or kept in a note; more of it helps nobody.
SHOWN = 100


@dataclass(frozen=True)
class Column:
    """A field and where its text comes from: a place in the row, or only the mapping's default."""

    field: Field
    title: str
    place: int | None


@dataclass
class Table:
    """A sheet whose columns are understood. `name` is empty for the main file."""

    sheet: Sheet
    columns: list[Column]
    mapping: Mapping
    vocabularies: Vocabularies
    name: str = ""

    def __post_init__(self) -> None:
        self._fields = frozenset(column.field.name for column in self.columns)

    @property
    def unused(self) -> list[str]:
        """Titles of columns that no field takes."""
        places = {column.place for column in self.columns}
        return [title for place, title in enumerate(self.sheet.header) if title and place not in places]

    def rows(self, report: Report) -> Iterator[Row]:
        for record in self.sheet.records():
            if row := self.understand(record, report):
                yield row

    def understand(self, record: Record, report: Report) -> Row | None:
        """The row; None when it had to be refused, which the report then says."""
        if record.problem:
            report.refuse(record.line, record.problem, self.name)
            return None
        row = Row(record.line, {}, self._fields)
        readings: list[Reading] = []
        try:
            for column in self.columns:
                self._read(column, record.cells, row, readings)
        except Refused as refusal:
            report.refuse(record.line, str(refusal), self.name)
            return None
        report.readings.update(readings)
        return row

    def _read(self, column: Column, cells: list[str], row: Row, readings: list[Reading]) -> None:
        field = column.field
        text = "" if column.place is None else cells[column.place].strip()
        text = text or self.mapping.defaults.get(field.name, "")
        corrected, by_map = self.mapping.correct(field.name, text)
        if not corrected:
            if field.required:
                raise Refused(_("%(column)s is empty") % {"column": column.title})
            if by_map:
                _note(row, readings, Reading(column.title, text[:SHOWN], "", "left"))
        elif field.vocabulary:
            row.values[field.name] = self._word(column, text, corrected, row, readings)
        else:
            row.values[field.name] = self._value(column, corrected)
            if by_map:
                _note(row, readings, Reading(column.title, text[:SHOWN], corrected[:SHOWN], "map"))

    def _value(self, column: Column, text: str) -> Any:
        assert column.field.read is not None
        try:
            return column.field.read(text, self.mapping.style)
        except ValueError as error:
            raise Refused(f"{column.title} {error}") from error

    def _word(self, column: Column, text: str, corrected: str, row: Row, readings: list[Reading]) -> Any:
        match = self.vocabularies[column.field.vocabulary].find(corrected)
        by_map = corrected != text
        if match is None or not (match.certain or self.mapping.suggestions):
            if column.field.required or by_map:
                sentence = _("%(column)s “%(text)s” is not known")
                raise Refused(sentence % {"column": column.title, "text": corrected[:SHOWN]})
            _note(row, readings, Reading(column.title, text[:SHOWN], "", "unknown"))
            return None
        if by_map or not match.exact:
            how = "map" if by_map else "word" if match.certain else "guess"
            _note(row, readings, Reading(column.title, text[:SHOWN], match.label, how))
        return match.value


def _note(row: Row, readings: list[Reading], reading: Reading) -> None:
    """Count the reading, and keep in the row what the file said, unless it was a plain synonym."""
    readings.append(reading)
    if reading.how != "word":
        became = f" → “{reading.label}”" if reading.label else ""
        row.notes.append(f"{reading.column}: “{reading.text}”{became}")


def understand_columns(
    sheet: Sheet, fields: tuple[Field, ...], mapping: Mapping, vocabularies: Vocabularies, name: str = ""
) -> Table:
    """Raises InvalidInput when a needed column is missing, or two columns would be the same field."""
    by_name = {field.name: field for field in fields}
    by_header = {bare(header): field for field in fields for header in (field.name, *field.headers)}
    columns: dict[str, Column] = {}
    for place, title in enumerate(sheet.header):
        target = mapping.columns.get(bare(title))
        field = by_header.get(bare(title)) if target is None else by_name.get(target)
        if field is None:
            continue
        if taken := columns.get(field.name):
            sentence = _("The columns “%(one)s” and “%(two)s” of %(file)s would both be %(field)s.")
            names = {"one": taken.title, "two": title, "file": sheet.name, "field": field.name}
            raise InvalidInput(sentence % names)
        columns[field.name] = Column(field, title, place)
    for field in fields:
        if field.name not in columns and field.name in mapping.defaults:
            columns[field.name] = Column(field, field.name, None)
    _check_complete(sheet, fields, columns)
    return Table(sheet, list(columns.values()), mapping, vocabularies, name)


def _check_complete(sheet: Sheet, fields: tuple[Field, ...], columns: dict[str, Column]) -> None:
    for field in fields:
        if field.required and field.name not in columns:
            sentence = _("%(file)s has no column for %(field)s (known names: %(headers)s). A mapping can name it.")
            headers = ", ".join((field.name, *field.headers))
            raise InvalidInput(sentence % {"file": sheet.name, "field": field.name, "headers": headers})
