"""A partner admin reads who looked, chooses mails, sets up a webhook; on a desk and on a phone."""

from collections.abc import Callable

import pytest

from .walker import Walker


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_who_looked_what_reaches_me_and_what_my_system_hears(walk: Callable[..., Walker], phone: bool) -> None:
    walker = walk("partner_admin", phone=phone)
    walker.open("/reports/looks/").look("looks")
    walker.page.locator("main table tbody a").first.click()
    walker.page.wait_for_load_state()
    walker.sees("looked at this").look("looked-at")
    walker.open("/notices/choices/").look("mail-choices")
    walker.open("/settings/webhooks/").look("webhooks")
    walker.click("https://erp.partner.example").sees("Switch on").look("webhook")
    walker.page.locator("main table tbody a").first.click()
    walker.sees("What is sent").look("webhook-call")
    walker.open("/settings/webhooks/new/").look("webhook-new")
    walker.fill(url="https://127.0.0.1/hook").press("Set it up").sees("not on the public internet")
    walker.fill(url="https://hooks.partner.example/in").press("Set it up").sees("This is the only time it is shown")
    walker.look("webhook-secret")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_deal_is_updated_by_the_link_of_a_mail(walk: Callable[..., Walker], phone: bool) -> None:
    code = (
        "from deals.models import Opportunity\n"
        "from deals.messages import acting\n"
        "deal = Opportunity.objects.filter(stage='proposal', member__user__is_active=True).order_by('pk').first()\n"
        "print(acting.update_url(deal, deal.member.user))"
    )
    stranger = walk(None, phone=phone)
    link = stranger.portal.manage("shell", "--no-imports", "-c", code).strip()
    path = "/deals/by-mail/" + link.split("/deals/by-mail/")[1]
    stranger.open(path).look("deal-by-mail")
    stranger.fill(note="They decide in spring.").press("Update the deal").sees("up to date").look("deal-by-mail-done")
    stranger.open(path, status=410).sees("This link cannot be used").look("deal-by-mail-used")
