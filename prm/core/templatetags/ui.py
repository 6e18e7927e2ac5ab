"""What every template can say without loading anything: icons, money, times, shares and tones."""

import datetime as dt
from functools import lru_cache
from typing import Any

import lucide
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from crispy_forms.utils import render_crispy_form
from django import template
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from prm.core import clocks, formats
from prm.core.languages import language_name

register = template.Library()

TONES = {
    "success": "accepted approved won paid kept active qualified converted protected delivered done settled published",
    "warning": "in_review action_required warm late stalled due submitted expiring pending retrying review",
    "danger": "rejected expired lost broken clawed_back conflict hot failed lapsed overdue revoked",
    "info": "new proposed open offered contacted cold engaging accrued sent queued prospecting routing invited",
    "accent": "mine exclusive draft_ready held co_selling",
}
TONE_OF_STATE = {state: tone for tone, states in TONES.items() for state in states.split()}


@lru_cache(maxsize=1024)
def _icon(name: str, size: int, label: str, css: str) -> SafeString:
    attributes = {"class": f"icon {css}".strip(), "focusable": "false"}
    attributes |= {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return mark_safe(lucide._render_icon(name, size, **attributes))


@register.simple_tag
def icon(name: str, size: int = 18, label: str = "", css: str = "") -> str:
    """A lucide icon as inline SVG. Decoration unless it is given a label."""
    return _icon(str(name), int(size), str(label), str(css))


@register.filter
def language(code: Any) -> str:
    """The name of a language by its two letters."""
    return language_name(str(code))


@register.filter
def money(value: Any, currency: str = "") -> str:
    return "—" if value in (None, "") else formats.money(value, currency)


@register.filter
def money_short(value: Any, currency: str = "") -> str:
    return "—" if value in (None, "") else formats.money_short(value, currency)


@register.filter
def number(value: Any) -> str:
    return "—" if value in (None, "") else formats.number(value)


@register.filter
def number_short(value: Any) -> str:
    return "—" if value in (None, "") else formats.number_short(value)


@register.filter
def percent(part: Any, whole: Any) -> str:
    """`{{ won|percent:closed }}`: says “too few to say” below 20 rows."""
    return formats.share_of(part or 0, whole or 0)


@register.filter
def share(value: Any, digits: int = 0) -> str:
    """A share of 0 to 1 whose rows somebody else has counted."""
    return "—" if value is None else formats.percent(value, digits)


def _time(moment: dt.datetime, text: str) -> str:
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), formats.full(moment), text)


@register.simple_tag
def when(moment: dt.datetime | dt.date | None) -> str:
    """Absolute and relative time together: Thu 16:00 (in 5 hours)."""
    if not moment:
        return "—"
    if not isinstance(moment, dt.datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), formats.short_date(moment))
    now = timezone.now()
    return _time(moment, f"{formats.absolute(moment, now)} ({formats.relative(moment, now)})")


@register.filter(name="when")
def when_filter(moment: dt.datetime | dt.date | None) -> str:
    return when(moment)


@register.filter
def relative(moment: dt.datetime | None) -> str:
    return "—" if not moment else _time(moment, formats.relative(moment, timezone.now()))


@register.filter
def short_date(day: dt.date | dt.datetime | None) -> str:
    if not day:
        return "—"
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), formats.short_date(day))


@register.filter
def initials(name: Any) -> str:
    return formats.initials(name or "")


@register.filter
def tone(state: Any) -> str:
    """The tone of a pill for a state of the domain; neutral when the state says nothing of itself."""
    return TONE_OF_STATE.get(str(state), "neutral")


@register.filter
def words(state: Any) -> str:
    """A state of the code as words (in_review → In review), for lists that have no display name at hand."""
    return str(state).replace("_", " ").capitalize()


@register.filter
def plain(value: Any) -> str:
    """A number for an attribute: with a point in every language."""
    return str(value)


@register.filter
def asks_for_something(form: Any) -> bool:
    """Whether a field of the form is marked as required, so that the mark is explained."""
    return bool(form) and any(field.field.required and not field.is_hidden for field in form)


@register.simple_tag
def form_body(form: Any) -> str:
    """All fields of a form as Bootstrap, laid out by its crispy helper if it has one; never the form tag itself."""
    helper = getattr(form, "helper", None)
    if helper is None:
        return mark_safe("".join(as_crispy_field(field) for field in form))
    helper.form_tag = False
    helper.disable_csrf = True
    return render_crispy_form(form, helper)


@register.simple_tag
def clock(due: dt.datetime, verb: str, who: str = "", done_at: dt.datetime | None = None) -> clocks.Clock:
    """`{% clock due verb who as c %}`: the sentence of a promise, in pieces a template can mark up."""
    return clocks.clock(due=due, verb=str(verb), who=str(who), done_at=done_at or None, now=timezone.now())


@register.filter
def attributes(attrs: Any) -> str:
    """The HTML attributes a component was given beyond those it declares, escaped."""
    return flatatt({key: value for key, value in attrs.attrs_dict().items() if value not in (False, None)})


@register.simple_tag
def page_summary(table: Any) -> str:
    """“26–50 of 3,012”; a capped count ends in +, an unknown one is left out."""
    if not table.page:
        count = len(table.rows)
        return gettext("%(count)s rows") % {"count": formats.number(count)} if count != 1 else gettext("1 row")
    rows, paginator = len(table.page.object_list), table.paginator
    first = (table.page.number - 1) * paginator.per_page + 1
    window = f"{formats.number(first)}–{formats.number(first + rows - 1)}"
    if not hasattr(paginator, "capped") and hasattr(paginator, "look_ahead"):
        return window
    total = formats.number(paginator.count - 1) + "+" if getattr(paginator, "capped", False) else None
    return gettext("%(window)s of %(total)s") % {"window": window, "total": total or formats.number(paginator.count)}
