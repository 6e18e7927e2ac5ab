"""JSON as PostgreSQL and the rest of the house can hold it."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 20


def _check(value: Any, where: str, depth: int) -> None:
    if depth > DEEPEST:
        raise ParseError(_("The body is nested too deeply."))
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise ParseError(_("“%(field)s” contains a character that cannot be stored.") % {"field": where or "body"})
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _check(key, where, depth + 1)
            _check(item, f"{where}.{key}" if where else key, depth + 1)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            _check(item, f"{where}.{position}", depth + 1)


class StrictJSONParser(JSONParser):
    """Refuses NaN, NUL, half surrogate pairs and nesting beyond DEEPEST with a sentence, before any code sees them."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None
        _check(data, "", 0)
        return data
