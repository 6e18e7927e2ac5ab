"""The languages people speak, by name: two letters (ISO 639-1), as Django names and translates them."""

from functools import lru_cache

from django.conf import settings
from django.conf.global_settings import LANGUAGES
from django.utils.translation import get_language, gettext, gettext_noop

LONGEST = 2
# Django knows the ways of writing it, not the language that is spoken.
CHINESE = ("zh", gettext_noop("Chinese"))
NAMES: dict[str, str] = dict(sorted([*((code, name) for code, name in LANGUAGES if len(code) == LONGEST), CHINESE]))


def language_choices() -> list[tuple[str, str]]:
    """(code, name), sorted by name, in the reader's language."""
    return _named(get_language() or settings.LANGUAGE_CODE)


def language_name(code: str) -> str:
    """In the reader's language; the code itself for one that nobody knows."""
    return gettext(NAMES[code]) if code in NAMES else code


@lru_cache
def _named(language: str) -> list[tuple[str, str]]:
    return sorted(((code, gettext(name)) for code, name in NAMES.items()), key=lambda choice: choice[1])
