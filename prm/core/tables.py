"""Columns that look the same in every list: a reference that opens the object, money, a state pill, a time."""

from typing import Any

import django_tables2 as tables
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext

from .formats import money, short_date
from .templatetags.ui import tone, when


class PortalTable(tables.Table):
    """Base of every list. `Meta.sequence` and columns are a declaration; the look comes from core/table.html."""

    class Meta:
        attrs = {"class": "table"}
        default = "—"


class LinkColumn(tables.Column):
    """Text that opens the row's object."""

    def render(self, value: Any, record: models.Model) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value(self, value: Any) -> Any:
        return value


class NamedColumn(LinkColumn):
    """The name that opens the row's object, and what tells it from others of the same name."""

    def render(self, value: Any, record: Any) -> str:
        link = super().render(value, record)
        # One box: on a phone the cell lays its children out side by side.
        return format_html('<div>{}<span class="d-block muted small">{}</span></div>', link, self.beside(record))

    def beside(self, record: Any) -> str:
        return record.ref


class MoneyColumn(tables.Column):
    """An amount with its currency, right aligned, in the reader's format."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "text-end num"}, "th": {"class": "text-end"}})
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        return money(value)

    def value(self, value: Any) -> str:
        return f"{value.amount} {value.currency}" if value is not None else ""


class PillColumn(tables.Column):
    """A state as a labelled pill. The tone follows the state; colour never stands alone."""

    def render(self, value: Any, record: models.Model, bound_column: Any) -> str:
        state = bound_column.accessor.resolve(record, quiet=True)
        return format_html('<span class="pill tone-{}"><span class="pill-dot"></span>{}</span>', tone(state), value)

    def value(self, value: Any) -> str:
        return str(value)


class YesNoColumn(tables.Column):
    """A yes or a no, in words."""

    def render(self, value: bool) -> str:
        return gettext("Yes") if value else gettext("No")


class UnbrokenColumn(tables.Column):
    """One line, however narrow the list; not on a small screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "unbroken"}})
        super().__init__(*args, **kwargs)


class WhenColumn(UnbrokenColumn):
    """A moment, relative and absolute, in the reader's time zone."""

    def render(self, value: Any) -> str:
        return when(value)

    def value(self, value: Any) -> str:
        return value.isoformat(timespec="minutes")


class DayColumn(UnbrokenColumn):
    """A calendar day in the reader's format."""

    def render(self, value: Any) -> str:
        return short_date(value)

    def value(self, value: Any) -> str:
        return value.isoformat()


def exported(**kwargs: Any) -> tables.Column:
    """A column that stands in files only."""
    return tables.Column(visible=False, orderable=False, **kwargs)
