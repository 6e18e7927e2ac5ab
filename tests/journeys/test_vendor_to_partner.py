"""A lead from the vendor: entered, scored, routed, answered by mail and in the portal, worked, won, earned."""

import re
from collections.abc import Callable

from tests.portal import Portal, wait_for

from .walker import Walker

COMPANY = "Bakkerij Zonneveld B.V."
EMAIL = "inge@bakkerij-zonneveld.example"


def enter_lead(manager: Walker) -> str:
    manager.open("/leads/new/").look("lead-new")
    manager.fill(
        company=COMPANY,
        website="bakkerij-zonneveld.example",
        country="NL",
        city="Utrecht",
        contact_name="Inge Zonneveld",
        contact_title="Head of operations",
        contact_email=EMAIL,
        contact_phone="+31 30 555 0142",
        need="Replace the planning of four bakeries before March; budget agreed.",
        value="24000",
        lead_source="web",
    )
    manager.press("Enter the lead")
    found = re.search(r"/leads/(L-\w{6})/", manager.page.url)
    assert found, manager.page.url
    return found[1]


def open_offer(portal: Portal, lead: str) -> tuple[str, str]:
    """Reference of the open offer of this lead, and the e-mail of the one person it was made to."""

    def asked() -> tuple[str, str] | None:
        with portal.query() as cursor:
            cursor.execute(
                "SELECT o.ref, u.email FROM leads_offer o JOIN leads_lead l ON l.id = o.lead_id "
                "JOIN accounts_user u ON u.id = o.recipient_id WHERE l.ref = %s AND o.state = 'open'",
                [lead],
            )
            return cursor.fetchone()

    return wait_for(asked, 40, f"{lead} is offered to somebody")


def decline_by_mail(walk: Callable[..., Walker], stranger_mail: str, portal: Portal) -> None:
    """The link in the mail needs no sign-in: it shows what it would do, and only the button does it."""
    link = re.search(rf"{re.escape(portal.url)}(/offers/answer/\S+)", stranger_mail)
    assert link, stranger_mail
    phone = walk(None, phone=True)
    phone.open(link[1]).sees("offered to nobody else").does_not_see(EMAIL).look("offer-by-mail")
    phone.page.get_by_text("Decline it").click()
    phone.page.get_by_label("No capacity at the moment").check()
    phone.press("Decline").sees("Thank you for answering")
    phone.open(link[1], status=410).does_not_see("Accept")


def test_a_lead_goes_to_one_person_and_is_won(walk: Callable[..., Walker], portal: Portal) -> None:
    manager = walk("channel_manager")
    lead = enter_lead(manager)
    offer, first = open_offer(portal, lead)
    mail = manager.mail(f"To: {first}", COMPANY, "/offers/answer/")
    assert EMAIL not in mail, "contact details are masked until acceptance"
    decline_by_mail(walk, mail, portal)

    offer, second = open_offer(portal, lead)
    assert second != first, "never back to one who had it"
    manager.open(f"/leads/{lead}/").look("lead-routed")

    member = walk(second, phone=True)
    member.look("home-partner")
    member.open(f"/offers/{offer}/").does_not_see(EMAIL).look("offer")
    member.press("Accept").sees(EMAIL).look("lead-accepted")
    member.click("I have spoken with them")
    member.press("Yes, contacted").sees("Noted: the customer was contacted.")
    member.click("Make it a deal").look("lead-convert")
    if member.page.locator("[name=amount]").input_value() == "":
        member.fill(amount="24000")
    member.fill(close_on="2099-03-31")
    member.press("Open the deal").sees("The deal is open").look("deal")
    deal = re.search(r"/deals/(D-\w{6})/", member.page.url)
    assert deal, member.page.url
    member.open(f"/deals/{deal[1]}/win/")
    member.press("Mark as won").sees("Congratulations")
    manager.open(f"/leads/{lead}/").sees("Converted")

    finance = walk("finance")
    finance.open("/fees/").look("fees")
    with portal.query() as cursor:
        cursor.execute(
            "SELECT f.state, f.amount > 0 FROM incentives_fee f "
            "JOIN deals_opportunity d ON d.id = f.opportunity_id WHERE d.ref = %s",
            [deal[1]],
        )
        assert cursor.fetchone() == ("accrued", True)
