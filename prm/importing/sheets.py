"""Files as rows of text, whatever they are called: CSV in the encodings people have, and Excel workbooks.

What a file is, its content says. A row that cannot be read is one bad row: the ones after it are still read.
"""

import csv
import io
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Any

from django.utils.translation import gettext as _

from prm.core.errors import InvalidInput

DELIMITERS = ",;\t|"
LONGEST_LINE = 1_000_000
LONGEST_RECORD = 100  # lines: a quotation mark that is still open after so many was never closed
MOST_COLUMNS = 500
# What reading a workbook that is not whole raises (a broken XML is a SyntaxError).
BROKEN_WORKBOOK = (LookupError, ValueError, OSError, SyntaxError, zipfile.BadZipFile, zlib.error)
# What a workbook may unpack to. Ordinary ones stay far below; a small file that grows beyond it is an attack.
LARGEST_WORKBOOK = 300_000_000
# What broken bytes become while a file is read.
BROKEN = re.compile("[\ud800-\udfff\ufffd]")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x7fELF", b"MZ")


@dataclass(frozen=True)
class Record:
    """One row: its line in the file (the first, if it spans several), and its cells or why they cannot be read."""

    line: int
    cells: list[str]
    problem: str = ""


@dataclass
class Sheet:
    """A table in a file. `records()` reads it from the start, each time it is called."""

    name: str
    file: IO[bytes] = field(repr=False)
    header: list[str] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""

    def records(self) -> Iterator[Record]:
        """Rows below the header, empty ones left out, one after the other: a large file is never held in memory."""
        for record in itertools.islice(self._rows(), 1, None):
            if record.problem or any(cell.strip() for cell in record.cells):
                yield record

    def _rows(self) -> Iterator[Record]:
        self.file.seek(0)
        return self._text_rows() if self.delimiter else _workbook_rows(self.file)

    def _text_rows(self) -> Iterator[Record]:
        text = _reader(self.file, self.encoding)
        try:
            yield from _split(text, self.delimiter, self.encoding)
        finally:
            text.detach()


def open_sheet(file: IO[bytes], name: str) -> Sheet:
    """The table in this file. Raises InvalidInput with a sentence when it is none that can be read."""
    file.seek(0)
    start = file.read(8)
    sheet = Sheet(name, file)
    if not start:
        raise InvalidInput(_("%(name)s is empty.") % {"name": name})
    if start.startswith(ZIP):
        _check_workbook(file, name)
    else:
        _check_text(start, name)
        sheet.encoding = _encoding(file)
        sheet.delimiter = _delimiter(file, sheet.encoding)
    first = next(sheet._rows(), None)
    sheet.header = [" ".join(cell.split()) for cell in first.cells] if first and not first.problem else []
    _check_header(sheet)
    return sheet


def _check_header(sheet: Sheet) -> None:
    named = [title.casefold() for title in sheet.header if title]
    if not named or len(sheet.header) > MOST_COLUMNS:
        raise InvalidInput(_("%(name)s has no line of column names at the top.") % {"name": sheet.name})
    if any("\x00" in title or not title.isprintable() for title in named):
        raise InvalidInput(_("%(name)s is no table: its first line is not text.") % {"name": sheet.name})
    twice = sorted({title for title in named if named.count(title) > 1})
    if twice:
        sentence = _("%(name)s has two columns called “%(column)s”. Rename one of them.")
        raise InvalidInput(sentence % {"name": sheet.name, "column": twice[0]})


# -- text


def _check_text(start: bytes, name: str) -> None:
    if start.startswith(OLD_EXCEL):
        sentence = _("%(name)s is in the old Excel format. Save it as .xlsx or CSV and try again.")
        raise InvalidInput(sentence % {"name": name})
    head = start.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(OTHER_KINDS) or head.startswith((b"<", b"{")):
        raise InvalidInput(_("%(name)s is neither CSV nor an Excel workbook.") % {"name": name})


def _encoding(file: IO[bytes]) -> str:
    """UTF-8 (with or without a mark), UTF-16 with a mark, else Windows-1252.

    A single broken byte does not make a UTF-8 file another one: then the row that holds it is refused.
    """
    file.seek(0)
    start = file.read(3)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    file.seek(0)
    good = bad = 0
    for line in iter(lambda: file.readline(LONGEST_LINE), b""):
        if line.isascii():
            continue
        text = line.decode("utf-8", "surrogateescape")
        broken = sum("\udc80" <= character <= "\udcff" for character in text)
        bad += broken
        good += sum(character > "\x7f" for character in text) - broken
    if bad > good:
        return "cp1252"
    return "utf-8-sig"


