"""Deals on a board: cards move by pointer, by keyboard and without scripts; on a phone columns are stacked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from .walker import Walker


def column(walker: Walker, stage: str) -> Locator:
    return walker.page.locator(f"[data-stage={stage}]")


def some_card(walker: Walker) -> tuple[str, Locator]:
    """The name and the card of a deal that stands beyond the first stage."""
    card = walker.page.locator("[data-stage]:not([data-stage=prospecting]) [data-card]").first
    return card.locator("a").first.get_attribute("href") or "", card


def expect_in(walker: Walker, stage: str, href: str) -> None:
    expect(column(walker, stage).locator(f"a[href='{href}']")).to_be_visible(timeout=10_000)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_card_moves_by_keyboard(walk: Callable[..., Walker], phone: bool) -> None:
    walker = walk("partner_admin", phone=phone)
    walker.open("/deals/").click("Board").look("deals-board")
    href, card = some_card(walker)
    choice = card.locator("select")
    choice.focus()
    choice.press("Home")
    choice.press("Tab")
    walker.page.keyboard.press("Enter")
    expect_in(walker, "prospecting", href)
    expect(walker.page.locator("#messages")).to_contain_text("Prospecting")
    tops = [column(walker, stage).bounding_box() for stage in ("prospecting", "engaging")]
    assert all(tops)
    assert (tops[1]["y"] > tops[0]["y"] + 100) is phone  # type: ignore[index]


def test_a_card_moves_by_pointer(walk: Callable[..., Walker]) -> None:
    walker = walk("partner_admin").open("/deals/board/")
    href, card = some_card(walker)
    card.drag_to(column(walker, "prospecting").locator("h2"), source_position={"x": 5, "y": 5})
    expect_in(walker, "prospecting", href)


def test_a_card_moves_without_scripts(walk: Callable[..., Walker]) -> None:
    walker = walk("partner_admin")
    walker.page.route("**/*.js", lambda route: route.abort())
    walker.open("/deals/board/")
    href, card = some_card(walker)
    card.locator("select").select_option("prospecting")
    card.get_by_role("button").click()
    walker.page.wait_for_load_state()
    expect_in(walker, "prospecting", href)
    walker.complaints.clear()  # the browser's own lines about the scripts it was not given
