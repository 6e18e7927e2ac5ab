"""What people call the fields of a model."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models

from . import formats


def label_of(model: type[models.Model], field_name: str) -> str:
    """The field's name in the language of the moment. Raises FieldDoesNotExist."""
    field = model._meta.get_field(field_name)
    assert isinstance(field, models.Field), f"{field_name} is the other side of a relation, which has no name"
    return str(field.verbose_name)


def labels_of(model: type[models.Model], field_names: Iterable[str]) -> str:
    """Their names in this order, for a sentence."""
    return ", ".join(label_of(model, name) for name in field_names)


def in_words(model: type[models.Model], field_name: str, value: Any) -> str:
    """A value of this field as people read it; '' for none."""
    if value in (None, ""):
        return ""
    choices = dict(model._meta.get_field(field_name).flatchoices)  # type: ignore[union-attr]
    if value in choices:
        return str(choices[value])
    if hasattr(value, "currency"):
        return formats.money(value)
    return formats.short_date(value) if isinstance(value, date) else str(value)
