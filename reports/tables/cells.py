"""What the tables of reports share: how a number stands in its cell, and what is said where too few rows speak."""

from django.utils.translation import gettext as _

from prm.core import formats

NUMBER = {"td": {"class": "num"}, "th": {"class": "text-end"}}
PILL = '<span class="pill tone-{}"><span class="pill-dot"></span>{}</span>'


def hours(median: float | None, count: int) -> str:
    """A median of business hours, or how few speak when they are fewer than 20."""
    if not count or median is None:
        return "—"
    if count < formats.TOO_FEW:
        return _("too few: %(count)s") % {"count": formats.number(count)}
    return _("%(hours)s hours") % {"hours": formats.number(round(median, 1))}


def share(part: int, whole: int) -> str:
    """A percentage, or the two numbers when the whole is fewer than 20."""
    if not whole:
        return "—"
    if whole < formats.TOO_FEW:
        return _("too few: %(part)s of %(whole)s") % {"part": formats.number(part), "whole": formats.number(whole)}
    return formats.percent(part / whole)
