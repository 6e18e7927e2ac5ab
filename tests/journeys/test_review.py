"""The Monday call: a channel manager and a partner admin read one scorecard, and agree on the quarter's goal."""

from collections.abc import Callable

from .walker import Walker

REVIEW = ("/reports/waterfall/", "/reports/waterfall/partners/", "/reports/goals/", "/settings/waterfall-norms/")


def test_both_sides_read_one_scorecard_and_agree(walk: Callable[..., Walker]) -> None:
    ada, cleo = walk("channel_manager"), walk("partner_admin")
    for path in REVIEW:
        ada.open(path).look(path.strip("/").replace("/", "-"))
    cleo.open("/reports/scorecard/").look("scorecard-partner-admin")
    address = cleo.page.url.removeprefix(cleo.portal.url)
    ada.open(address).look("scorecard-channel-manager")

    def halves(walker: Walker) -> list[str]:
        return walker.page.locator("h3.h6").all_inner_texts()

    assert halves(ada) == halves(cleo) != []
    cleo.page.get_by_role("link", name="Agree to the goal").click()
    cleo.page.get_by_role("button", name="Agree").click()
    cleo.sees("Agreed. Your channel manager has been told.")
    cleo.look("goal-partner-admin")


def test_the_scorecard_on_a_phone(walk: Callable[..., Walker]) -> None:
    cleo = walk("partner_admin", phone=True)
    for path in ("/reports/scorecard/", "/reports/waterfall/", "/reports/goals/", "/reports/promises/"):
        cleo.open(path).look(path.strip("/").replace("/", "-"))
