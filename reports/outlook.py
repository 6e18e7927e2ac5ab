"""A quarter's goal and forecast in words, each amount with the list that holds its deals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from deals.enums import Stage
from partners.goals.models import Goal
from partners.models import Partner
from prm.core import formats

from .figures import ZERO
from .pace import pace
from .periods import Period
from .selectors.goals import Outlook
from .worklists import link


def goal_in_words(goal: Goal) -> str:
    return formats.money(goal.amount)


@dataclass(frozen=True)
class Words:
    """One currency as it is printed. `reached` is won of the goal, in percent; `tone` colours the gap's pill."""

    currency: str
    goal: str
    won: str
    won_url: str
    won_deals: int
    weighted: str
    weighted_url: str
    open_deals: int
    forecast: str
    gap: str
    tone: str
    reached: int
    has_goal: bool


def in_words(one: Outlook, period: Period, today: date, reader: Any, partner: Partner | None = None) -> Words:
    """`today` tells a quarter that is over from one that runs."""
    query = {"currency": one.currency, "partner": partner.ref if partner and reader.is_vendor else ""}

    def money(value: Any) -> str:
        return formats.money_short(value, one.currency)

    return Words(
        currency=one.currency,
        goal=money(one.goal),
        won=money(one.won),
        won_url=won_url(period, **query),
        won_deals=one.won_deals,
        weighted=money(one.weighted),
        weighted_url=expected_url(period, today, **query),
        open_deals=one.open_deals,
        forecast=money(one.forecast),
        gap=gap_in_words(one.goal, one.forecast, one.currency),
        tone="success" if one.gap <= 0 else "warning",
        reached=min(round(100 * one.won / one.goal), 100) if one.goal else 0,
        has_goal=bool(one.goals),
    )


def won_url(period: Period, **query: Any) -> str:
    return link("deals:list", stage=Stage.WON, closed_from=period.since, closed_until=period.until, **query)


def expected_url(period: Period, today: date, **query: Any) -> str:
    """As `selectors.goals.expected_in` counts."""
    begins = period.since if period.since > today else ""
    return link("deals:list", stage="open", closes_from=begins, closes_until=period.until, **query)


def gap_in_words(goal: Any, forecast: Any, currency: str) -> str:
    """“€12K short” or “covered, €3K over”."""
    difference = goal - forecast
    words = {"amount": formats.money_short(abs(difference), currency)}
    if difference > 0:
        return _("%(amount)s short") % words
    return _("covered, %(amount)s over") % words if difference else _("covered")


def pace_in_words(goal: Goal, found: Sequence[Outlook], period: Period, today: date) -> dict[str, Any]:
    """What was won per week so far and what is needed per week from now on, as far as there is time."""
    currency = str(goal.amount.currency)
    won = next((one.won for one in found if one.currency == currency), ZERO)
    gone = period.days_gone(today)
    found_pace = pace(goal.amount.amount, won, period.days, gone)

    def money(value: Any) -> str:
        return "" if value is None else formats.money_short(value, currency)

    return {
        "so_far": money(found_pace.so_far),
        "needed": money(found_pace.needed),
        "due_by_now": money(found_pace.due_by_now),
        "days_left": period.days - gone,
        "is_behind": found_pace.is_behind,
        "is_over": gone >= period.days,
    }
