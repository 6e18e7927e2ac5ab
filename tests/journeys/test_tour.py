"""A tour of the demo programme: every page that links lead to, as every role, on a desk and on a phone."""

import os
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import APIResponse

from .walker import Walker

ROLES = ("partner_rep", "partner_admin", "sales_rep", "channel_manager", "finance", "administrator")
MOST_QUERIES = 15
ENOUGH = 2  # pages of one kind to look for links on: one row offers what the next one does not
# Django's own pages and what is no page.
ELSEWHERE = ("/admin/", "/api/", "/static/", "/dev/", "/accounts/logout", "/accounts/demo", "/accounts/login")
REF = re.compile(r"[A-Z]{1,2}-[0-9A-Z]{6}")
LINK = re.compile(r'href="(/[^"#?]*)"')


def kind_of(path: str) -> str:
    """The name of the address: all leads are one kind of page."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


class Tour:
    """Goes on after each complaint, so that one walk tells them all."""

    def __init__(self, walker: Walker, enough: int = ENOUGH) -> None:
        self.walker = walker
        self.enough = enough
        self.complaints: list[str] = []

    @contextmanager
    def complaining(self) -> Iterator[None]:
        try:
            yield
        except AssertionError as complaint:
            self.complaints.append(str(complaint))

    def pages(self) -> Iterator[tuple[str, str]]:
        """Follows links without a window: (kind, path) of one page of each kind."""
        waiting, known, tried = deque([("/", "")]), {"/"}, Counter[str]()
        while waiting:
            path, found_on = waiting.popleft()
            kind = kind_of(path)
            if tried[kind] == self.enough or path.startswith(ELSEWHERE):
                continue
            tried[kind] += 1
            text = self.read(path, found_on)
            if text and tried[kind] == 1:
                yield kind, path
            new = [link for link in LINK.findall(text) if link not in known]
            known.update(new)
            waiting.extend((link, path) for link in new)

    def read(self, path: str, found_on: str) -> str:
        """The page's text, or nothing for what is none. It opens and has few queries.

        A process that had not yet read what it remembers is asked again.
        """
        fewest, answer = 1000, None
        for _ in range(4):
            answer = self.walker.page.request.get(path, max_redirects=0)
            if answer.status not in (200, 302):
                self.complaints.append(f"{answer.status} {path}, found on {found_on}")
                return ""
            fewest = min(fewest, queries(answer))
            if fewest <= MOST_QUERIES:
                break
        if fewest > MOST_QUERIES:
            self.complaints.append(f"{fewest} queries on {path}")
        is_page = answer.status == 200 and "text/html" in answer.headers["content-type"]
        return answer.text() if is_page else ""


def queries(answer: APIResponse) -> int:
    return int(re.search(r'desc="(\d+) queries', answer.headers["server-timing"])[1])


def picture(path: str, role: str) -> str:
    """“fees-finance”, “leads-detail”, “deals-registrations-approve”: a row's page is the same for all who see it."""
    words = "-".join(part for part in REF.sub("", path).split("/") if part) or "home"
    if not REF.search(path):
        return f"{words}-{role.replace('_', '-')}"
    return f"{words}-detail" if REF.search(path).end() == len(path) - 1 else words


LOOKED_AT: set[str] = set()
SHARED = ("/accounts/", "/notices/", "/search/", "/settings/")
LOOKED_AT_ON_A_PHONE = ("home", "leads:list", "leads:detail", "deals:list", "deals:register", "offers:detail")


def is_own(path: str) -> bool:
    """First pages show each role something else; so do lists and reports, which are only worth it for pictures."""
    is_list = path.count("/") <= 3 and not REF.search(path) and not path.startswith(SHARED)
    return path == "/" or bool(is_list and os.environ.get("PRM_PICTURES"))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_every_role(role: str, walk: Callable[..., Walker]) -> None:
    """What two roles share is looked at once; everybody's first page and lists are their own."""
    walker = walk(role)
    tour = Tour(walker)
    found = dict(tour.pages())
    for kind, path in found.items():
        if kind not in LOOKED_AT or is_own(path):
            LOOKED_AT.add(kind)
            with tour.complaining():
                walker.open(path).look(picture(path, role))
    assert tour.complaints == []
    assert len(found) > 15


@pytest.mark.parametrize("role", ["partner_rep", "channel_manager"])
def test_every_page_fits_a_phone(role: str, walk: Callable[..., Walker]) -> None:
    walker = walk(role, phone=True)
    tour = Tour(walker, enough=1)
    for kind, path in tour.pages():
        with tour.complaining():
            walker.open(path).fits()
            if kind in LOOKED_AT_ON_A_PHONE:
                walker.look(picture(path, role))
    assert tour.complaints == []


def test_signing_in_as_a_demo_person_from_a_card(walk: Callable[..., Walker]) -> None:
    stranger = walk(None)
    stranger.open("/accounts/login/").look("sign-in")
    stranger.page.get_by_role("button", name="Carl").first.click()
    stranger.sees("Offers to answer")