def _reader(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Text in which broken bytes can still be told from characters, so that only their row is refused."""
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    return io.TextIOWrapper(file, encoding, errors=errors, newline="")  # type: ignore[type-var]


def _delimiter(file: IO[bytes], encoding: str) -> str:
    """The separator that makes the most columns of the first line."""
    file.seek(0)
    text = _reader(file, encoding)
    line = text.readline(LONGEST_LINE)
    text.detach()
    counts = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: counts[mark])


def _split(text: IO[str], delimiter: str, encoding: str) -> Iterator[Record]:
    lines = _Lines(text)
    width = 0
    while (line := lines.take()) is not None:
        start = lines.number
        record = _record(start, line, lines, delimiter)
        if not width:
            width = len(record.cells)
        elif not record.problem and any(record.cells):
            record = _checked(record, width, encoding)
        yield record


class _Lines:
    """Lines of a file, counted; lines that were taken too hopefully can be given back."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._returned: list[str] = []
        self.number = 0

    def take(self) -> str | None:
        line = self._returned.pop() if self._returned else self._read()
        if line:
            self.number += 1
        return line or None

    def give_back(self, lines: list[str]) -> None:
        self._returned.extend(reversed(lines))
        self.number -= len(lines)

    def _read(self) -> str:
        """One line. Of a monster only the beginning is kept, which is then refused for its length."""
        line = self._text.readline(LONGEST_LINE + 1)
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith("\n"):
            rest = self._text.readline(LONGEST_LINE + 1)
        return line


def _record(number: int, line: str, lines: _Lines, delimiter: str) -> Record:
    if len(line) > LONGEST_LINE:
        return Record(number, [], _("The line is longer than %(most)s characters.") % {"most": f"{LONGEST_LINE:,}"})
    if '"' not in line:
        return Record(number, line.rstrip("\r\n").split(delimiter))
    taken: list[str] = []
    while True:
        try:
            return Record(number, _parse(line + "".join(taken), delimiter))
        except csv.Error as error:
            if "field larger" in str(error):
                return Record(number, [], _("A cell is longer than anything that can be imported."))
            more = lines.take() if len(taken) < LONGEST_RECORD else None
        if more is None:
            lines.give_back(taken)
            return Record(number, [], _("A quotation mark is opened in this line and never closed."))
        taken.append(more)


def _parse(text: str, delimiter: str) -> list[str]:
    """The cells of one record. Raises csv.Error when the text ends inside quotation marks."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error) or "field larger" in str(error):
            raise
        # A stray quotation mark inside a cell (5" pipe) is text.
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _checked(record: Record, width: int, encoding: str) -> Record:
    cells = record.cells
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if len(cells) != width:
        sentence = _("The row has %(found)s cells, the first line names %(expected)s columns.")
        return Record(record.line, [], sentence % {"found": len(cells), "expected": width})
    for cell in cells:
        if "\x00" in cell:
            return Record(record.line, [], _("The row contains a NUL character, which is not text."))
        if not cell.isascii() and BROKEN.search(cell):
            sentence = _("The row contains bytes that are not text in %(encoding)s.")
            name = "UTF-8" if encoding.startswith("utf-8") else encoding
            return Record(record.line, [], sentence % {"encoding": name})
    return Record(record.line, cells)


# -- workbooks


def _check_workbook(file: IO[bytes], name: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise InvalidInput(_("%(name)s is damaged and cannot be opened.") % {"name": name}) from error
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise InvalidInput(_("%(name)s is neither CSV nor an Excel workbook.") % {"name": name})
    if sum(member.file_size for member in members) > LARGEST_WORKBOOK:
        raise InvalidInput(_("%(name)s unpacks to more than can be read. Split it.") % {"name": name})
    try:
        next(_workbook_rows(file), None)
    except BROKEN_WORKBOOK as error:
        raise InvalidInput(_("%(name)s is damaged and cannot be opened.") % {"name": name}) from error


def _workbook_rows(file: IO[bytes]) -> Iterator[Record]:
    """The first sheet. Formulas stay what was written in the cell, they are never worked out."""
    book = _open_workbook(file)
    number = width = 0
    try:
        page = book.worksheets[0]
        page.reset_dimensions()  # what a workbook says about its own size is often wrong
        for number, row in enumerate(page.iter_rows(values_only=True), start=1):
            cells = [_as_text(value) for value in row[: MOST_COLUMNS + 1]]
            if not width:
                width = _last_filled(cells)
                yield Record(number, cells[:width])
            elif _last_filled(cells) > width:
                yield Record(number, [], _("The row has cells beyond the last named column."))
            else:
                yield Record(number, (cells + [""] * width)[:width])
    except BROKEN_WORKBOOK:
        if not number:
            raise
        yield Record(number + 1, [], _("The workbook is damaged from here on."))
    finally:
        book.close()


def _open_workbook(file: IO[bytes]) -> Any:
    # It loads numpy where there is one: half a second that most web processes never need.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not know
        try:
            return openpyxl.load_workbook(file, read_only=True, data_only=False)
        except InvalidFileException as error:
            raise ValueError(str(error)) from error


def _last_filled(cells: list[str]) -> int:
    return max((position for position, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _as_text(value: Any) -> str:
    """The cell as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
