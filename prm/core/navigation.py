"""The mechanism of the navigation. What stands in it is data beside the URLs: settings.NAVIGATION names it."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)
Words = str | Promise


@dataclass(frozen=True)
class NavItem:
    """One door. Without `roles` everyone signed in sees it; `badge` is a key of the counts; `quick` puts it on the
    phone's bottom bar (the first four that a role may see)."""

    label: Words
    url_name: str
    icon: str
    roles: frozenset[str] = frozenset()
    badge: str = ""
    quick: bool = False

    def open_to(self, role: str) -> bool:
        return not self.roles or role in self.roles


@dataclass(frozen=True)
class NavGroup:
    label: Words
    items: tuple[NavItem, ...]


@dataclass(frozen=True)
class NavigationMap:
    """Everything the shell links to. `counts` gives the badges of a request, asked for once per page."""

    groups: tuple[NavGroup, ...]
    account: tuple[NavItem, ...] = ()
    notices: NavItem | None = None
    search: NavItem | None = None
    counts: Callable[[HttpRequest], Mapping[str, int]] | None = None

    def items(self) -> list[NavItem]:
        single = [item for item in (self.notices, self.search) if item]
        return [item for group in self.groups for item in group.items] + list(self.account) + single


@dataclass(frozen=True)
class Link:
    """A door as the reader sees it: resolved, counted, and marked when they stand in the room behind it."""

    label: Words
    url: str
    icon: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True)
class Section:
    label: Words
    links: list[Link]


@dataclass(frozen=True)
class Navigation:
    sections: list[Section] = field(default_factory=list)
    quick: list[Link] = field(default_factory=list)
    account: list[Link] = field(default_factory=list)
    notices: Link | None = None
    search: Link | None = None


def _url(item: NavItem) -> str | None:
    """The address, or None and a line in the log: one broken door must not close the house. Tests check all."""
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        logger.error("Navigation names a page that does not exist: %s", item.url_name)
        return None


def _current(paths: Collection[str], here: str) -> str:
    """The longest address that is a parent of this page; the first page is a parent of itself only."""
    parents = [path for path in paths if here == path or (path != "/" and here.startswith(path))]
    return max(parents, key=len, default="")


def navigation_for(
    role: str, current_path: str, nav_map: NavigationMap, counts: Mapping[str, int] | None = None
) -> Navigation:
    """What a person with this role sees while on `current_path`."""
    counts = counts or {}
    urls = {item: url for item in nav_map.items() if item.open_to(role) and (url := _url(item))}
    doors = {item for group in nav_map.groups for item in group.items}
    current = _current([url for item, url in urls.items() if item in doors], current_path)

    def link(item: NavItem | None) -> Link | None:
        if item is None or item not in urls:
            return None
        url = urls[item]
        return Link(item.label, url, item.icon, counts.get(item.badge, 0), current=url == current)

    def links(items: Iterable[NavItem]) -> list[Link]:
        return [made for item in items if (made := link(item))]

    sections = [Section(group.label, links(group.items)) for group in nav_map.groups]
    quick = links(item for group in nav_map.groups for item in group.items if item.quick)
    return Navigation(
        sections=[section for section in sections if section.links],
        quick=quick[:4],
        account=links(nav_map.account),
        notices=link(nav_map.notices),
        search=link(nav_map.search),
    )


def navigation_of(request: HttpRequest) -> Navigation:
    """The navigation of whoever sends this request; empty for somebody not signed in."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Navigation()
    nav_map: NavigationMap = import_string(settings.NAVIGATION)
    counts = nav_map.counts(request) if nav_map.counts else {}
    return navigation_for(user.role, request.path, nav_map, counts)
