"""Protection: the days it runs, its warnings, its end, and one extension."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from deals import selectors, services
from deals.models import DealPolicy, Opportunity, Protection, Registration
from prm.core.errors import InvalidInput, TransitionRefused
from prm.outbox.models import Message


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def warnings_of(row):
    rows = Message.objects.filter(channel="mail", key__startswith=f"{row.ref}/protection-warning/")
    return [message.key.split("/")[2] for message in rows.order_by("pk")]


def test_it_runs_for_the_policys_days(approved, cast) -> None:
    protection = approved.protection
    assert (protection.starts_on, protection.ends_on) == (in_days(0), in_days(90))
    assert (protection.partner, protection.scope, protection.is_active) == (cast.one, "gtx", True)


def test_the_policy_in_force_counts(cast, ben, cleo, register) -> None:
    DealPolicy.objects.create(number=1, is_current=True, protection_days=30)
    assert services.approve(ben, register(cleo)).protection.ends_on == in_days(30)


def test_warned_30_14_and_3_days_before_once_each(approved, cleo) -> None:
    for days in range(91):
        services.sweep_protection(today=in_days(days))
        services.sweep_protection(today=in_days(days))
    assert warnings_of(approved) == ["30", "14", "3"]
    told = Message.objects.filter(key__contains="protection-warning", channel="mail")
    assert set(told.values_list("recipient", flat=True)) == {cleo.pk}


def test_after_a_pause_only_the_nearest_warning_goes_out(approved) -> None:
    services.sweep_protection(today=in_days(88))
    services.sweep_protection(today=in_days(89))
    assert warnings_of(approved) == ["3"]


def test_it_lapses_the_day_after_its_last(approved, dan, register) -> None:
    services.sweep_protection(today=in_days(90))
    assert Registration.objects.get(pk=approved.pk).state == "approved"
    services.sweep_protection(today=in_days(91))
    row = Registration.objects.get(pk=approved.pk)
    assert (row.state, row.protection.is_active) == ("lapsed", False)
    assert Opportunity.objects.get(registration=row).stage == "prospecting"
    assert register(dan).state == "in_review"


def test_a_protection_nobody_has_swept_stands_in_nobodys_way(approved, dan, ben, register) -> None:
    """The sweeper is down on the day protection ends, and the partner withdraws after it."""
    with time_machine.travel(timezone.now() + timedelta(days=95)):
        services.withdraw(approved.referrer.user, approved)
        assert services.approve(ben, register(dan)).state == "approved"


def test_extended_once_on_progress(approved, cleo) -> None:
    deal = approved.opportunity
    with pytest.raises(TransitionRefused, match="deals that move"):
        services.extend(cleo, approved, "We met.")
    services.update_deal(cleo, deal, {"stage": "proposal"})
    with pytest.raises(InvalidInput):
        services.extend(cleo, approved, "  ")
    row = services.extend(cleo, approved, "The proposal is out.")
    assert row.protection.ends_on == in_days(120)
    with pytest.raises(TransitionRefused, match="once"):
        services.extend(cleo, approved, "And again.")


def test_staff_may_extend_on_what_they_read(approved, ben) -> None:
    assert services.extend(ben, approved, "The customer called me.").protection.extended_at


def test_an_extended_protection_warns_again(approved, ben) -> None:
    services.sweep_protection(today=in_days(61))
    services.extend(ben, approved, "The customer called me.")
    services.sweep_protection(today=in_days(91))
    assert warnings_of(approved) == ["30", "30"]


def test_it_cannot_be_extended_after_its_end(approved, ben) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=95)), pytest.raises(TransitionRefused):
        services.extend(ben, approved, "Too late.")


@pytest.mark.parametrize(
    "close", [lambda who, deal: services.win(who, deal), lambda who, deal: services.lose(who, deal, "price")]
)
def test_a_closed_deal_frees_the_customer(close, approved, cleo, dan, register) -> None:
    close(cleo, approved.opportunity)
    row = Registration.objects.get(pk=approved.pk)
    assert (row.state, row.protection.is_active) == ("completed", False)
    assert register(dan).state == "in_review"


def test_the_database_refuses_a_second_protection(approved, cast, register, dan, ben) -> None:
    other = register(dan, product=cast.product, company="Zuidema", website="zuidema.example")
    with pytest.raises(IntegrityError, match="one_protection_per_customer_and_scope"), transaction.atomic():
        Protection.objects.create(
            registration=other,
            partner=cast.two,
            customer=approved.customer,
            scope="gtx",
            starts_on=in_days(10),
            ends_on=in_days(20),
        )


def test_worklists(approved, cleo, ben, ada, dan, fay) -> None:
    Protection.objects.update(ends_on=in_days(20))
    for person in (cleo, ben, ada):
        assert [row.registration for row in selectors.protections_ending(person)] == [approved]
    assert not selectors.protections_ending(dan).exists() and not selectors.protections_ending(fay).exists()
