"""Fees: earned by winning, due after a month, approved and paid by finance, and final then."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from djmoney.money import Money

from deals import services as deal_services
from deals.enums import Stage
from deals.incentives import rules, selectors, services
from deals.incentives.models import CompensationPlan, Fee
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.outbox.models import Message
from prm.promises.models import Promise
from prm.promises.services import sweep

from .test_registering import _lead


@pytest.fixture
def fee(plan, deal, cleo):
    deal_services.win(cleo, deal, Money("1000", "EUR"))
    return Fee.objects.get()


@pytest.fixture
def due(fee):
    services.mark_due(today=fee.due_on)
    return Fee.objects.get()


def test_a_won_deal_earns_its_fee_line_by_line(fee, cast, cleo, plan) -> None:
    assert fee.amount == Money("200.00", "EUR") and fee.base == Money("1000", "EUR")
    assert [(line["label"], line["amount"]) for line in fee.lines] == [
        ("Deal brought by the partner", "100.00"),
        ("Registered deal", "100.00"),
    ]
    assert (fee.state, fee.partner, fee.referrer.user, fee.plan) == ("accrued", cast.one, cleo, plan)
    assert fee.due_on == timezone.localdate() + timedelta(days=30)


def test_the_tier_adds_its_points(plan, deal, cleo, cast) -> None:
    cast.one.tier.uplift_points = Decimal("2.5")
    cast.one.tier.save()
    deal_services.win(cleo, deal, Money("1000", "EUR"))
    assert Fee.objects.get().amount.amount == 225


def test_the_plan_of_the_day_it_was_registered_counts(plan, deal, cleo) -> None:
    """A version that comes into force between registration and win changes nothing for this deal."""
    CompensationPlan.objects.create(
        name="Standard", number=2, in_force_from=timezone.localdate() + timedelta(days=10), referral_percent=1
    )
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        deal_services.win(cleo, deal)
    assert Fee.objects.get().plan == plan


def test_without_a_plan_the_vendor_is_told_and_nothing_fails(deal, cleo, ada) -> None:
    from prm.core import timeline

    deal_services.win(cleo, deal)
    assert not Fee.objects.exists()
    assert "No fee" in str(timeline.of(deal, ada)[1]) + str(timeline.of(deal, ada)[0])


def test_a_lead_from_the_vendor_earns_less(plan, cast, cleo) -> None:
    deal = deal_services.convert_lead(cleo, _lead(cast, cast.one, cleo), {"amount": Money("1000", "EUR")})
    deal_services.win(cleo, deal)
    assert Fee.objects.get().amount.amount == 50


def test_a_lapsed_registration_adds_nothing(plan, approved, cleo) -> None:
    deal_services.sweep_protection(today=timezone.localdate() + timedelta(days=100))
    deal_services.win(cleo, approved.opportunity, Money("1000", "EUR"))
    assert Fee.objects.get().amount.amount == 100


def test_it_falls_due_once(fee, fay) -> None:
    assert services.mark_due(today=fee.due_on - timedelta(days=1)) == 0
    assert services.mark_due(today=fee.due_on) == 1
    assert services.mark_due(today=fee.due_on) == 0
    promise = Promise.objects.get(kind="approve_fee")
    assert (promise.owed_by, promise.partner, promise.side) == (fay, fee.partner, "vendor")
    assert Message.objects.filter(recipient=fay, channel="mail", key__contains="/due/").count() == 1


@time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC))
def test_finance_is_reminded_and_then_it_goes_upwards(fee, fay, ada, gus) -> None:
    services.mark_due(today=fee.due_on)
    Message.objects.all().delete()
    promise = Promise.objects.get(kind="approve_fee")
    start = promise.started_at
    assert promise.due_at.date() == start.date() + timedelta(days=7)
    sweep(now=promise.due_at + timedelta(minutes=1))
    assert {message.recipient for message in Message.objects.filter(channel="mail")} == {fay}
    step = promise.nudges.get(step="escalate")
    assert step.at.date() == start.date() + timedelta(days=14)
    sweep(now=step.at)
    assert {message.recipient for message in Message.objects.filter(channel="mail")} == {fay, ada, gus}


def test_approved_and_paid(due, fay, cleo) -> None:
    services.approve_fee(fay, due)
    assert Promise.objects.get(kind="approve_fee").state == "kept"
    assert Promise.objects.get(kind="pay_fee").owed_by == fay
    paid = services.pay_fee(fay, due, " SEPA 4711 ")
    assert (paid.state, paid.paid_by, paid.payment_reference) == ("paid", fay, "SEPA 4711")
    assert Promise.objects.get(kind="pay_fee").state == "kept"
    mail = Message.objects.get(channel="mail", recipient=cleo, key__contains="/paid/")
    assert "€200" in mail.subject and "SEPA 4711" in mail.text


def test_approved_before_its_day_it_becomes_due_on_the_way(fee, fay) -> None:
    services.approve_fee(fay, fee)
    from django.apps import apps

    states = apps.get_model("incentives", "FeeEvent").objects.order_by("pgh_id").values_list("state", flat=True)
    assert list(dict.fromkeys(states)) == ["accrued", "due", "approved"]


STATES = {"accrued": [], "due": ["due"], "approved": ["due", "approve"], "paid": ["due", "approve", "pay"]}
ACTIONS = {"approve": services.approve_fee, "pay": lambda who, fee: services.pay_fee(who, fee, "SEPA 1")}


@pytest.mark.parametrize("action", sorted(ACTIONS))
@pytest.mark.parametrize("state", STATES)
def test_every_action_in_every_state(state, action, fee, cast) -> None:
    for step in STATES[state]:
        services.mark_due(today=fee.due_on) if step == "due" else ACTIONS[step](cast.fay, fee)
    for person in (cast.ben, cast.ada, cast.cleo, cast.dan):
        with pytest.raises(NotAllowed):
            ACTIONS[action](person, fee)
    fee.refresh_from_db()
    assert fee.state == state
    target = rules.FEE[action].target
    if rules.possible(action, state, "finance") or state == target:
        assert ACTIONS[action](cast.fay, fee).state == target
    else:
        with pytest.raises(TransitionRefused):
            ACTIONS[action](cast.fay, fee)


@pytest.mark.parametrize("reference", ["", "  ", "x" * 81])
def test_paying_needs_a_reference(reference, due, fay) -> None:
    services.approve_fee(fay, due)
    with pytest.raises(InvalidInput):
        services.pay_fee(fay, due, reference)


# -- final


@pytest.fixture
def paid(due, fay):
    services.approve_fee(fay, due)
    return services.pay_fee(fay, due, "SEPA 4711")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE incentives_fee SET amount = 1",
        "UPDATE incentives_fee SET state = 'due'",
        "UPDATE incentives_fee SET payment_reference = 'mine'",
        "UPDATE incentives_fee SET partner_id = NULL",
        "DELETE FROM incentives_fee",
    ],
)
def test_a_paid_fee_is_final_for_raw_sql_too(sql, paid) -> None:
    refused = pytest.raises(DatabaseError, match="a_paid_fee_is_final")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(DatabaseError), transaction.atomic():
        Fee.objects.update(due_on=date(2030, 1, 1))
    assert Fee.objects.get().amount == Money("200.00", "EUR")


def test_a_plan_in_force_is_final(plan) -> None:
    with pytest.raises(DatabaseError, match="a_version_in_force_is_final"), transaction.atomic():
        CompensationPlan.objects.update(referral_percent=99)
    coming = CompensationPlan.objects.create(name="Next", number=1, in_force_from=date(2099, 1, 1))
    CompensationPlan.objects.filter(pk=coming.pk).update(referral_percent=12)


# -- pages


def test_finance_works_through_its_list(as_, due, fay) -> None:
    client = as_(fay)
    page = client.get("/fees/").content.decode()
    assert due.opportunity.name in page and "€200" in page
    detail = client.get(due.get_absolute_url()).content.decode()
    assert "Registered deal" in detail and "Fay approves the fee by" in detail
    assert client.post(f"{due.get_absolute_url()}approve/").status_code == 302
    refused = client.post(f"{due.get_absolute_url()}pay/", {"reference": ""})
    assert refused.status_code == 422
    assert client.post(f"{due.get_absolute_url()}pay/", {"reference": "SEPA 1"}).status_code == 302
    again = client.get(f"{due.get_absolute_url()}pay/")
    assert (again.status_code, again.url) == (302, due.get_absolute_url())
    assert "SEPA 1" in client.get(due.get_absolute_url()).content.decode()


def test_the_partner_reads_what_is_earned_and_what_is_coming(as_, fee, cast, cleo, carl, register, ben) -> None:
    deal_services.approve(ben, register(carl, company="Zuidema", website="z.example", amount=Money("500", "EUR")))
    page = as_(cleo).get("/fees/").content.decode()
    assert "€200" in page and "€100" in page
    assert selectors.coming_if_won(cast.one) == [selectors.Coming("EUR", Decimal(100), Decimal(10))]
    totals = selectors.fee_totals(cast.one)
    assert [(row.currency, row.earned, row.due, row.paid) for row in totals] == [("EUR", 200, 0, 0)]


def test_what_is_coming_is_counted_by_the_plan_of_the_registration(
    plan, cast, cleo, ben, register, django_assert_num_queries
) -> None:
    CompensationPlan.objects.create(
        name="Standard",
        number=2,
        in_force_from=timezone.localdate() + timedelta(days=10),
        referral_percent=1,
        cap=Money("60", "EUR"),
    )
    deal_services.approve(ben, register(cleo, amount=Money("1000", "EUR")))
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        late = register(cleo, company="Late", website="late.example", amount=Money("1000", "EUR"))
        deal_services.approve(ben, late)
        cast.one.refresh_from_db()
        with django_assert_num_queries(1):
            coming = selectors.coming_if_won(cast.one)
    # 20 % by the first version, and the second one's cap; a tenth of it at the first stage.
    assert coming == [selectors.Coming("EUR", Decimal(260), Decimal(26))]


def test_another_partner_and_a_sales_rep_see_no_fee(as_, fee, dan, ben, cleo) -> None:
    assert as_(dan).get(fee.get_absolute_url()).status_code == 404
    assert as_(ben).get(fee.get_absolute_url()).status_code == 403
    assert not selectors.fees_for(ben).exists() and not selectors.fees_for(dan).exists()
    for action in ("approve/", "pay/"):
        assert as_(cleo).post(fee.get_absolute_url() + action, {"reference": "x"}).status_code == 403
    fee.refresh_from_db()
    assert fee.state == "accrued"


def test_the_fees_of_a_deal(as_, fee, cleo, dan) -> None:
    url = f"/fees/of-deal/{fee.opportunity.ref}/"
    part = as_(cleo).get(url, headers={"HX-Request": "true"}).content.decode()
    assert fee.ref in part and "<html" not in part
    assert as_(dan).get(url).status_code == 404


def test_worklists(due, fay, gus, ada, cleo) -> None:
    assert list(selectors.fees_to_approve(fay)) == list(selectors.fees_to_approve(gus)) == [due]
    assert not selectors.fees_to_approve(ada).exists() and not selectors.fees_to_approve(cleo).exists()
    services.approve_fee(fay, due)
    assert list(selectors.fees_to_pay(fay)) == [due]
    assert not selectors.fees_to_approve(fay).exists()


def test_deals_of_nobody_earn_nothing(plan, ada) -> None:
    from deals.models import Opportunity

    now = timezone.now()
    deal = Opportunity.objects.create(
        name="Ours", deal_source="import", stage_since=now, last_activity_at=now, amount=Money("1000", "EUR")
    )
    assert deal_services.win(ada, deal).stage == Stage.WON
    assert not Fee.objects.exists()
