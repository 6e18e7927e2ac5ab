"""A passkey is added, signs in by itself, and serves as second factor: with Chromium's own virtual authenticator."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.portal import Portal

from .conftest import PASSWORD

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def email(portal: Portal) -> str:
    """Somebody in finance whom the other journeys do not play."""
    known = [person["email"] for person in portal.people()]
    with portal.query() as cursor:
        cursor.execute(
            "SELECT email FROM accounts_user WHERE is_active AND NOT email = ANY(%s) ORDER BY email LIMIT 1", [known]
        )
        return cursor.fetchone()[0]


@pytest.fixture
def page(portal: Portal, browser: Browser) -> Iterator[Page]:
    """On localhost: no browser gives a passkey to a bare address."""
    context = browser.new_context(base_url=portal.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()
    assert complaints == []


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/**")


def look(page: Page) -> None:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_a_passkey_from_adding_to_removing(page: Page, email: str) -> None:
    sign_in(page, email)
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/accounts/2fa/webauthn/add/")
    look(page)
    page.fill("input[name=name]", "My laptop")
    page.check("input[name=passwordless]")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")
    look(page)

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)

    sign_out(page)
    sign_in(page, email)
    page.wait_for_url("**/2fa/authenticate/")
    look(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)

    page.goto("/accounts/security/")
    look(page)
    page.get_by_role("link", name="Remove My laptop").click()
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url("**/security/")
    assert page.get_by_text("My laptop").count() == 0


def test_on_a_bare_address_no_passkey_is_offered(portal: Portal, browser: Browser) -> None:
    context = browser.new_context(base_url=portal.url)
    page = context.new_page()
    page.goto("/accounts/login/")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    assert page.get_by_role("button", name="Sign in", exact=True).is_visible()
    context.close()
