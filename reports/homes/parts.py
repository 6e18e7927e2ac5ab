"""Figures and charts that more than one first page shows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals.enums import OPEN_STAGES, Stage
from prm.core import charts, formats
from prm.core.quarters import quarter_of

from ..figures import ZERO, DealFigures, Sum, in_words, last_day, months_ahead, months_back
from ..worklists import Figure, link

Panel = tuple[str, dict[str, Any]]
BarOfRows = tuple[str, Decimal, str]  # label, sum, address of its rows


def deal_tiles(figures: DealFigures, today: date, currency: str, **query: Any) -> list[Figure]:
    """Open pipeline, won this quarter, win rate in twelve months; `query` narrows the lists that they open."""
    pipeline, won = figures.open(), figures.won_since(quarter_of(today))
    wins, closed = figures.win_rate()
    year = months_back(today)[0]
    return [
        _money_tile(_("Open pipeline"), "trending-up", pipeline, currency, stage="open", **query),
        _money_tile(
            _("Won this quarter"), "trophy", won, currency, stage=Stage.WON, closed_from=quarter_of(today), **query
        ),
        _win_rate(wins, closed, link("deals:list", closed_from=year, **query)),
    ]


def _win_rate(wins: int, closed: int, address: str) -> Figure:
    """A share, or the two numbers where they are too few to make one."""
    label, words = _("Win rate, 12 months"), {"won": formats.number(wins), "closed": formats.number(closed)}
    if closed < formats.TOO_FEW:
        hint = _("won: too few to say a rate") if closed else _("No deal has been closed.")
        return Figure(label, _("%(won)s of %(closed)s") % words if closed else "—", "target", address, hint)
    return Figure(
        label, formats.percent(wins / closed), "target", address, _("%(won)s won of %(closed)s closed") % words
    )


def _money_tile(label: str, icon: str, sums: Sequence[Sum], currency: str, **query: Any) -> Figure:
    value, others = in_words(sums, currency)
    count = sum(one.deals for one in sums)
    deals = ngettext("%(count)s deal", "%(count)s deals", count) % {"count": formats.number(count)}
    return Figure(
        label, value, icon, link("deals:list", **query), " · ".join(part for part in (deals, others) if part)
    )


def deal_charts(figures: DealFigures, today: date, currency: str, **query: Any) -> list[Panel]:
    """Won by month in one currency, and open deals by stage."""
    return [
        ("reports/_months.html", {"chart": won_chart(figures, today, currency, **query), "currency": currency}),
        ("reports/_stages.html", {"chart": stage_chart(figures, **query)}),
    ]


def won_chart(figures: DealFigures, today: date, currency: str, **query: Any) -> charts.LineChart:
    months = months_back(today)
    values = [float(total) for total in figures.won_by_month(currency, months)]
    query |= {"stage": Stage.WON, "currency": currency}
    rows = [
        link("deals:list", closed_from=month, closed_until=last_day(month), **query) if value else ""
        for month, value in zip(months, values, strict=True)
    ]
    return charts.line([month_name(month) for month in months], values, say_money(currency), rows)


def bars_panel(title: str, bars: Sequence[BarOfRows], currency: str, empty: str) -> Panel:
    """Sums of one currency; each opens its rows."""
    chart = charts.bars([(label, float(total), href) for label, total, href in bars], say_money(currency))
    return "reports/_sums.html", {"chart": chart, "title": title, "empty": empty}


def months_to_come(
    sums: Mapping[date, Decimal], today: date, what: str, address: Callable[[dict[str, date]], str]
) -> list[BarOfRows]:
    """Six months from the present one and, where something is left, all before them; `sums` by first day of the month.

    `address` makes the list's address from the days that bound a bar, named `<what>_from` and `<what>_until`.
    """
    first, *later = months_ahead(today)
    bars = [
        (
            month_name(month),
            sums.get(month, ZERO),
            address({f"{what}_from": month, f"{what}_until": last_day(month)}),
        )
        for month in (first, *later)
    ]
    before = sum((total for month, total in sums.items() if month < first), ZERO)
    if not before:
        return bars
    return [(_("Before"), before, address({f"{what}_until": first - timedelta(days=1)})), *bars]


def stage_chart(figures: DealFigures, **query: Any) -> charts.Donut:
    counted = figures.open_by_stage()
    stages = [stage for stage in OPEN_STAGES if counted.get(stage)]
    parts = [(str(stage.label), counted[stage], link("deals:list", stage=stage, **query)) for stage in stages]
    return charts.donut(parts, formats.number)


def say_money(currency: str) -> Any:
    """Turns a value into words in this currency."""
    return lambda value: formats.money_short(Decimal(str(value)), currency)


def month_name(month: date) -> str:
    return date_format(month, "M")


def main_currency(figures: DealFigures, wanted: str) -> str:
    """The one the charts are drawn in: `wanted` where deals have it, else the one most deals have."""
    found = figures.currencies()
    return wanted if wanted in found or not found else found[0]
