"""Puts the programme into the database: all or nothing, in seconds."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pghistory
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models, transaction

from deals.selectors import current_policy as deal_policy
from leads.services.policies import active_rules
from leads.services.policies import current_policy as lead_policy
from partners.models import Partner

from .programme import Programme
from .world import Numbers, Row

# Rows that others point to come first.
ORDER = (
    "accounts.User",
    "partners.Tier",
    "partners.TierRevenue",
    "partners.Product",
    "partners.Partner",
    "partners.Contract",
    "partners.Member",
    "partners.Certificate",
    "partners.StaffProfile",
    "partners.StaffProfile_products",
    "partners.Campaign",
    "partners.Territory",
    "library.Document",
    "library.DocumentVersion",
    "library.Acknowledgement",
    "leads.Customer",
    "leads.Contact",
    "leads.Lead",
    "leads.RoutingDecision",
    "leads.Offer",
    "leads.Passage",
    "leads.WebForm",
    "leads.WebEntry",
    "leads.PolicyDraft",
    "incentives.CompensationPlan",
    "deals.Opportunity",
    "deals.Registration",
    "deals.ApprovalPolicy",
    "deals.Approval",
    "deals.Protection",
    "incentives.Fee",
    "goals.Goal",
    "incentives.Dispute",
    "incentives.Budget",
    "incentives.MdfRequest",
    "incentives.BudgetEntry",
    "incentives.MdfProof",
    "promises.Promise",
    "promises.Nudge",
    "core.TimelineEntry",
    "core.Look",
    "outbox.WebhookEndpoint",
    "outbox.Message",
    "outbox.Attempt",
    "outbox.MailChoice",
    "accounts.Invitation",
)
BLOCK = 2000
NULL = "\\N"


class AlreadyThere(Exception):
    """There is a programme already."""


class DatabaseNumbers(Numbers):
    """Row numbers and references from the database's own counters, taken in blocks."""

    def __init__(self) -> None:
        self._rows: dict[str, Iterator[int]] = defaultdict(lambda: iter(()))
        self._refs: dict[str, Iterator[str]] = defaultdict(lambda: iter(()))

    def row(self, table: str) -> int:
        number = next(self._rows[table], None)
        if number is None:
            name = model_of(table)._meta.db_table
            sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            self._rows[table] = _column(sql, [f'"{name}"', BLOCK])
            number = next(self._rows[table])
        return number

    def ref(self, prefix: str) -> str:
        ref = next(self._refs[prefix], None)
        if ref is None:
            self._refs[prefix] = _column("SELECT core_reference(%s) FROM generate_series(1, %s)", [prefix, BLOCK])
            ref = next(self._refs[prefix])
        return ref


def _column(sql: str, params: list[Any]) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return iter([row[0] for row in cursor.fetchall()])


def model_of(table: str) -> type[models.Model]:
    return apps.get_model(table)


def load(now: datetime, day: date | None = None) -> Programme:
    """The programme of `day` (in UTC; today when left out). Raises AlreadyThere when there are partners."""
    with transaction.atomic(), pghistory.context(user=None, actor="demo", url="load_demo"):
        if Partner.objects.exists():
            raise AlreadyThere
        day = day or now.astimezone(UTC).date()
        programme = Programme(day, DatabaseNumbers(), now, lead_policy(), active_rules(), deal_policy())
        for table in ORDER:
            _write(model_of(table), programme.world.tables[table])
        _store(programme.library.files | programme.marketing.files)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _analyse()
    return programme


def _store(files: dict[str, bytes]) -> None:
    """Documents and the proofs of claims, so that each can be opened."""
    for path, content in files.items():
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(content))


def _analyse() -> None:
    """The planner knows nothing of rows that have just come; pages would be slow until it looks by itself."""
    with connection.cursor() as cursor:
        for table in ORDER:
            cursor.execute(f'ANALYZE "{model_of(table)._meta.db_table}"')


def _write(model: type[models.Model], rows: list[Row]) -> None:
    """All rows in one COPY. Columns a row does not name get the field's default."""
    if not rows:
        return
    subjects = {row["subject_table"] for row in rows if "subject_table" in row}
    types = {name: ContentType.objects.get_for_model(model_of(name)).pk for name in sorted(subjects)}
    columns = [_column_of(field, rows[0]) for field in model._meta.concrete_fields if _is_given(field, rows[0])]
    file = io.StringIO()
    writer = csv.writer(file)
    for row in rows:
        if types:
            row["content_type_id"] = types[row.subject_table]
        writer.writerow([text(row) for _name, text in columns])
    file.seek(0)
    names = ", ".join(f'"{name}"' for name, _text in columns)
    with connection.cursor() as cursor:
        sql = f"COPY \"{model._meta.db_table}\" ({names}) FROM STDIN WITH (FORMAT csv, NULL '{NULL}')"
        cursor.copy_expert(sql, file)


def _is_given(field: models.Field, row: Row) -> bool:
    """What the database fills itself is left to it."""
    return field.attname in row or not (field.generated or field.has_db_default())  # type: ignore[attr-defined]


def _column_of(field: models.Field, _row: Row) -> tuple[str, Callable[[Row], str]]:
    name, default, text = field.attname, _default(field), _text_of(field)
    return str(field.column), lambda row: text(row.get(name, default))


def _default(field: models.Field) -> Any:
    if field.has_default():
        return field.get_default()
    return None if field.null else ""


def _text_of(field: models.Field) -> Callable[[Any], str]:
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if isinstance(field, ArrayField):
        return lambda value: "{" + ",".join(json.dumps(str(item), ensure_ascii=False) for item in value) + "}"
    return _plain


def _plain(value: Any) -> str:
    if value is None:
        return NULL
    return value.isoformat() if isinstance(value, date) else str(value)
