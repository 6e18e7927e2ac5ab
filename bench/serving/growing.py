"""The demo programme many times over, copied by the database itself: a million leads in minutes.

Every row of a lead's story (customer, contact, lead, offers, deal …) is repeated `copies` times, every partner with
its people at most `PARTNER_COPIES` times, so that partners grow bigger as well as more. What names each other goes on
naming the rows of its own copy.
"""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

PARTNER_COPIES = 50
OF_PARTNERS = ("accounts.User", "partners.Partner", "partners.Member", "partners.Campaign", "partners.Territory")
OF_LEADS = (
    "leads.Customer",
    "leads.Contact",
    "leads.Lead",
    "leads.Offer",
    "leads.Passage",
    "deals.Opportunity",
    "deals.Registration",
    "deals.Protection",
    "promises.Promise",
)
# What must differ in every copy, beside numbers and references.
UNLIKE = {"accounts.User.email", "partners.Partner.name", "leads.Customer.identity", "leads.Customer.name"}
MEMBERS = "SELECT user_id FROM partners_member"


def grow(copies: int) -> None:
    """Adds so many copies to what load_demo wrote. Triggers and checks of foreign keys rest meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        growth = _Growth(cursor, copies)
        for model in growth.copies:
            indexes = without_indexes(cursor, model)
            cursor.execute(growth.statement(model))
            growth.advance(model)
            for definition in indexes:
                cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


class _Growth:
    """Writes the statement that copies one table, `k` being the number of the copy."""

    def __init__(self, cursor: Any, copies: int) -> None:
        self.cursor = cursor
        self.copies = {apps.get_model(label): min(copies, PARTNER_COPIES) for label in OF_PARTNERS}
        self.copies |= {apps.get_model(label): copies for label in OF_LEADS}
        self.highest = {model: self._highest(model) for model in self.copies}

    def statement(self, model: type[models.Model]) -> str:
        columns = {
            str(field.column): self._value(model, field) for field in model._meta.concrete_fields if _copied(field)
        }
        table = model._meta.db_table
        names = ", ".join(connection.ops.quote_name(name) for name in columns)
        source = f"{table}, generate_series(1, {self.copies[model]}) AS k WHERE {self._originals(model)}"
        return f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} FROM {source}"

    def advance(self, model: type[models.Model]) -> None:
        """The counter of row numbers goes on after the copies."""
        table = model._meta.db_table
        self.cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")

    def _value(self, model: type[models.Model], field: models.Field) -> str:
        column = connection.ops.quote_name(str(field.column))
        label = f"{model._meta.label}.{field.name}"
        if field.primary_key:
            return f"{column} + {self._shift(model)}"
        if field.name == "external_id":
            return f"CASE {column} WHEN '' THEN '' ELSE {column} || '-' || k END"
        if label in UNLIKE:
            return f"k || '.' || {column}" if field.name == "email" else f"{column} || ' ' || k"
        if field.is_relation and field.related_model in self.copies:
            return self._pointing(column, field.related_model)
        generic = _generic_key(model)
        if generic and field.name == generic.fk_field:
            return self._generic(column, f"{generic.ct_field}_id")
        return column

    def _originals(self, model: type[models.Model]) -> str:
        """Which rows are copied: members of partners, and what is about rows that are copied themselves."""
        first = f"id <= {self.highest[model]}"
        if model._meta.label == "accounts.User":
            return f"{first} AND id IN ({MEMBERS})"
        if generic := _generic_key(model):
            kinds = ", ".join(str(kind.pk) for kind in self._kinds().values())
            return f"{first} AND {generic.ct_field}_id IN ({kinds})"
        return first

    def _kinds(self) -> dict[type[models.Model], ContentType]:
        return ContentType.objects.get_for_models(*self.copies)

    def _pointing(self, column: str, model: type[models.Model]) -> str:
        shifted = f"{column} + {self._shift(model)}"
        if model._meta.label == "accounts.User":  # staff are not copied
            return f"CASE WHEN {column} IN ({MEMBERS}) THEN {shifted} ELSE {column} END"
        return shifted

    def _generic(self, column: str, type_column: str) -> str:
        cases = " ".join(
            f"WHEN {kind.pk} THEN {column} + {self._shift(model)}" for model, kind in self._kinds().items()
        )
        return f"CASE {type_column} {cases} ELSE {column} END"

    def _shift(self, model: type[models.Model]) -> str:
        """How far the row numbers of copy `k` lie above the original's; partners come round again."""
        number = "k" if self.copies[model] == max(self.copies.values()) else f"k % {PARTNER_COPIES + 1}"
        return f"{number} * {self.highest[model]}"

    def _highest(self, model: type[models.Model]) -> int:
        self.cursor.execute(f"SELECT coalesce(max(id), 0) FROM {connection.ops.quote_name(model._meta.db_table)}")
        return self.cursor.fetchone()[0]


def without_indexes(cursor: Any, model: type[models.Model]) -> list[str]:
    """Drops the table's indexes, as building one anew is quicker by far; how to make them again."""
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        [model._meta.db_table],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def _generic_key(model: type[models.Model]) -> GenericForeignKey | None:
    return next((field for field in model._meta.private_fields if isinstance(field, GenericForeignKey)), None)


def _copied(field: models.Field) -> bool:
    """References are left to the database, which makes new ones."""
    return field.name != "ref" and not getattr(field, "generated", False)
