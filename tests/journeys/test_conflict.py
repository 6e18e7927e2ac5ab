"""Two partners after one customer: yellow while typing, a conflict once sent, and sold together in the end."""

from collections.abc import Callable

from tests.portal import Portal

from .test_partner_to_vendor import register
from .walker import Walker

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


def arbiter_of(portal: Portal, ref: str) -> str:
    with portal.query() as cursor:
        cursor.execute(
            "SELECT u.email FROM deals_registration r JOIN partners_partner p ON p.id = r.partner_id "
            "JOIN accounts_user u ON u.id = p.owner_id WHERE r.ref = %s",
            [ref],
        )
        return cursor.fetchone()[0]


def test_from_yellow_by_a_conflict_to_selling_together(walk: Callable[..., Walker], portal: Portal) -> None:
    holder = walk("partner_rep")
    first = register(holder, COMPANY)

    other = walk(member_of_another_partner(portal, first), phone=True)
    other.open("/deals/register/").fill(company="Kranenbouw Norderhaven", country="NL")
    other.page.locator("[name=product]").select_option(index=1)
    other.sees("Needs a look")
    second = register(other, COMPANY)
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
