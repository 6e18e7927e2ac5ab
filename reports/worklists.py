"""What somebody has to do, as rows a person reads. Made from querysets of the other apps; one query per section."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, F, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

SHOWN = 7


@dataclass(frozen=True)
class Item:
    """One row: what it is, where it opens, whose turn it is by when (UTC), and the next action."""

    title: str
    href: str
    subtitle: str = ""
    pill: str = ""
    tone: str = "neutral"
    amount: str = ""
    who: str = ""
    verb: str = ""
    due: datetime | None = None
    action_url: str = ""
    action_label: str = ""


@dataclass(frozen=True)
class Section:
    """A list of things to do: how many there are, where all of them are, and the first SHOWN of them.

    `empty` is what it says when there are none; a section that is `quiet` is left out then.
    """

    title: str
    icon: str
    empty: str
    count: int = 0
    link: str = ""
    link_label: str = ""
    items: list[Item] = field(default_factory=list)
    subtitle: str = ""
    quiet: bool = False

    @property
    def is_shown(self) -> bool:
        return bool(self.count) or not self.quiet


@dataclass(frozen=True)
class Figure:
    """One number that opens its rows."""

    label: str
    value: str
    icon: str
    href: str = ""
    hint: str = ""
    tone: str = ""


def top(rows: QuerySet, **beside: Any) -> tuple[int, list[Any]]:
    """How many rows there are and the first SHOWN of them, in one query; `beside` are more columns of these."""
    found = list(rows.annotate(all_rows=Window(Count("*")), **beside)[:SHOWN])
    return (found[0].all_rows if found else 0), found


def top_of_each(rows: QuerySet, field: str, order: str, **beside: Any) -> dict[str, tuple[int, list[Any]]]:
    """The same for each value of a field, still in one query; each group is ordered by `order`, then by row number.

    What stands `beside` is worked out for the rows that are shown, however many there are.
    """
    ordered = rows.annotate(
        all_rows=Window(Count("*"), partition_by=[F(field)]),
        place=Window(RowNumber(), partition_by=[F(field)], order_by=[F(order), F("pk")]),
    )
    ordered = ordered.annotate(**{name: Case(When(place__lte=SHOWN, then=what)) for name, what in beside.items()})
    found: dict[str, tuple[int, list[Any]]] = {}
    for row in ordered.filter(place__lte=SHOWN).order_by(order, "pk"):
        found.setdefault(getattr(row, field), (row.all_rows, []))[1].append(row)
    return found


def link(name: str, *args: Any, **query: Any) -> str:
    """The address of a page, with those of the filters that have a value."""
    chosen = {key: value for key, value in query.items() if value not in ("", None)}
    address = reverse(name, args=args)
    return f"{address}?{urlencode(chosen)}" if chosen else address


def first_name(person: Any) -> str:
    return str(person).split(" ")[0] if person else ""


def side_by_side(sections: list[Section]) -> list[list[Section]]:
    """Two columns of about the same height. One below the other, as on a phone, they keep their order."""
    heights = [2 + max(len(section.items), 1) for section in sections]
    split = min(range(len(sections) + 1), key=lambda cut: abs(sum(heights[:cut]) - sum(heights[cut:])))
    return [column for column in (sections[:split], sections[split:]) if column]
