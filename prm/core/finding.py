"""Finding rows by words: whatever the accents and the case, from an index, also among a million of them.

`folded(text)` is a function of the database, marked immutable so that a trigram index can be built on it. One field is
asked at a time: PostgreSQL walks the index of each and unites what it found, where one OR over several tables would
read every row.
"""

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.lookups import Contains, StartsWith

Rows = TypeVar("Rows", bound=QuerySet)
Field = str | models.Func  # a path as in filter(), or an expression
CAP = 10_000  # rows that a list counts and a search collects
TRIGRAM = 3  # letters; shorter words have none, unless the field begins with them

# Schemas are named: when a backup is restored and its indexes are built, the search path is empty.
CREATE_FUNCTION = """
CREATE FUNCTION folded(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT lower(public.unaccent('public.unaccent', words)) $$;
"""
DROP_FUNCTION = "DROP FUNCTION folded(text);"


class Folded(models.Func):
    """Without accents, in small letters."""

    function = "folded"
    output_field = TextField()  # type: ignore[assignment]


def trigrams(field: Field, name: str, **options: Any) -> GinIndex:
    """The index from which words in this field are found."""
    return GinIndex(OpClass(Folded(field), "gin_trgm_ops"), name=name, **options)


def has(field: Field, words: str) -> Q:
    """The field contains the words; where they are shorter than three letters, begins with them."""
    words = words.strip()
    lookup = Contains if len(words) >= TRIGRAM else StartsWith
    return Q(lookup(Folded(field), fold(words)))


def fold(words: str) -> Folded:
    """The words a user typed, folded as the fields are."""
    return Folded(Value(words))


def any_of(rows: Rows, *wanted: Q) -> Rows:
    """Those rows that fit at least one of these conditions, each asked on its own.

    Of a condition that more than CAP rows fit, any CAP of them: a list of so many asks for narrower words anyway.
    """
    first, *others = (rows.order_by().filter(condition).values("pk")[: CAP + 1] for condition in wanted)
    return among(rows, first.union(*others))


def among(rows: Rows, numbers: QuerySet) -> Rows:
    """Those rows whose numbers this query has, which is answered first."""
    return rows.filter(_OneOf(F("pk"), ArraySubquery(numbers)))


class _OneOf(models.Lookup):
    """An element of an array. With an IN, PostgreSQL would join all that a list shows to every row, then look."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        field, field_params = self.process_lhs(compiler, connection)
        array, array_params = compiler.compile(self.rhs)
        return f"{field} = ANY({array})", (*field_params, *array_params)


def with_words(rows: Rows, words: str, *fields: Field) -> Rows:
    """Those rows where at least one of these fields contains the words."""
    return any_of(rows, *(has(field, words) for field in fields))


def begins_ref(words: str, field: str = "ref") -> Q:
    """The public reference begins so."""
    return Q(**{f"{field}__startswith": words.strip().upper()})
