"""Marketing money: asked for on a phone, decided, claimed with an invoice, checked, paid; both read the same."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.portal import Portal

from .walker import Walker

TITLE = "Open day at the test site"
INVOICE = {
    "name": "invoice-114.txt",
    "mimeType": "text/plain",
    "buffer": b"INVOICE 114\nTent and coffee: 120.00 EUR\n",
}


def today() -> str:
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date().isoformat()


def ask(admin: Walker) -> str:
    admin.open("/mdf/new/").look("mdf-new")
    admin.fill(
        title=TITLE,
        activity="event",
        starts_on=today(),
        ends_on=today(),
        planned_cost="120",
        expected="15 guests",
        description="Customers see the sensors at work, with coffee.",
    )
    admin.press("Send the request").sees("Thank you.")
    found = re.search(r"/mdf/(MD-\w{6})/", admin.page.url)
    assert found, f"{admin.page.url}: {admin.page.locator('main').inner_text()[:500]}"
    return found[1]


def test_marketing_money_from_the_request_to_the_payment(walk: Callable[..., Walker], portal: Portal) -> None:
    admin = walk("partner_admin", phone=True)
    ref = ask(admin)
    admin.look("mdf-asked")
    admin.mail("We have your request", TITLE)

    manager = walk("channel_manager")
    manager.open(f"/mdf/{ref}/").look("mdf-to-decide")
    manager.open(f"/mdf/{ref}/approve/").look("mdf-approve")
    manager.press("Approve and reserve").sees("the money is reserved")

    admin.open(f"/mdf/{ref}/").sees("Approved")
    admin.click("Claim the money").look("mdf-claim")
    admin.fill(actual_cost="120", held_on=today(), outcome="18 guests, 4 meetings agreed.")
    admin.press("Send the claim").sees("at least one file")
    admin.page.locator("[name=file]").set_input_files(INVOICE)
    admin.press("Send the claim").look("mdf-claimed")

    finance = walk("finance")
    finance.open(f"/mdf/{ref}/").sees("invoice-114.txt").look("mdf-to-check")
    finance.open(f"/mdf/{ref}/approve-claim/").look("mdf-approve-claim")
    finance.press("Agree")
    finance.open(f"/mdf/{ref}/pay/").look("mdf-pay")
    finance.fill(reference="SEPA 2114").press("Mark as paid").sees("SEPA 2114")

    admin.open(f"/mdf/{ref}/").sees("SEPA 2114").look("mdf-paid")
    assert "SEPA 2114" in admin.mail("Paid:", TITLE)
    with portal.query() as cursor:
        cursor.execute("SELECT state, settled, claimed FROM incentives_mdfrequest WHERE ref = %s", [ref])
        assert cursor.fetchone() == ("paid", 60, 60)
