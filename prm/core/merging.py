"""Two people edited the same row: what it was, what it is now, what was typed, and which of them is to stand.

What it was comes from the row's history, so a page carries nothing but the version that the person saw.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import QueryDict

THEIRS, MINE = "theirs", "mine"
UNKNOWN = object()


@dataclass(frozen=True)
class Difference:
    """One value that is not the same now as it was typed. `was` is UNKNOWN when no history holds it."""

    name: str
    was: Any
    theirs: Any
    mine: Any

    @property
    def suggestion(self) -> str:
        """Whose value stands unless the person says otherwise; '' when both changed it and only a person can know."""
        if self.mine == self.was:
            return THEIRS
        return MINE if self.theirs == self.was else ""


def as_it_was(row: Any, version: int, names: Collection[str]) -> dict[str, Any]:
    """Values of the tracked row at this version; empty when the history does not hold it."""
    event = row if row.version == version else row.events.filter(version=version).order_by("-pgh_id").first()
    return {} if event is None else {name: getattr(event, name) for name in names}


def moved(row: Any, version: int, names: Collection[str]) -> bool:
    """Whether somebody changed one of these fields since this version, as far as anybody knows."""
    was = as_it_was(row, version, names)
    return any(was.get(name, UNKNOWN) != getattr(row, name) for name in names)


def differences(row: Any, version: int, typed: Mapping[str, Any]) -> list[Difference]:
    """Between the row as it is now and what was typed over this version of it, in the order of `typed`."""
    was = as_it_was(row, version, typed)
    found = [Difference(name, was.get(name, UNKNOWN), getattr(row, name), mine) for name, mine in typed.items()]
    return [one for one in found if one.mine != one.theirs]


def with_theirs(form: BaseForm, names: Collection[str]) -> QueryDict:
    """What was posted, with the present values of the row in these fields of the form."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    for name in names:
        data.setlist(form.add_prefix(name), _as_posted(form, name))
    return data


def _as_posted(form: BaseForm, name: str) -> list[str]:
    field = form.fields[name]
    value = field.prepare_value(form.get_initial_for_field(field, name))
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    if value in (None, False):
        return []
    return ["on" if value is True else str(value)]
