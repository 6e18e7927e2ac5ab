"""Lists as files. A cell that a spreadsheet would run as a formula comes out as text."""

from typing import Any

import django_tables2
import tablib
from django.http import HttpResponse
from django.utils import timezone

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
ROW_LIMIT = 50_000
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def inert(value: Any) -> Any:
    """The value as a cell that no spreadsheet evaluates. Numbers and dates stay what they are."""
    if isinstance(value, str):
        text = value.replace("\x00", "")
        return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) or text.startswith(DANGEROUS) else text
    return value


def export_response(table: django_tables2.Table, fmt: str, name: str) -> HttpResponse:
    """The table's rows (at most ROW_LIMIT) as a CSV or XLSX attachment named after the list and the day."""
    rows = iter(table.as_values())
    data = tablib.Dataset(headers=[inert(str(cell)) for cell in next(rows)])
    for number, row in enumerate(rows):
        if number >= ROW_LIMIT:
            break
        data.append([inert(_plain(cell)) for cell in row])
    body = data.export(fmt)
    payload = body.encode("utf-8-sig") if isinstance(body, str) else body
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.{fmt}"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(payload, content_type=CONTENT_TYPES[fmt], headers=headers)


def _plain(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, int | float) else str(cell)
