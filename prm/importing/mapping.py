"""The mapping file: what columns and values of a foreign file mean here. Pure."""

import json
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from prm.core.errors import InvalidInput

from .values import Style, bare

KEYS = {"columns", "values", "defaults", "companions", "date_format", "decimal", "source", "suggestions"}


@dataclass(frozen=True)
class Mapping:
    """What a person said about a file, to go before what the importer would guess.

    `columns`: column name → field (empty: none of them). `values`: field → text in the file → text in its place
    (None: leave it empty). `defaults`: field → text where the cell is empty. `companions`: what it is → file name.
    `suggestions`: whether a word that is clearly a misspelling of a known one is taken for it (reported either way).
    """

    columns: Dictionary[str, str] = field(default_factory=dict)
    values: Dictionary[str, Dictionary[str, str | None]] = field(default_factory=dict)
    defaults: Dictionary[str, str] = field(default_factory=dict)
    companions: Dictionary[str, str] = field(default_factory=dict)
    style: Style = field(default_factory=Style)
    source: str = ""
    suggestions: bool = True

    @classmethod
    def parse(cls, text: str | bytes) -> "Mapping":
        """From JSON. Raises InvalidInput that names the key which cannot be understood."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InvalidInput(_("The mapping file is not JSON: %(why)s.") % {"why": str(error)[:200]}) from error
        if not isinstance(data, dict):
            raise InvalidInput(_("The mapping file must hold one JSON object."))
        if "\\u0000" in json.dumps(data):
            raise InvalidInput(_("The mapping file contains a NUL character, which is not text."))
        if unknown := sorted(set(data) - KEYS):
            sentence = _("The mapping file has “%(key)s”, but only these are known: %(known)s.")
            raise InvalidInput(sentence % {"key": unknown[0][:60], "known": ", ".join(sorted(KEYS))})
        return cls(
            columns={bare(name): target for name, target in _texts(data, "columns").items()},
            values={name: _values(data, name) for name in _object(data, "values")},
            defaults=_texts(data, "defaults"),
            companions=_texts(data, "companions"),
            style=Style(_text(data, "date_format"), _decimal(data)),
            source=_text(data, "source")[:40],
            suggestions=data.get("suggestions", True) is not False,
        )

    def taking(self, suggestions: bool) -> "Mapping":
        """The same, with suggestions only if both this mapping and the person want them."""
        return replace(self, suggestions=self.suggestions and suggestions)

    def check(self, fields: set[str], companions: set[str]) -> None:
        """Raises InvalidInput when the mapping names a field or a companion file that this import does not have."""
        for key, named, known in (
            ("columns", set(self.columns.values()) - {""}, fields),
            ("values", set(self.values), fields),
            ("defaults", set(self.defaults), fields),
            ("companions", set(self.companions), companions),
        ):
            if strange := sorted(named - known):
                sentence = _("The mapping's “%(key)s” name “%(strange)s”; possible here: %(known)s.")
                names = ", ".join(sorted(known)) or "–"
                raise InvalidInput(sentence % {"key": key, "strange": strange[0][:60], "known": names})

    def correct(self, name: str, text: str) -> tuple[str | None, bool]:
        """The text in its place and whether the mapping said so."""
        values = self.values.get(name)
        key = text.casefold()
        return (values[key], True) if values and key in values else (text, False)


def _object(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key, {})
    if not isinstance(found, dict):
        raise InvalidInput(_("“%(key)s” in the mapping file must be a JSON object.") % {"key": key})
    return found


def _texts(data: dict[str, Any], key: str) -> dict[str, str]:
    found = _object(data, key)
    if not all(isinstance(value, str) for value in found.values()):
        raise InvalidInput(_("“%(key)s” in the mapping file must hold texts only.") % {"key": key})
    return found


def _values(data: dict[str, Any], name: str) -> dict[str, str | None]:
    found = _object(data["values"], name)
    if not all(value is None or isinstance(value, str) for value in found.values()):
        raise InvalidInput(_("“values” in the mapping file must hold texts or null only."))
    return {text.casefold(): value for text, value in found.items()}


def _text(data: dict[str, Any], key: str) -> str:
    found = data.get(key, "")
    if not isinstance(found, str):
        raise InvalidInput(_("“%(key)s” in the mapping file must be a text.") % {"key": key})
    return found


def _decimal(data: dict[str, Any]) -> str:
    found = data.get("decimal", ".")
    if found not in (".", ","):
        raise InvalidInput(_("“decimal” in the mapping file must be “.” or “,”."))
    return found
