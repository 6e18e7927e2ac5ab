"""Public references: what stands in URLs, mails and conversations in place of row numbers (`L-7K3M9Q`).

The database makes them, so COPY, bulk inserts and raw SQL get one too. A counter goes through a keyed permutation of
30 bits, so two rows never collide and a reference does not tell how many came before it.
"""

import re
from typing import Any

from django.db import connection, models

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to mistake
PATTERN = r"[A-Z]{1,2}-[0-9A-HJKMNP-TV-Z]{6}"
_SHAPE = re.compile(PATTERN)

CREATE_FUNCTION = """
CREATE SEQUENCE IF NOT EXISTS core_reference_seq MAXVALUE 1073741823 CYCLE;
CREATE OR REPLACE FUNCTION core_reference(prefix text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    n bigint := nextval('core_reference_seq');
    l bigint := n >> 15;
    r bigint := n & 32767;
    swap bigint;
    code text := '';
BEGIN
    FOR round IN 1..4 LOOP  -- a Feistel network: a permutation whatever the round function is
        swap := r;
        r := l # (((r * 28411 + round * 7919 + 12345) >> 3) & 32767);
        l := swap;
    END LOOP;
    n := (l << 15) | r;
    FOR digit IN 1..6 LOOP
        code := substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (n & 31)::int + 1, 1) || code;
        n := n >> 5;
    END LOOP;
    RETURN prefix || '-' || code;
END $$;
"""
DROP_FUNCTION = "DROP FUNCTION IF EXISTS core_reference(text); DROP SEQUENCE IF EXISTS core_reference_seq;"


def reserve(prefix: str, count: int) -> list[str]:
    """So many references that nobody else will get, for rows that name each other before they are written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('core_reference_seq') FROM generate_series(1, %s)", [count])
        return [_spelled(prefix, number) for (number,) in cursor.fetchall()]


def _spelled(prefix: str, number: int) -> str:
    """What core_reference() makes of a number of its counter."""
    left, right = number >> 15, number & 32767
    for step in (1, 2, 3, 4):
        left, right = right, left ^ (((right * 28411 + step * 7919 + 12345) >> 3) & 32767)
    mixed = (left << 15) | right
    return f"{prefix}-" + "".join(ALPHABET[(mixed >> shift) & 31] for shift in (25, 20, 15, 10, 5, 0))


class NewReference(models.Func):
    """SQL default that asks the database for the next reference with this prefix."""

    function = "core_reference"
    output_field = models.CharField()


class ReferenceField(models.CharField):
    """A unique public reference, made by the database at insert; `prefix` is one or two capital letters.

    Only in the history of a row the reference repeats: pghistory asks there for `unique=False`.
    """

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        kwargs = {
            "unique": True,
            **kwargs,
            "max_length": 9,
            "editable": False,
            "db_default": NewReference(models.Value(prefix)),
        }
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, _, _ = super().deconstruct()
        return name, path, [self.prefix], {} if self.unique else {"unique": False}


def clean(text: str) -> str:
    """The reference as a person meant it (case, blanks, the letters that look like digits), or '' if it is none."""
    head, _, tail = text.strip().upper().partition("-")
    candidate = f"{head}-{tail.translate(str.maketrans('OIL', '011'))}"
    return candidate if _SHAPE.fullmatch(candidate) else ""


class ReferenceConverter:
    """URL path converter `<ref:ref>`."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)
