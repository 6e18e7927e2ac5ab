"""Money, dates and shares as people read them: in the active language and the reader's time zone."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, format_time, get_timezone_name
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, to_locale

from .charts import TOO_FEW
from .quarters import Quarter

# “English” without a country is British here: day before month, 24 hours.
HOME_OF_LANGUAGE = {"en": "en_GB"}
NBSP = "\N{NO-BREAK SPACE}"
SHORT_FROM = 10_000
MINUTE, HOUR, DAY = 60, 3600, 86_400


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(HOME_OF_LANGUAGE.get(language, to_locale(language)))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def locale() -> Locale:
    """Babel's locale for the active language; British English when Babel does not know it."""
    return _locale(get_language() or "en")


# -- money and numbers


def amount_and_currency(value: Any, currency: str = "") -> tuple[Decimal, str]:
    """From a djmoney Money, an (amount, currency) pair or a bare number with `currency` given beside it."""
    if hasattr(value, "amount") and hasattr(value, "currency"):
        return Decimal(value.amount), str(value.currency)
    if isinstance(value, tuple | list):
        return Decimal(str(value[0])), str(value[1])
    return Decimal(str(value)), str(currency)


def _spaced(text: str) -> str:
    """A code in letters (CHF) keeps a distance from the digits; a sign (€) does not need one."""
    for position in range(1, len(text)):
        if text[position - 1].isalpha() and text[position].isdigit():
            return f"{text[:position]}{NBSP}{text[position:]}"
    return text


def money(value: Any, currency: str = "") -> str:
    """€84,000 or €84,000.50: decimals appear only when there are some."""
    amount, code = amount_and_currency(value, currency)
    if not code:
        return number(amount)
    whole = amount == amount.to_integral_value()
    pattern = _whole() if whole else None
    text = format_currency(amount, code, pattern, locale=locale(), currency_digits=not whole)
    return _spaced(text)


def _whole() -> str:
    return locale().currency_formats["standard"].pattern.replace(".00", "")


def money_short(value: Any, currency: str = "") -> str:
    """€1.28M: three digits that matter, for figures. Small amounts stay exact."""
    amount, code = amount_and_currency(value, currency)
    if not code:
        return number_short(amount)
    if abs(amount) < SHORT_FROM:
        return money(round(amount), code)
    amount, digits = three_digits(amount)
    return _spaced(format_compact_currency(amount, code, locale=locale(), fraction_digits=digits))


def three_digits(amount: Decimal) -> tuple[Decimal, int]:
    """`amount` rounded to three digits, and how many of them stand after the point once thousands are grouped away."""
    power = abs(amount).adjusted()
    rounded = round(amount, 2 - power)
    return rounded, 2 - abs(rounded).adjusted() % 3


def number(value: Any) -> str:
    return format_decimal(value, locale=locale())


def number_short(value: Any) -> str:
    amount = Decimal(str(value))
    if abs(amount) < SHORT_FROM:
        return number(amount)
    amount, digits = three_digits(amount)
    return format_compact_decimal(amount, locale=locale(), fraction_digits=digits)


def percent(share: float | Decimal, digits: int = 0) -> str:
    """A share of 0 to 1 as a percentage of the active language."""
    pattern = "#,##0." + "0" * digits + "%" if digits else None
    return format_percent(share, pattern, locale=locale())


def share_of(part: float, whole: float) -> str:
    """`part` of `whole` as a percentage, or a sentence when fewer than TOO_FEW rows speak."""
    if whole < TOO_FEW:
        return gettext("too few to say (%(part)s of %(whole)s)") % {"part": number(part), "whole": number(whole)}
    return percent(part / whole)


# -- dates and times


def local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else timezone.make_aware(moment)


def clock_time(moment: dt.datetime) -> str:
    return format_time(local(moment).time(), "HH:mm" if locale().language == "en" else "short", locale=locale())


def short_date(day: dt.date | dt.datetime) -> str:
    """14 Feb 2027, in the reader's time zone."""
    if isinstance(day, dt.datetime):
        day = local(day).date()
    return format_date(day, "medium", locale=locale())


def quarter(day: dt.date) -> str:
    """Q4 2026: the quarter that holds the day."""
    return gettext("Q%(number)s %(year)s") % {"number": Quarter.of(day).number, "year": day.year}


def full(moment: dt.datetime) -> str:
    """Day, date, time and zone, for the tooltip: nothing left to guess."""
    moment = local(moment)
    zone = get_timezone_name(moment, width="short", locale=locale())
    return f"{format_datetime(moment, 'EEEE d MMMM y HH:mm', tzinfo=moment.tzinfo, locale=locale())} {zone}"


def absolute(moment: dt.datetime, now: dt.datetime) -> str:
    """The shortest wording that cannot be mistaken: today 16:00, Thu 16:00, 12 Mar 16:00, 12 Mar 2027."""
    here, today = local(moment), local(now).date()
    days = (here.date() - today).days
    if days == 0:
        return gettext("today %(time)s") % {"time": clock_time(moment)}
    if days == 1:
        return gettext("tomorrow %(time)s") % {"time": clock_time(moment)}
    if days == -1:
        return gettext("yesterday %(time)s") % {"time": clock_time(moment)}
    if -6 <= days <= 6 and days > 0:
        return f"{format_date(here.date(), 'EEE', locale=locale())} {clock_time(moment)}"
    if here.year == today.year:
        return f"{format_skeleton('MMMd', here, locale=locale())} {clock_time(moment)}"
    return short_date(here)


def span(seconds: float) -> str:
    """How long, in the one unit that matters: 5 hours, 3 days."""
    seconds = abs(seconds)
    if seconds < MINUTE:
        return gettext("a moment")
    if seconds < 59.5 * MINUTE:
        count = round(seconds / MINUTE)
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    if seconds < 36 * HOUR:
        count = round(seconds / HOUR)
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    if seconds < 60 * DAY:
        count = round(seconds / DAY)
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    if seconds < 730 * DAY:
        count = round(seconds / (30.44 * DAY))
        return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}
    count = round(seconds / (365.25 * DAY))
    return ngettext("%(count)s year", "%(count)s years", count) % {"count": count}


def relative(moment: dt.datetime, now: dt.datetime) -> str:
    """in 5 hours, 3 days ago, just now."""
    seconds = (moment - now).total_seconds()
    if -MINUTE < seconds < MINUTE:
        return gettext("just now") if seconds <= 0 else gettext("in a moment")
    if seconds > 0:
        return gettext("in %(span)s") % {"span": span(seconds)}
    return gettext("%(span)s ago") % {"span": span(seconds)}


def initials(name: str | Promise) -> str:
    """First letters of the first and last word: AK for Anna van der Kowalska."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
