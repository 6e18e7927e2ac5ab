"""Cells as values: days, amounts, addresses, and words of a known list.

Pure; what cannot be read is refused with a ValueError that says why.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django_countries import countries

from prm.core import languages

EARLIEST_YEAR, LATEST_YEAR = 1970, 2100
LARGEST_AMOUNT = Decimal(10) ** 12
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{2}:\d{2}.*)?")
DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
# How alike two words must be for one to be taken for a misspelling of the other, and how much more than the next one.
ALIKE, CLEARLY = 0.84, 0.05
SHORTEST_MISSPELLING = 4


@dataclass(frozen=True)
class Style:
    """How a file writes days and amounts. `days` is a strptime format; by default ISO or day first."""

    days: str = ""
    decimal: str = "."


def as_text(text: str, longest: int) -> str:
    if len(text) > longest:
        sentence = _("is longer than %(most)s characters (it has %(found)s)")
        raise ValueError(sentence % {"most": f"{longest:,}", "found": f"{len(text):,}"})
    return text


def as_day(text: str, style: Style) -> date:
    """A calendar day, written as the style says, else 2017-03-01 or 01-03-2017 (day first; also with . or /)."""
    try:
        if style.days:
            day = datetime.strptime(text, style.days).date()  # noqa: DTZ007 - a calendar day has no zone
        elif found := ISO.fullmatch(text):
            day = date(*(int(part) for part in found.groups()))
        elif found := DAY_FIRST.fullmatch(text):
            day = date(*(int(part) for part in reversed(found.groups())))
        else:
            raise ValueError
    except ValueError:
        expected = style.days or "2017-03-01, 01-03-2017"
        sentence = _("“%(text)s” is no day (expected: %(expected)s)")
        raise ValueError(sentence % {"text": _shown(text), "expected": expected}) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValueError(_("“%(text)s” lies outside the years that can be meant") % {"text": _shown(text)})
    return day


def as_amount(text: str, style: Style) -> Decimal:
    """An amount of money, not negative, with at most two decimals."""
    thousands = "," if style.decimal == "." else "."
    point = re.escape(style.decimal)
    plain = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    groups = rf"-?(?:\d+|\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+)(?:{point}\d+)?"
    if not re.fullmatch(groups, plain, re.ASCII):
        sentence = _("“%(text)s” is no amount (expected: 1234%(point)s50, without a currency sign)")
        raise ValueError(sentence % {"text": _shown(text), "point": style.decimal})
    amount = Decimal(plain.replace(thousands, "").replace(style.decimal, "."))
    if amount < 0:
        raise ValueError(_("“%(text)s” is negative") % {"text": _shown(text)})
    if amount >= LARGEST_AMOUNT or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(_("“%(text)s” is too large or has more than two decimals") % {"text": _shown(text)})
    return amount


def as_email(text: str) -> str:
    try:
        validate_email(as_text(text, 254))
    except ValidationError:
        raise ValueError(_("“%(text)s” is no e-mail address") % {"text": _shown(text)}) from None
    return text.lower()


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


# -- words of a known list


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """What is left without case, accents, blanks and punctuation: two spellings of one word are equal then."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in letters if character.isalnum())


@dataclass(frozen=True)
class Match:
    """A word of the list. `certain` when it was written as the list has it; else it is taken for a misspelling."""

    value: Any
    label: str
    exact: bool
    certain: bool


@dataclass
class Vocabulary:
    """Words that may stand in a column, and what each means. Names of people are never guessed at."""

    guesses: bool = True
    labels: dict[Any, str] = field(default_factory=dict)
    _names: dict[str, Any] = field(default_factory=dict)
    _words: dict[str, Any] = field(default_factory=dict)
    _found: dict[str, Match | None] = field(default_factory=dict)

    def add(self, value: Any, label: str, *, names: Iterable[str] = (), words: Iterable[str] = ()) -> None:
        """`names` are the value's own (like the label); `words` are others people use for it."""
        self.labels[value] = label
        self._names |= {_tidy(name): value for name in (label, *names) if name}
        self._words |= {_tidy(word): value for word in words}
        self._found.clear()

    def find(self, text: str) -> Match | None:
        """What this text means, or None when nothing on the list is clearly meant."""
        if text not in self._found:
            self._found[text] = self._search(text)
        return self._found[text]

    def _search(self, text: str) -> Match | None:
        tidy = _tidy(text)
        for words, exact in ((self._names, True), (self._words, False)):
            if tidy in words:
                return Match(words[tidy], self.labels[words[tidy]], exact, certain=True)
        word = self._nearest(bare(text)) if self.guesses else ""
        if not word:
            return None
        value = {**self._words, **self._names}[word]
        label = self.labels[value]
        return Match(value, label if word in self._names else f"{word} ({label})", exact=False, certain=False)

    def _nearest(self, wanted: str) -> str:
        """The word that is clearly meant; '' when none is, or two are."""
        if len(wanted) < SHORTEST_MISSPELLING:
            return ""
        best: dict[Any, tuple[float, str]] = {}
        for word, value in {**self._words, **self._names}.items():
            likeness = difflib.SequenceMatcher(None, wanted, bare(word)).ratio()
            best[value] = max((likeness, word), best.get(value, (0, "")))
        (score, word), (rival, _word) = [*sorted(best.values(), reverse=True), (0, ""), (0, "")][:2]
        return word if score >= ALIKE and score - rival >= CLEARLY else ""


def _tidy(text: str) -> str:
    return " ".join(str(text).casefold().split())


def of_choices(choices: type[TextChoices], words: Mapping[Any, Iterable[str]] | None = None) -> Vocabulary:
    """The values and labels of a list of choices, and other `words` people use, by value."""
    vocabulary = Vocabulary()
    for value, label in choices.choices:
        vocabulary.add(value, str(label), names=[value], words=(words or {}).get(value, ()))
    return vocabulary


COUNTRY_WORDS = {
    "US": ("usa", "u.s.a.", "u.s.", "united states", "america"),
    "GB": ("uk", "u.k.", "great britain", "britain", "england", "united kingdom"),
    "NL": ("holland", "the netherlands"),
    "KR": ("korea", "south korea", "republic of korea"),
    "CZ": ("czech republic",),
    "AE": ("uae",),
}


def of_countries() -> Vocabulary:
    """Countries by name, by two letters and by three."""
    vocabulary = Vocabulary()
    for code, name in countries:
        vocabulary.add(code, name, names=[code, countries.alpha3(code)], words=COUNTRY_WORDS.get(code, ()))
    return vocabulary


def of_languages() -> Vocabulary:
    """Languages by name, in English and as they call themselves, and by two letters."""
    vocabulary = Vocabulary()
    for code, name in languages.NAMES.items():
        own = LANG_INFO[code]["name_local"] if code in LANG_INFO and "name_local" in LANG_INFO[code] else name
        vocabulary.add(code, name, names=[code], words=[own])
    return vocabulary
