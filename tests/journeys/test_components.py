"""The component page in a real browser: no accessibility violation in any state, and what scripts add works."""

import pytest

GALLERY = "/dev/components/"


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_every_component_is_accessible_in_light_and_dark(walk, phone):
    walker = walk("partner_rep", phone=phone).open(GALLERY)
    for toggle in walker.page.get_by_text("Show as a table").all():
        toggle.click()
    walker.look("components")


def test_the_chosen_theme_stays(walk):
    page = walk("partner_rep").open(GALLERY).page
    theme = "document.documentElement.dataset.bsTheme"
    assert page.evaluate(theme) == "light"
    page.get_by_label("Switch between light and dark").click()
    page.reload()
    assert page.evaluate(theme) == "dark"


def test_a_double_click_sends_a_form_once(walk):
    page = walk("partner_rep").open(GALLERY).page
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.route("**/dev/components/", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Remind Ben").dblclick()
    page.wait_for_timeout(300)
    assert len(sent) == 1


def test_sorting_swaps_only_the_list_and_keeps_the_focus(walk):
    page = walk("partner_rep").open(GALLERY).page
    page.evaluate("window.sameDocument = true")
    page.locator("#table-region-sort-account").click()
    page.wait_for_url("**sort=account**")
    assert page.evaluate("window.sameDocument")
    assert page.evaluate("document.activeElement.id") == "table-region-sort-account"
    page.locator("#table-region-next").click()
    page.wait_for_url("**page=2**")
    assert page.locator("#announcer").inner_text() == "5–6 of 6"


def test_the_menu_closes_with_escape_and_gives_the_focus_back(walk):
    page = walk("partner_rep").open(GALLERY).page
    page.get_by_label("Your account").click()
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Your account"


def test_the_phone_menu_opens_without_scripts(walk, browser):
    walker = walk("partner_rep", phone=True)
    context = browser.new_context(
        base_url=walker.portal.url,
        java_script_enabled=False,
        viewport={"width": 375, "height": 700},
        storage_state=walker.context.storage_state(),
    )
    page = context.new_page()
    page.goto(GALLERY)
    page.locator(".tabbar summary").click()
    assert page.locator(".tabbar .dropdown-menu a", has_text="Library").is_visible()
    context.close()
