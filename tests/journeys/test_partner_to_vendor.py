"""A deal from a partner: registered at any hour, acknowledged by the rep at once, completed, approved, protected."""

import re
from collections.abc import Callable

from tests.portal import Portal

from .walker import Walker

COMPANY = "Havenbedrijf Oostpolder N.V."


def register(member: Walker, company: str = COMPANY, amount: str = "48000", said: str = "Free") -> str:
    """Fills in the form, reads what the check says while typing (`said`), and sends it; the reference."""
    site = re.sub(r"[^a-z]+", "-", company.lower()).strip("-") + ".example"
    member.open("/deals/register/").look("deal-register")
    member.fill(
        company=company,
        website=site,
        country="NL",
        city="Rotterdam",
        contact_name="Joris Kade",
        contact_email=f"joris@{site}",
        contact_phone="+31 10 555 0123",
        amount=amount,
        close_on="2099-06-30",
        need="Three quays to equip. We have visited twice and the budget is agreed.",
    )
    product = member.page.locator("[name=product]")
    product.select_option(index=1)
    member.sees(said)
    accept = member.page.locator("[name=accept_rules]")
    if accept.count():
        accept.check()
    member.press("Send the registration")
    found = re.search(r"/deals/registrations/(R-\w{6})/", member.page.url)
    assert found, f"{member.page.url}: {member.page.locator('main').inner_text()[:500]}"
    return found[1]


def reviewer_of(portal: Portal, ref: str) -> tuple[str, str]:
    with portal.query() as cursor:
        cursor.execute(
            "SELECT u.email, u.name FROM deals_registration r JOIN accounts_user u ON u.id = r.reviewer_id "
            "WHERE r.ref = %s",
            [ref],
        )
        return cursor.fetchone()


def arbiter_of(portal: Portal, ref: str) -> str:
    """The channel manager of the partner who sent it."""
    with portal.query() as cursor:
        cursor.execute(
            "SELECT u.email FROM deals_registration r JOIN partners_partner p ON p.id = r.partner_id "
            "JOIN accounts_user u ON u.id = p.owner_id WHERE r.ref = %s",
            [ref],
        )
        return cursor.fetchone()[0]


def test_a_registration_is_acknowledged_completed_and_protected(walk: Callable[..., Walker], portal: Portal) -> None:
    member = walk("partner_rep", phone=True)
    ref = register(member)
    member.look("registration-in-review")
    email, name = reviewer_of(portal, ref)

    thanks = member.mail("Thank you for registering", ref)
    assert name in thanks
    assert email in thanks, "the rep's full contact card stands in the mail"
    cards = member.attachments("Thank you for registering", ref)
    assert len([file for file in cards if file.endswith(".vcf")]) == 2

    rep = walk(email)
    rep.look("home-sales-rep")
    rep.open(f"/deals/registrations/{ref}/").look("registration-review")
    rep.open(f"/deals/registrations/{ref}/request-changes/").look("registration-request")
    rep.page.locator("[name=fields_wanted][value=need]").check()
    rep.page.locator("textarea").first.fill("Who decides at the customer, please?")
    rep.press("Send to the partner").sees("Your clock stands")

    member.open(f"/deals/registrations/{ref}/answer/").look("registration-answer")
    assert member.page.locator("[name=company]").count() == 0, "only the named field is open"
    member.fill(need="The director of operations, Joris Kade, decides in May.")
    member.press("Send").sees("back in review")

    rep.open(f"/deals/registrations/{ref}/approve/").look("registration-approve")
    rep.press("Approve")
    member.open(f"/deals/registrations/{ref}/").sees("Approved").look("registration-approved")
    assert "protected" in member.mail("Approved:", ref)
    with portal.query() as cursor:
        cursor.execute(
            "SELECT p.ends_on > p.starts_on, d.referrer_id IS NOT NULL, d.campaign_id IS NOT NULL "
            "FROM deals_registration r JOIN deals_protection p ON p.registration_id = r.id "
            "JOIN deals_opportunity d ON d.id = r.opportunity_id WHERE r.ref = %s",
            [ref],
        )
        assert cursor.fetchone() == (True, True, True)


