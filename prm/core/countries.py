"""The countries by name, for selections: named and sorted once per language, not anew for each page."""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language
from django_countries import countries


def country_choices() -> list[tuple[str, str]]:
    """(ISO 3166 code, name), sorted by name, in the reader's language."""
    return _named(get_language() or settings.LANGUAGE_CODE)


@lru_cache
def _named(language: str) -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in countries]
