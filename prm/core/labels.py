"""What people call the fields of a model."""

from collections.abc import Iterable

from django.db import models


def label_of(model: type[models.Model], field_name: str) -> str:
    """The field's name in the language of the moment. Raises FieldDoesNotExist."""
    field = model._meta.get_field(field_name)
    assert isinstance(field, models.Field), f"{field_name} is the other side of a relation, which has no name"
    return str(field.verbose_name)


def labels_of(model: type[models.Model], field_names: Iterable[str]) -> str:
    """Their names in this order, for a sentence."""
    return ", ".join(label_of(model, name) for name in field_names)
