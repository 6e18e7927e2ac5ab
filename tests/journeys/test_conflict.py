"""Two partners after one customer: yellow while typing, a conflict once sent, and sold together in the end."""

from collections.abc import Callable

from tests.portal import Portal

from .test_partner_to_vendor import arbiter_of, register
from .walker import Walker

CHANGES = "An order from the customer that names you would change it."
COMPANY = "Kranenbouw Noorderhaven B.V."


def member_of_another_partner(portal: Portal, ref: str) -> str:
    with portal.query() as cursor:
        cursor.execute(
            "SELECT u.email FROM accounts_user u JOIN partners_member m ON m.user_id = u.id "
            "JOIN partners_partner p ON p.id = m.partner_id JOIN deals_registration r ON r.ref = %s "
            "WHERE u.is_active AND u.role = 'partner_rep' AND p.state = 'active' AND p.id <> r.partner_id "
            "ORDER BY u.id LIMIT 1",
            [ref],
        )
        return cursor.fetchone()[0]


def four_days_later(portal: Portal, ref: str) -> None:
    with portal.query() as cursor:
        cursor.execute(
            "UPDATE deals_registration SET submitted_at = submitted_at - interval '4 days' WHERE ref = %s", [ref]
        )


def test_from_yellow_by_a_conflict_to_selling_together(walk: Callable[..., Walker], portal: Portal) -> None:
    holder = walk("partner_rep")
    first = register(holder, COMPANY)

    other = walk(member_of_another_partner(portal, first), phone=True)
    other.open("/deals/register/").fill(company="Kranenbouw Norderhaven", country="NL")
    other.page.locator("[name=product]").select_option(index=1)
    other.sees("Needs a look")
    second = register(other, COMPANY, said="Not free")
    other.sees("a channel manager decides").look("registration-contested")

    manager = walk(arbiter_of(portal, second))
    manager.open(f"/deals/registrations/{second}/").click("Compare and decide")
    manager.sees(first).look("registration-conflict")
    manager.page.locator("[name=involvement][value=influencing]").check()
    manager.fill(credit_share="30", reason="You know the technicians there.")
    manager.press("Decide: sold together").sees("Each side is told its own part")

    other.open(f"/deals/registrations/{second}/").sees("30 %").look("registration-sold-together")
    assert "30 %" in other.mail("you sell to", second)
    other.does_not_see(first)
    holder.open(f"/deals/registrations/{first}/").sees("70 %").does_not_see(second)
    assert "70 %" in holder.mail("Your share of the credit", first)


def test_what_is_red_is_kept_and_decided_politely(walk: Callable[..., Walker], portal: Portal) -> None:
    company = "Drijfstroom Energie B.V."
    holder = walk("partner_rep")
    first = register(holder, company)

    other = walk(member_of_another_partner(portal, first), phone=True)
    second = register(other, company, said="This customer is not free for this product at the moment")
    other.sees("a channel manager decides").does_not_see(first)
    assert "Thank you for registering" in other.mail("Thank you for registering", second)

    manager = walk(arbiter_of(portal, second))
    manager.open(f"/deals/registrations/{second}/conflict/").click("Decide against it").look("registration-decline")
    manager.page.locator("[name=reasons]").first.check()
    manager.fill(checked="The rules of engagement, and when you were there.", what_would_change=CHANGES)
    manager.press("Send the letter").sees("No registration is declined within its first hours")
    four_days_later(portal, second)
    manager.press("Send the letter").sees("The partner has the letter")
    letter = other.mail("About your registration", second)
    assert CHANGES in letter and first not in letter
    other.open(f"/deals/registrations/{second}/").sees("Rejected").does_not_see(first)
    holder.open(f"/deals/registrations/{first}/").sees("In review").does_not_see(second)
