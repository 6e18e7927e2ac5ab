"""Twenty at once want what is left of a budget: it is given away once, and only because the database says so."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from deals.incentives import services
from deals.incentives.models import MdfRequest
from prm.core.errors import TransitionRefused

from .test_mdf import plan
from .test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


@pytest.fixture
def requests(cast):
    year = timezone.localdate().year
    budget = services.grant(cast.ada, cast.one, year, "EUR", Decimal(3000), "For the autumn").budget
    return [
        services.request_money(cast.cleo, budget, plan(title=f"Fair {number}", planned_cost=Decimal(2000)))
        for number in range(THREADS)
    ]


def approve_all(cast, requests):
    return at_once(*(lambda row=row: services.approve_request(cast.ada, row) for row in requests))


def test_no_overdraft(cast, requests) -> None:
    results = approve_all(cast, requests)
    budget = requests[0].budget
    budget.refresh_from_db()
    assert sum(isinstance(result, TransitionRefused) for result in results) == THREADS - 3
    assert (budget.available, budget.reserved) == (0, 3000)
    assert MdfRequest.objects.filter(state="approved").count() == 3


def test_one_request_is_approved_and_withdrawn_once(cast, requests) -> None:
    row = requests[0]
    works = [lambda: services.approve_request(cast.ada, row), lambda: services.withdraw_request(cast.cleo, row)]
    at_once(*(works[number % 2] for number in range(THREADS)))
    budget = row.budget
    budget.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, budget.available, budget.reserved) == ("withdrawn", 3000, 0)


def test_a_claim_is_paid_once(cast, requests) -> None:
    from .test_mdf import claim

    row = services.approve_request(cast.ada, requests[0])
    MdfRequest.objects.filter(pk=row.pk).update(
        starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(days=1)
    )
    row.refresh_from_db()
    services.approve_claim(cast.fay, claim(cast.cleo, row, actual_cost=Decimal(2000)))
    at_once(*(lambda: services.pay_claim(cast.fay, row, "SEPA 1") for _number in range(THREADS)))
    budget = row.budget
    budget.refresh_from_db()
    assert (budget.claimed, budget.settled, budget.available) == (0, 1000, 2000)


@pytest.fixture
def without_the_constraint(cast):
    """The database lets a pot fall below nothing: what the test above is worth."""
    table = "ALTER TABLE incentives_budget"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'budget_never_overdrawn'")
        definition = cursor.fetchone()[0]
        cursor.execute(f"{table} DROP CONSTRAINT budget_never_overdrawn")
        yield
        cursor.execute("TRUNCATE incentives_budget CASCADE")
        cursor.execute(f"{table} ADD CONSTRAINT budget_never_overdrawn {definition}")


def test_without_the_constraint_it_is_overdrawn(without_the_constraint, cast, requests) -> None:
    approve_all(cast, requests)
    budget = requests[0].budget
    budget.refresh_from_db()
    assert budget.available < 0
