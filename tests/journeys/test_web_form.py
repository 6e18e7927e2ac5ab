"""A stranger fills in the form of the vendor's site, on a phone; the vendor finds a lead with its consent."""

from collections.abc import Callable

from reports.demo.site import CONSENT, THANKS, TOKEN

from .walker import Walker

FORM = f"/forms/{TOKEN}/"
NARROWEST = {"width": 320, "height": 640}
TYPED = {
    "company": "Quillfeather Dairy BV",
    "contact_name": "Ann Quill",
    "contact_email": "ann@quillfeather.example",
    "contact_phone": "+31 20 555 0100",
    "country": "NL",
    "need": "Forty sensors for two cold stores",
}


def test_a_visitor_becomes_a_lead_with_the_consent_they_gave(walk: Callable[..., Walker]) -> None:
    visitor = walk(None, phone=True)
    visitor.page.set_viewport_size(NARROWEST)
    visitor.open(FORM).look()
    trap = visitor.page.locator("[name=fax]")
    assert not trap.is_visible() and trap.get_attribute("tabindex") == "-1"
    visitor.sees(CONSENT)

    visitor.fill(**TYPED).press("Send")
    assert visitor.page.locator("[name=company]").input_value() == TYPED["company"], "without consent nothing is lost"
    assert visitor.page.get_by_text(THANKS).count() == 0
    visitor.look()

    visitor.fill(consent="on").press("Send")
    visitor.sees(THANKS).look()

    manager = walk("channel_manager")
    manager.open("/leads/?q=Quillfeather").click(TYPED["company"])
    manager.sees("Ann Quill").sees("Website").sees("Forty sensors for two cold stores")
    manager.sees("Sent by the form “Ask about sensors”").sees(CONSENT)


def test_who_types_into_what_nobody_sees_is_thanked_and_forgotten(walk: Callable[..., Walker]) -> None:
    robot = walk(None)
    robot.open(FORM)
    robot.fill(**{**TYPED, "company": "Robot Works BV", "consent": "on"})
    robot.page.locator("[name=fax]").evaluate("field => field.value = '1'")
    robot.press("Send").sees(THANKS)
    manager = walk("channel_manager")
    manager.open("/leads/?q=Robot+Works").does_not_see("Robot Works BV")
