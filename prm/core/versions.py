"""Rules in versions: one is in force (`is_current`), the others stay readable (`number` counts them from 1)."""

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def in_force(model: type[Row], number: int = 0) -> Row:
    """The version in force; before any change the defaults, not saved, under this number."""
    rows: Any = model._default_manager
    return rows.filter(is_current=True).first() or model(number=number, is_current=True)


def locked_in_force(model: type[Row]) -> Row:
    """The version in force, locked until the transaction ends; before any change version 1 with the defaults."""
    rows: Any = model._default_manager
    rows.bulk_create([model(number=1, is_current=True)], ignore_conflicts=True)
    return rows.select_for_update().get(is_current=True)


def supersede(model: type[Row], **values: Any) -> Row:
    """Puts a new version in force in place of the one that is. The caller holds the lock."""
    rows: Any = model._default_manager
    rows.filter(is_current=True).update(is_current=False)
    newest = rows.order_by("-number").values_list("number", flat=True).first()
    return rows.create(number=(newest or 0) + 1, is_current=True, **values)
