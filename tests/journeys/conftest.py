"""A real browser in front of a real portal: embedded servers, gunicorn, worker, beat, demo programme, mail files."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.portal import Portal

from .walker import Walker

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("PRM_CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist, which reads the group from the marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker walks them all, so that the portal is started once."""
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not chromium() and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no Chromium: install it or set PRM_CHROMIUM"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": FLAGS}


PASSWORD = "known to the tests only 1"
# The demo gives a password to eight people; here everybody else gets one too, so that any of them can be played.
GIVE_PASSWORDS = f"""
from django.contrib.auth.hashers import make_password
from prm.accounts.demo import people
from prm.accounts.models import User
known = [person["email"] for person in people()]
User.objects.exclude(email__in=known).update(password=make_password("{PASSWORD}"))
"""


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    portal = Portal(PRM_DEMO="true")
    try:
        portal.start(demo=True)
        portal.manage("shell", "--no-imports", "-c", GIVE_PASSWORDS)
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def walk(portal: Portal, browser: Browser) -> Iterator[Callable[..., Walker]]:
    """`walk("sales_rep")`: the demo's sales rep; `walk("a@b.example")`: anybody; `walk(None)`: a stranger."""
    walkers: list[Walker] = []

    def start(who: str | None, *, phone: bool = False) -> Walker:
        walkers.append(Walker(portal, browser, phone=phone))
        if who and "@" in who:
            walkers[-1].sign_in_with(who, PASSWORD)
        elif who:
            walkers[-1].sign_in(who)
        return walkers[-1]

    yield start
    for walker in walkers:
        walker.close()
