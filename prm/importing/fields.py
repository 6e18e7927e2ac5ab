"""The words every importer is written in: what a row can say, and what was understood of one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .values import Style, as_amount, as_day, as_email, as_text


class Refused(Exception):
    """This row cannot be imported; the sentence says why, and names the column."""


@dataclass(frozen=True)
class Field:
    """Something a row can say, and the names its column goes by.

    `read` makes the value out of a text and raises ValueError; a field with a `vocabulary` holds a word of that list
    of the importer instead.
    """

    name: str
    headers: tuple[str, ...] = ()
    read: Callable[[str, Style], Any] | None = None
    vocabulary: str = ""
    required: bool = False


@dataclass
class Row:
    """One row, understood. `columns` are the fields the file has a column for; `values` those that are not empty.

    `notes` tell what stood in the file where it was read as something else.
    """

    line: int
    values: dict[str, Any]
    columns: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)

    def get(self, name: str, default: Any = None) -> Any:
        value = self.values.get(name)
        return default if value is None else value


@dataclass(frozen=True)
class Companion:
    """A second file that explains words of the first, known by its name unless the mapping names another."""

    file_name: str
    fields: tuple[Field, ...]


def text(name: str, *headers: str, longest: int, required: bool = False) -> Field:
    return Field(name, headers, lambda cell, _style: as_text(cell, longest), required=required)


def day(name: str, *headers: str) -> Field:
    return Field(name, headers, as_day)


def amount(name: str, *headers: str) -> Field:
    return Field(name, headers, as_amount)


def email(name: str, *headers: str) -> Field:
    return Field(name, headers, lambda cell, _style: as_email(cell))


def word(name: str, *headers: str, vocabulary: str = "", required: bool = False) -> Field:
    """A word of a known list, by default the list with the field's own name."""
    return Field(name, headers, vocabulary=vocabulary or name, required=required)
