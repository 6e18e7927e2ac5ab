"""Many at once: one registration holds the customer, the others are kept; a deal is decided, won and paid once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from deals import services
from deals.enums import HOLDS_THE_CUSTOMER
from deals.incentives.models import CompensationPlan, Fee
from deals.models import Opportunity, Protection, Registration
from partners.models import Member
from prm.accounts.models import User
from prm.core.errors import DomainError
from prm.outbox.models import Message
from prm.promises.models import Promise
from tests.cast import _partner

from .conftest import LETTER, facts

pytestmark = pytest.mark.django_db(transaction=True)
SPELLINGS = (
    ("Hofmann Logistik GmbH", "hofmann.example"),
    ("HOFMANN LOGISTIK", "https://www.hofmann.example"),
    ("Hofmann  Logistik G.m.b.H.", "hofmann.example."),
    ("hofmann-logistik", "HOFMANN.EXAMPLE"),
    (" Hofmann Logistik ", "http://hofmann.example/shop?x=1"),
    ("Höfmann Lögistik", "info@hofmann.example"),
)


def at_once(*works):
    """Runs every callable in a thread of its own, started together; what each returned or refused with."""
    gate = threading.Barrier(len(works))

    def run(work):
        gate.wait()
        try:
            return work()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def crowd(cast):
    """Fifty members of as many partners."""
    staff = {"ada": cast.ada, "ben": cast.ben}
    people = []
    for number in range(50):
        partner = _partner(f"Crowd {number}", cast.one.tier, staff, "NL")
        user = User.objects.create_user(f"crowd{number}@example.com", name=f"Kim {number}", role="partner_rep")
        Member.objects.create(user=user, partner=partner)
        people.append(user)
    return people


def test_one_of_many_gets_the_customer_and_nobody_is_lost(cast, crowd) -> None:
    def through_the_form(number):
        company, website = SPELLINGS[number % len(SPELLINGS)]
        typed = {name: str(value) for name, value in facts("gtx-pro", company=company, website=website).items()}
        typed |= {"amount": "84000", "currency": "EUR"}

        def work():
            client = Client()
            client.force_login(crowd[number])
            return client.post("/deals/register/", typed).status_code

        return work

    assert at_once(*(through_the_form(number) for number in range(len(crowd)))) == [302] * len(crowd)
    rows = Registration.objects.all()
    assert sorted(rows.values_list("state", flat=True)) == ["contested"] * (len(crowd) - 1) + ["in_review"]
    assert {row.partner_id for row in rows} == {person.member.partner_id for person in crowd}
    assert rows.values("customer").distinct().count() == 1
    thanked = Message.objects.filter(channel="mail", recipient__in=crowd)
    assert thanked.count() == thanked.values("recipient").distinct().count() == len(crowd)
    assert Promise.objects.filter(kind="arbitrate", state="open").count() == len(crowd) - 1
    assert Promise.objects.filter(kind="decide_registration", state="open").count() == 1


@pytest.fixture
def without_the_index(cast):
    """The database lets two registrations hold one customer: what the tests above are worth."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'one_registration_holds_the_customer'")
        definition = cursor.fetchone()[0]
        cursor.execute("DROP INDEX one_registration_holds_the_customer")
        yield
        cursor.execute("TRUNCATE deals_registration CASCADE")
        cursor.execute(definition)


def test_without_the_index_two_get_the_customer(without_the_index, cast, crowd) -> None:
    few = crowd[:12]
    drafts = [services.save_draft(person, None, facts(cast.product)) for person in few]
    at_once(*(lambda draft=draft: services.submit(draft.referrer.user, draft) for draft in drafts))
    assert Registration.objects.filter(state="in_review").count() > 1


