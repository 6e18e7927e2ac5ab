"""A tour: every page that the navigation offers to each role, on a desk and on a phone."""

from collections.abc import Callable

import pytest

from .walker import Walker

ROLES = ("partner_rep", "partner_admin", "sales_rep", "channel_manager", "finance", "administrator")


def doors(walker: Walker) -> list[str]:
    """The addresses of the navigation, in its order."""
    links = walker.page.locator("nav a[href^='/']").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    return [path for path in dict.fromkeys(links) if "?" not in path and not path.startswith("/accounts/logout")]


def name_of(path: str, role: str) -> str:
    words = path.strip("/").replace("/", "-") or "home"
    return f"{words}-{role.replace('_', '-')}"


@pytest.mark.parametrize("role", ROLES)
def test_every_door_of_the_navigation(role: str, walk: Callable[..., Walker]) -> None:
    walker = walk(role)
    for path in doors(walker):
        walker.open(path).look(name_of(path, role))


@pytest.mark.parametrize("role", ["partner_rep", "channel_manager"])
def test_the_first_pages_on_a_phone(role: str, walk: Callable[..., Walker]) -> None:
    walker = walk(role, phone=True)
    for path in ("/", "/leads/", "/deals/"):
        walker.open(path).look(name_of(path, role))


def test_signing_in_as_a_demo_person_from_a_card(walk: Callable[..., Walker]) -> None:
    stranger = walk(None)
    stranger.open("/accounts/login/").look("sign-in")
    stranger.page.get_by_role("button", name="Carl").first.click()
    stranger.sees("Offers to answer")


def test_the_first_row_of_each_list_opens(walk: Callable[..., Walker]) -> None:
    walker = walk("channel_manager")
    for path in ("/leads/", "/deals/", "/deals/registrations/", "/partners/", "/fees/", "/library/"):
        walker.open(path)
        walker.page.locator("main a[href^='/']:not([href*='?'])").locator("visible=true").first.wait_for()
        rows = walker.page.locator("main table tbody a[href^='/'], main article a[href^='/'], main li a[href^='/']")
        href = rows.first.get_attribute("href")
        assert href
        walker.open(href).look(name_of(path, "detail"))
