"""Files as rows: what they are called does not matter, and a bad row is one bad row."""

import io
from datetime import date, datetime

import pytest

from prm.core.errors import InvalidInput
from prm.importing.sheets import LONGEST_LINE, Sheet, open_sheet

from .files import csv_bytes, xlsx_bytes

ROWS = [("name", "city"), ("Müller", "Köln"), ("Ørsted", "Århus")]


def opened(content: bytes, name: str = "file.csv") -> Sheet:
    return open_sheet(io.BytesIO(content), name)


def cells(sheet: Sheet) -> list[list[str]]:
    return [record.cells for record in sheet.records()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_found(encoding: str, delimiter: str) -> None:
    sheet = opened(csv_bytes(ROWS, encoding, delimiter))
    assert sheet.header == ["name", "city"]
    assert cells(sheet) == [list(row) for row in ROWS[1:]]


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list"])
def test_the_content_says_what_a_file_is(name: str) -> None:
    assert cells(opened(xlsx_bytes(ROWS), name)) == [list(row) for row in ROWS[1:]]
    assert cells(opened(csv_bytes(ROWS), name)) == [list(row) for row in ROWS[1:]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n....",
        b"<html><table></table></html>",
        b'{"name": "x"}',
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Excel",
        b"PK\x03\x04 not a zip at all",
        b"\x00\x01\x02\x03\x04\x05\n\x06",
        b"\n\n\n",
        b"name,name\na,b\n",
        xlsx_bytes(ROWS)[:-200],
    ],
    ids=["empty", "pdf", "png", "html", "json", "xls", "zip", "binary", "blank", "twice", "cut off"],
)
def test_what_is_no_table_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        opened(content)
    assert "file.csv" in refusal.value.message


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prm.importing.sheets.LARGEST_WORKBOOK", 1000)
    with pytest.raises(InvalidInput, match="unpacks"):
        opened(xlsx_bytes(ROWS))


def test_one_broken_byte_costs_one_row_and_no_other_is_mangled() -> None:
    content = csv_bytes([*ROWS, ("broken", "x"), ("Dvořák", "Plzeň")]).replace(b"broken", b"br\xffken")
    records = list(opened(content).records())
    assert [record.line for record in records if record.problem] == [4]
    assert "UTF-8" in records[2].problem
    assert records[3].cells == ["Dvořák", "Plzeň"]


def test_bad_rows_name_their_line_and_the_rest_is_read() -> None:
    content = (
        b"name,city\n"
        b"good,1\n"
        b"nul\x00,2\n"
        b"too,many,cells\n"
        b"few\n"
        b'"two\nlines",6\n'
        b'pipe 5" wide,8\n'
        b'"never closed,9\n'
        b"after,10\n"
    )
    records = list(opened(content).records())
    assert [record.line for record in records if record.problem] == [3, 4, 5, 9]
    assert [record.cells[0] for record in records if not record.problem] == [
        "good",
        "two\nlines",
        'pipe 5" wide',
        "after",
    ]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rest() -> None:
    lines = [b"name,city\n", b'"open,1\n', *(b"row %d,x\n" % number for number in range(5000))]
    records = list(opened(b"".join(lines)).records())
    assert [record.line for record in records if record.problem] == [2]
    assert len(records) == 5001


def test_a_monster_line_is_one_bad_row() -> None:
    content = b"name,city\n" + b"x" * (10 * LONGEST_LINE) + b",1\nafter,2\n"
    records = list(opened(content).records())
    assert [(record.line, bool(record.problem)) for record in records] == [(2, True), (3, False)]


def test_trailing_empty_cells_and_blank_lines_do_no_harm() -> None:
    sheet = opened(b"name,city\na,1,,\n\n , \nb,2\n")
    assert cells(sheet) == [["a", "1"], ["b", "2"]]
    assert [record.line for record in sheet.records()] == [2, 5]


def test_formulas_stay_text() -> None:
    rows = [("name", "sum"), ("=1+1", '=HYPERLINK("http://x")')]
    assert cells(opened(xlsx_bytes(rows))) == [["=1+1", '=HYPERLINK("http://x")']]
    assert cells(opened(csv_bytes(rows))) == [["=1+1", '=HYPERLINK("http://x")']]


def test_cells_of_a_workbook_read_as_somebody_would_type_them() -> None:
    rows = [("a", "b", "c", "d", "e"), (4514.0, 1.5, date(2017, 3, 1), datetime(2017, 3, 1, 9, 30), None)]  # noqa: DTZ001
    assert cells(opened(xlsx_bytes(rows))) == [["4514", "1.5", "2017-03-01", "2017-03-01 09:30:00", ""]]


def test_a_sheet_can_be_read_again_and_left_half_way() -> None:
    sheet = opened(csv_bytes(ROWS))
    next(sheet.records())
    assert len(list(sheet.records())) == len(list(sheet.records())) == 2