@pytest.mark.parametrize("attempt", range(3))
def test_approve_withdraw_and_reject_at_once(attempt, cast, register) -> None:
    row = register(cast.cleo)
    results = at_once(
        lambda: services.approve(cast.ben, row),
        lambda: services.withdraw(cast.cleo, row),
        lambda: services.start_rejection(cast.ben, row, **LETTER),
        lambda: services.request_changes(cast.ada, row, ["need"], "More, please."),
        lambda: services.approve(cast.ada, row),
    )
    row.refresh_from_db()
    assert row.state in ("approved", "withdrawn", "rejecting", "action_required")
    assert not any(isinstance(result, Exception) and not isinstance(result, DomainError) for result in results)
    active = Protection.objects.active().count()
    assert active == (1 if row.state == "approved" else 0)
    assert Opportunity.objects.count() == Protection.objects.count() <= 1
    if row.state == "withdrawn":
        assert not Promise.objects.filter(object_id=row.pk, state="open", kind="decide_registration").exists()


def test_another_partner_comes_while_one_is_approved(cast, register) -> None:
    row = register(cast.cleo)
    draft = services.save_draft(cast.dan, None, facts(cast.product, company="Hofmann"))
    at_once(lambda: services.approve(cast.ben, row), lambda: services.submit(cast.dan, draft))
    assert Registration.objects.get(pk=row.pk).state == "approved"
    assert Registration.objects.get(pk=draft.pk).state == "contested"


def test_two_contested_are_awarded_at_once(cast, register, crowd) -> None:
    first = register(cast.cleo)
    waiting = [register(person) for person in crowd[:4]]
    services.withdraw(cast.cleo, first)
    at_once(*(lambda row=row: services.award(cast.ada, row) for row in waiting))
    assert Registration.objects.filter(state__in=HOLDS_THE_CUSTOMER).count() == 1
    assert Protection.objects.active().count() == 1
    assert Opportunity.objects.count() == 1


def test_a_deal_is_won_once_and_earns_one_fee(cast, register) -> None:
    CompensationPlan.objects.create(name="Standard", number=1, in_force_from="2020-01-01")
    deal = services.approve(cast.ben, register(cast.cleo)).opportunity
    at_once(*(lambda who=who: services.win(who, deal) for who in (cast.cleo, cast.carl, cast.ben, cast.ada)))
    assert Fee.objects.count() == 1
    assert Message.objects.filter(key__startswith=f"{deal.ref}/won").count() == 2  # a mail and a notice


def test_the_same_member_sends_the_same_draft_twice(cast) -> None:
    draft = services.save_draft(cast.cleo, None, facts(cast.product))
    results = at_once(*(lambda: services.submit(cast.cleo, draft) for _ in range(6)))
    assert {result.state for result in results} == {"in_review"}
    assert Message.objects.filter(channel="mail", recipient=cast.cleo).count() == 1


def test_two_colleagues_register_the_same_customer(cast) -> None:
    """The second is told where it stands already; nothing is contested within one partner."""
    drafts = [services.save_draft(person, None, facts(cast.product)) for person in (cast.cleo, cast.carl)]
    results = at_once(
        lambda: services.submit(cast.cleo, drafts[0]),
        lambda: services.submit(cast.carl, drafts[1]),
    )
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["draft", "in_review"]
    refusals = [result for result in results if isinstance(result, DomainError)]
    assert [refusal.code for refusal in refusals] == ["already-registered"]


def test_protection_is_swept_by_two_at_once(cast, register) -> None:
    from datetime import timedelta

    from django.utils import timezone

    row = services.approve(cast.ben, register(cast.cleo))
    day = timezone.localdate() + timedelta(days=91)
    at_once(*(lambda: services.sweep_protection(today=day) for _ in range(4)))
    assert Registration.objects.get(pk=row.pk).state == "lapsed"
    assert Message.objects.filter(key__contains="protection-lapsed", channel="mail").count() == 1


def test_two_decisions_at_once_do_not_give_the_same_share_twice(cast, crowd, register) -> None:
    holder = register(cast.cleo)
    rows = [register(member, company="Hofmann Logistik") for member in crowd[:4]]
    decided = {"involvement": "influencing", "credit_share": 40, "reason": "They know the IT team."}
    found = at_once(*[lambda row=row: services.share(cast.ada, row, **decided) for row in rows])
    assert len([one for one in found if isinstance(one, Registration)]) == 2
    holder.refresh_from_db()
    assert holder.credit_share == 20
    assert sum(holder.shared_by.values_list("credit_share", flat=True)) == 80
