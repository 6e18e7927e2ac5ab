"""A protected customer: the draft, the approval, one extension on evidence, a rep who comes too near, and the end."""

from collections.abc import Callable

from tests.portal import Portal

from .test_partner_to_vendor import register, reviewer_of
from .walker import Walker

COMPANY = "Sluiswachters Noordzee B.V."
OVER = """
from datetime import timedelta
from deals.models import Protection
from deals.services import sweep_protection
from django.utils import timezone
yesterday = timezone.localdate() - timedelta(days=1)
rows = Protection.objects.filter(registration__ref="{ref}")
rows.update(starts_on=yesterday - timedelta(days=90), ends_on=yesterday)
sweep_protection()
"""


def approved(walk: Callable[..., Walker], portal: Portal, member: Walker) -> tuple[str, Walker]:
    """The registration's reference, and the rep who approved it."""
    ref = register(member, COMPANY)
    rep = walk(reviewer_of(portal, ref)[0])
    rep.open(f"/deals/registrations/{ref}/approve/").press("Approve")
    return ref, rep


def test_a_draft_waits_until_it_is_finished(walk: Callable[..., Walker]) -> None:
    member = walk("partner_rep", phone=True)
    member.open("/deals/register/").fill(company="Half een idee B.V.", city="Delft").press("Keep as a draft")
    member.sees("Your draft is kept").look("registration-draft")
    member.click("Finish and send")
    assert member.page.locator("[name=company]").input_value() == "Half een idee B.V."
    assert member.page.locator("[name=city]").input_value() == "Delft"


def test_protection_is_extended_once_and_then_lapses(walk: Callable[..., Walker], portal: Portal) -> None:
    member = walk("partner_rep", phone=True)
    ref, rep = approved(walk, portal, member)
    page = f"/deals/registrations/{ref}/"
    member.open(f"{page}extend/").fill(evidence="Two meetings.").press("Extend")
    member.sees("update the deal's stage and next step first")

    member.open(page).click("Open the deal").click("Update the deal").look("deal-update")
    member.fill(stage="engaging", next_step="Show them the quay").press("Save").sees("Updated.")
    member.open(f"{page}extend/").look("registration-extend")
    member.fill(evidence="Two meetings and a visit to the quay.").press("Extend").sees("extended once")
    member.look("registration-extended")
    assert COMPANY in rep.mail("extended", COMPANY)
    member.open(f"{page}extend/").sees("This is not possible now")

    portal.manage("shell", "--no-imports", "-c", OVER.format(ref=ref))
    member.open(page).sees("Lapsed").look("registration-lapsed")
    assert "has ended" in member.mail("Protection has ended", ref)
    rep.open(page).sees("Lapsed")