def test_a_large_deal_is_approved_by_two_people(walk: Callable[..., Walker], portal: Portal) -> None:
    member = walk("partner_rep")
    ref = register(member, "Offshore Wind Noordzee N.V.", amount="1200000")
    member.sees("Who decides").sees("because of the amount").look("registration-two-steps")
    email, _name = reviewer_of(portal, ref)
    rep = walk(email)
    rep.open(f"/deals/registrations/{ref}/approve/").sees("After you")
    rep.press("Approve").sees("Your approval is kept")
    with portal.query() as cursor:
        cursor.execute(
            "SELECT u.email FROM deals_registration r JOIN accounts_user u ON u.id = r.next_decider_id "
            "WHERE r.ref = %s",
            [ref],
        )
        (second,) = cursor.fetchone()
    assert "decides next" in member.mail("one step further", ref)
    manager = walk(second)
    manager.open(f"/deals/registrations/{ref}/approve/").press("Approve").sees("Approved")
    member.open(f"/deals/registrations/{ref}/").sees("Approved").look("registration-two-approved")


def test_a_rejection_is_never_instant_and_never_bare(walk: Callable[..., Walker], portal: Portal) -> None:
    member = walk("partner_rep", phone=True)
    ref = register(member, "Scheepswerf Westerdijk B.V.")
    email, _name = reviewer_of(portal, ref)
    rep = walk(email)
    rep.open(f"/deals/registrations/{ref}/reject/").look("registration-reject")
    rep.page.get_by_label("The opportunity does not meet the qualification criteria").check()
    texts = rep.page.locator("textarea:visible")
    for number in range(texts.count()):
        texts.nth(number).fill("We looked at the criteria and the order book; two orders on file would change it.")
    rep.press("Send to a second reader").sees("A second reader checks it")
    member.open(f"/deals/registrations/{ref}/").does_not_see("order book")

    manager = walk("channel_manager")
    manager.open(f"/deals/registrations/{ref}/confirm-rejection/").look("registration-second-reading")
    manager.press("Agree and send the letter").sees("The partner has the letter")
    letter = member.mail("About your registration", ref)
    for part in ("order book", "appeal", "qualification criteria"):
        assert part in letter, letter
    member.open(f"/deals/registrations/{ref}/").sees("Rejected").look("registration-rejected")

    member.open(f"/deals/registrations/{ref}/appeal/").look("registration-appeal")
    member.fill(reason="The order book was empty until Monday; two signed orders are on file now.")
    member.press("Send the appeal").sees("Your appeal is with the channel manager")
    arbiter = walk(arbiter_of(portal, ref))
    arbiter.open(f"/deals/registrations/{ref}/answer-appeal/").look("registration-answer-appeal")
    arbiter.page.get_by_label("Review it again").check()
    arbiter.fill(answer="You are right: with two orders on file the criteria are met.")
    arbiter.press("Send the answer").sees("The partner has your answer")
    assert "two orders on file" in member.mail("Our answer to your appeal", ref)
    member.open(f"/deals/registrations/{ref}/").sees("In review").look("registration-reopened")
    member.open(f"/deals/registrations/{ref}/appeal/").sees("This is not possible now")


def test_a_lead_from_a_partner_is_received_by_a_named_rep(walk: Callable[..., Walker], portal: Portal) -> None:
    member = walk("partner_rep", phone=True)
    member.open("/leads/new/").look("lead-new-inbound")
    member.fill(
        company="Kwekerij Lentegroen",
        website="kwekerij-lentegroen.example",
        country="NL",
        contact_name="Tessa Groen",
        contact_email="tessa@kwekerij-lentegroen.example",
        need="Wants to see the product next month; we advise them on logistics.",
    )
    member.press("Send the lead")
    lead = re.search(r"/leads/(L-\w{6})/", member.page.url)
    assert lead, f"{member.page.url}: {member.page.locator('main').inner_text()[:500]}"
    member.waits_to_see("In review").look("lead-in-review")
    thanks = member.mail("Thank you for Kwekerij Lentegroen", lead[1])
    with portal.query() as cursor:
        cursor.execute(
            "SELECT u.email, l.referrer_id IS NOT NULL, l.campaign_id IS NOT NULL FROM leads_lead l "
            "JOIN accounts_user u ON u.id = l.receiver_id WHERE l.ref = %s",
            [lead[1]],
        )
        email, *credited = cursor.fetchone()
    assert credited == [True, True]
    assert email in thanks
    rep = walk(email)
    rep.open(f"/leads/{lead[1]}/").look("lead-to-review")
    rep.click("Take it on")
    rep.press("Yes, I take it").sees("The lead is yours")
    member.page.reload()
    member.sees("Accepted")
