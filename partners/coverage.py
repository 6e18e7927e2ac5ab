"""A territory in words. Pure."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from .enums import CompanySize, Industry

SHOWN = 4


def rules_in_words(territory: Any) -> str:
    """What a lead must be to fall into it, shortened; “everything” without rules."""
    return " · ".join(text for _label, text in coverage(territory, SHOWN)) or _("everything")


def coverage(territory: Any, shown: int = 250) -> list[tuple[str, str]]:
    """(dimension, values in words) for every dimension that has rules; at most `shown` values each."""
    names = dict(countries)
    lists = [
        (_("Countries"), [str(names.get(code, code)) for code in territory.countries]),
        (_("Regions"), territory.regions),
        (_("Postal prefixes"), territory.postal_prefixes),
        (_("Industries"), [_label(Industry, value) for value in territory.industries]),
        (_("Company sizes"), [_label(CompanySize, value) for value in territory.sizes]),
        (_("Products"), territory.products),
    ]
    return [(label, _joined(values, shown)) for label, values in lists if values]


def _joined(values: Sequence[str], shown: int) -> str:
    text = ", ".join(str(value) for value in values[:shown])
    rest = len(values) - shown
    return _("%(text)s and %(count)s more") % {"text": text, "count": rest} if rest > 0 else text


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
