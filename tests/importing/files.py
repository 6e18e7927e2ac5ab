"""Files as people upload them, and short ways to import them."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from prm.importing.engine import Import, importers
from prm.importing.importer import Options
from prm.importing.mapping import Mapping
from prm.importing.report import Report
from prm.importing.sheets import open_sheet

CRM = Path(__file__).resolve().parents[3] / "shared" / "data" / "crm-opportunities"
needs_crm = pytest.mark.skipif(not CRM.is_dir(), reason=f"the shared data is not here: {CRM}")
DEAL_COLUMNS = ("opportunity_id", "account", "deal_stage", "engage_date", "close_date", "close_value")


def csv_bytes(rows: Iterable[Sequence[object]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(file)
    return file.getvalue()


def deals(count: int, **changes: Sequence[object]) -> list[Sequence[object]]:
    """A header and won deals d1 to d<count>; `changes` replace whole rows, by id."""
    day = date(2025, 3, 1).isoformat()
    rows = [(f"d{number}", f"Company {number % 50}", "Won", day, day, number) for number in range(1, count + 1)]
    return [DEAL_COLUMNS, *(changes.get(str(row[0]), row) for row in rows)]


def make_import(
    content: bytes, *, kind: str = "opportunities", companions: dict[str, bytes] | None = None, **options: object
) -> Import:
    mapping = Mapping.parse(str(options.pop("mapping"))) if "mapping" in options else Mapping()
    sheets = {name: open_sheet(io.BytesIO(text), name) for name, text in (companions or {}).items()}
    chosen = Options(file_name="test.csv", mapping=mapping, **options)  # type: ignore[arg-type]
    return Import(importers()[kind], chosen, open_sheet(io.BytesIO(content), "test.csv"), sheets)


def run(content: bytes, **options: object) -> Report:
    return make_import(content, **options).run()  # type: ignore[arg-type]


def crm_files() -> tuple[bytes, dict[str, bytes]]:
    names = {"accounts": "accounts.csv", "products": "products.csv", "teams": "sales_teams.csv"}
    return (CRM / "sales_pipeline.csv").read_bytes(), {key: (CRM / name).read_bytes() for key, name in names.items()}
