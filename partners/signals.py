"""What this app asks of the rooms above it, which it does not know.

`load_asked`    sent with `users` (ids of members). A receiver returns a dict from user id to the number of open leads
                that person works or has been offered; ids it knows nothing of may be missing.
`panels_asked`  sent with `partner` and `user` when a partner's page is drawn. A receiver returns a list of `Panel`s
                that hold only what `user` may see; it never writes.
`brought_asked` sent with `subject` (a Campaign, or a Member: what that person brought) and `user`. A receiver returns
                a list of `Panel`s of the template partners/_brought.html, made by `brought_panel`, whose figures count
                only what `user` may see and open exactly the rows they count.
`results_asked` sent with `partners` (row numbers), `since` and `until` (days, both included). A receiver returns a
                dict from partner to `Results`; partners that won nothing in these days may be missing.
`state_changed` sent with `partner` (as it is now, locked) and `before` (its state until then) inside the transaction
                that suspends, ends or takes up the partnership. A receiver lets its clocks stand or run on.
`plans_asked`   sent without more. A receiver returns the names of the compensation plans a partner can be given.
`steps_asked`   sent with `of_partner`, an OuterRef to a partner. A receiver returns a list of `Step`s, those of the
                first steps that it knows of; the page shows them by `place`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.dispatch import Signal
from django.utils.functional import Promise

load_asked = Signal()
panels_asked = Signal()
brought_asked = Signal()
results_asked = Signal()
plans_asked = Signal()
state_changed = Signal()
steps_asked = Signal()


@dataclass(frozen=True)
class Panel:
    """A part of a partner's page that another app fills, the lowest `place` first.

    `template` is included with `context` as `panel`.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    place: int = 0


@dataclass(frozen=True)
class Step:
    """One of the first steps of a partner. `done` is a condition about the partner: the data says it.

    `url` is the name of the page where it is done: of one partner when `of_partner`; with `of_partner_query` the
    partner stands in the query. The partner's own people do it when `is_partners`, else the channel manager.
    `done_at`, where the data keeps it, is an expression for when it was done (UTC; NULL while it is not).
    """

    name: str
    place: int
    label: str | Promise
    done: Any
    url: str
    is_partners: bool = True
    of_partner: bool = False
    of_partner_query: bool = False
    done_at: Any = None


@dataclass(frozen=True)
class Results:
    """What a partner won: how many deals, and the sum in each currency; `href` lists them."""

    deals: int
    revenue: Mapping[str, Decimal]
    href: str


@dataclass(frozen=True)
class Brought:
    """One number of what a campaign holds or a person brought; `href` lists its rows."""

    label: str
    value: str
    href: str
    hint: str = ""


def brought_panel(place: int, title: str, icon: str, figures: Sequence[Brought], empty: str) -> Panel:
    """A panel of such numbers, the lowest `place` first; `empty` is said when there are none."""
    context = {"place": place, "title": title, "icon": icon, "figures": figures, "empty": empty}
    return Panel("partners/_brought.html", context)
