"""Somebody with a browser: opens pages, notices what a person would mind, and keeps a picture."""

import email
import os
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

from tests.portal import Portal, wait_for

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}
TALLEST = 1800  # pictures
EVERYTHING = {"resultTypes": ["violations"]}
ONLY_COLOURS = {**EVERYTHING, "runOnly": ["color-contrast", "link-in-text-block"]}  # the rest is the same in the dark
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "tour"


class Walker:
    """One signed-in browser window. Every page it opens must be free of errors; `look()` also asks axe."""

    def __init__(self, portal: Portal, browser: Browser, *, phone: bool = False) -> None:
        self.portal = portal
        self.context = browser.new_context(
            base_url=portal.url,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            locale="en-GB",
            timezone_id="Europe/Amsterdam",
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        self.page.on("response", self._watch)

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium itself writes a line for every 4xx answer, which a refused form is by design; htmx writes one for a
        # request that leaving the page cut off.
        harmless = ("status of 4", "htmx:sendAbort", "htmx:afterRequest")
        if message.type in ("error", "warning") and not any(words in message.text for words in harmless):
            self.complaints.append(f"console: {message.text}")

    def _watch(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []

    # -- moving
    def sign_in(self, role: str, *, nth: int = 0) -> "Walker":
        person = [who for who in self.portal.people() if who["role"].lower().replace(" ", "_") == role][nth]
        return self.sign_in_with(person["email"], person["password"])

    def sign_in_with(self, email: str, password: str) -> "Walker":
        """Demo people have their own password; a test may also play somebody else of the programme."""
        self.open("/accounts/login/")
        known = {who["email"]: who["password"] for who in self.portal.people()}
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(known.get(email, password))
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(self.portal.url + "/")
        return self

    def open(self, path: str, status: int = 200) -> "Walker":
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{answer.status} {path}"
        return self.settled()

    def settled(self) -> "Walker":
        """The parts that load by themselves are there."""
        self.page.locator(".htmx-request").first.wait_for(state="detached")
        return self

    def click(self, name: str, role: Any = "link") -> "Walker":
        self.page.get_by_role(role, name=name).first.click()
        self.page.wait_for_load_state()
        return self

    def press(self, name: str) -> "Walker":
        return self.click(name, "button")

    def fill(self, **values: str) -> "Walker":
        for name, value in values.items():
            self.set(self.page.locator(f"[name={name}]").first, value)
        return self

    @staticmethod
    def set(field: Locator, value: str) -> None:
        tag = field.evaluate("element => element.tagName")
        kind = field.get_attribute("type") or ""
        if tag == "SELECT":
            field.select_option(value)
        elif kind in ("checkbox", "radio"):
            field.check()
        else:
            field.fill(value)

    # -- noticing
    def sees(self, text: str) -> "Walker":
        self.page.get_by_text(text).first.wait_for(timeout=5000)
        return self

    def does_not_see(self, text: str) -> "Walker":
        assert text not in self.page.locator("body").inner_text()
        return self

    def waits_to_see(self, text: str, seconds: float = 30) -> "Walker":
        """Reload until the worker has done it."""

        def there() -> bool:
            self.page.reload()
            return text in self.page.locator("body").inner_text()

        wait_for(there, seconds, f"“{text}” on {self.page.url}")
        return self

    def look(self, picture: str = "") -> "Walker":
        """Ask axe about this page in light and in dark; keep pictures when PRM_PICTURES is set."""
        self.settled()
        for scheme, rules in (("light", EVERYTHING), ("dark", ONLY_COLOURS)):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = Axe().run(self.page, options=rules)
            assert found.violations_count == 0, f"{self.page.url} {scheme}\n{found.generate_report()}"
            self._keep(picture, scheme)
        self.page.emulate_media(color_scheme="light")
        return self.fits()

    def fits(self) -> "Walker":
        """No page is wider than the screen."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
        return self

    def _keep(self, picture: str, scheme: str) -> None:
        if picture and os.environ.get("PRM_PICTURES"):
            size = self.page.viewport_size or DESKTOP
            width = "phone" if size == PHONE else "desktop"
            PICTURES.mkdir(parents=True, exist_ok=True)
            # In a window as tall as the page, what sticks to the window's edges stands where a reader looks for it.
            tall = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.set_viewport_size({**size, "height": min(max(tall, size["height"]), TALLEST)})
            self.page.screenshot(path=PICTURES / f"{picture}-{width}-{scheme}.png")
            self.page.set_viewport_size(size)

    # -- mail
    def messages(self) -> list[EmailMessage]:
        """Every mail file so far, the oldest first."""
        folder = Path(self.portal.environment["PRM_STATE"]) / "mail"
        files = sorted(folder.glob("*.eml")) if folder.exists() else []
        return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]

    def find_mail(self, *words: str, seconds: float = 30) -> EmailMessage:
        """The newest mail that holds all these words, once the worker has written it."""

        def there() -> EmailMessage | None:
            found = (message for message in reversed(self.messages()) if all(word in _text(message) for word in words))
            return next(found, None)

        return wait_for(there, seconds, f"a mail with {words}")

    def mail(self, *words: str) -> str:
        return _text(self.find_mail(*words))

    def attachments(self, *words: str) -> list[str]:
        return [part.get_filename() or "" for part in self.find_mail(*words).iter_attachments()]


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    content = body.get_content() if body else ""
    return f"To: {message['To']}\nSubject: {message['Subject']}\n\n{content}"
