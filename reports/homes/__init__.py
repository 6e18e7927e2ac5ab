"""The first page of each role: what I owe and what is owed to me first, figures and charts below."""

from dataclasses import dataclass, field
from typing import Any

from prm.accounts.enums import Role

from ..worklists import Figure, Section


@dataclass(frozen=True)
class Action:
    """The one obvious next thing to do, as a button with a verb."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class Home:
    """What the first page shows. `panels` are templates with their context, drawn below the figures.

    `money` are figures on a line of their own.
    """

    sections: list[Section]
    figures: list[Figure] = field(default_factory=list)
    panels: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    subtitle: str = ""
    action: Action | None = None
    money: list[Figure] = field(default_factory=list)


def home_of(user: Any) -> Home:
    """The first page of this person, by role. Costs the same number of queries with any amount of data."""
    from . import administrator, channel, finance, member, sales

    homes = {
        Role.PARTNER_REP: member.rep_home,
        Role.PARTNER_ADMIN: member.admin_home,
        Role.SALES_REP: sales.home,
        Role.CHANNEL_MANAGER: channel.home,
        Role.FINANCE: finance.home,
        Role.ADMINISTRATOR: administrator.home,
    }
    return homes[Role(user.role)](user)
