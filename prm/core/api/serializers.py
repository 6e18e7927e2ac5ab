"""Serializers that refuse what they do not know."""

from collections.abc import Mapping
from typing import Any

from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from rest_framework import serializers

LONGEST_TEXT = 10_000
LONGEST_LIST = 200
LISTS: tuple[Any, ...] = (serializers.ListField, serializers.ListSerializer)


class StrictSerializer(serializers.Serializer):
    """What a caller may send. A field that is unknown or read-only is refused by name, never silently dropped.

    Texts without a `max_length` of their own are capped at LONGEST_TEXT characters, lists at LONGEST_LIST items.
    """

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            surplus = [str(name) for name in data if name not in known]
            if surplus:
                raise serializers.ValidationError({name: [_("This field is not accepted here.")] for name in surplus})
        return super().to_internal_value(data)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            _cap(field)
        return fields


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer):
    """A StrictSerializer whose fields (never `__all__`) come from a model. Writes still go through services."""


class NoInput(StrictSerializer):
    """An action that takes nothing: any field is refused."""


def _cap(field: Any) -> None:
    if isinstance(field, serializers.CharField) and field.max_length is None:
        field.max_length = LONGEST_TEXT
        field.validators.append(MaxLengthValidator(LONGEST_TEXT))
    elif isinstance(field, LISTS):
        if field.max_length is None:
            field.max_length = LONGEST_LIST
            if isinstance(field, serializers.ListField):
                field.validators.append(MaxLengthValidator(LONGEST_LIST))
        _cap(field.child)


class PersonOut(serializers.Serializer):
    """How to reach somebody on the other side."""

    name = serializers.CharField()
    title = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()


class AppealIn(StrictSerializer):
    """Why a decision should be looked at again."""

    reason = serializers.CharField(max_length=2000)
