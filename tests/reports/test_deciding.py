"""How many registrations a sales rep approves, and how fast; seen by the channel's managers only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deals import services
from reports.selectors.deciding import deciders
from tests.deals.conftest import LETTER, facts

PAGE = "/reports/late/"


@pytest.fixture
def decide(cast):
    def made(number, *, approve):
        typed = facts(cast.product, company=f"Company {number}", website=f"company{number}.example")
        row = services.register(cast.cleo, None, typed)
        if approve:
            return services.approve(cast.ben, row)
        return services.confirm_rejection(cast.ada, services.start_rejection(cast.ben, row, **LETTER))

    return made


def test_a_rep_is_counted_with_what_was_approved_and_how_fast(decide, cast) -> None:
    since = timezone.localdate() - timedelta(days=1)
    assert deciders(cast.ada, since) == []
    for number in range(3):
        decide(number, approve=number > 0)
    (found,) = deciders(cast.ada, since)
    assert (found.person, found.decided, found.accepted, found.timed) == (cast.ben, 3, 2, 3)
    assert found.hours is not None
    assert deciders(cast.ada, timezone.localdate() + timedelta(days=1)) == []


def test_the_page_says_when_they_are_too_few(decide, cast, as_) -> None:
    assert "Nobody has decided" in as_(cast.ada).get(PAGE).content.decode()
    decide(0, approve=True)
    page = as_(cast.ada).get(PAGE).content.decode()
    assert "too few to say (1 of 1)" in page and "too few to say (1)" in page
    for number in range(1, 20):
        decide(number, approve=number % 2 == 0)
    page = as_(cast.ada).get(PAGE).content.decode()
    assert "50" in page and "business hours" in page and "too few to say" not in page


@pytest.mark.parametrize("who", ["ben", "cleo", "dan"])
def test_nobody_else_sees_how_a_rep_decides(who, decide, cast, as_) -> None:
    decide(0, approve=True)
    assert "Registrations decided" not in as_(getattr(cast, who)).get(PAGE).content.decode()
