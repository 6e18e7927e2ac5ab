"""What is due is announced once, in time, whoever sweeps, and one that fails holds up nobody."""

import pytest
from django.db import transaction

from prm.outbox import services as outbox
from prm.outbox.models import Message
from prm.promises import services
from prm.promises.enums import Kind, State
from prm.promises.models import Nudge, Promise
from prm.promises.services import sweeping

pytestmark = pytest.mark.django_db


def owe(cast, subject=None, **kwargs):
    wanted = {"kind": Kind.ANSWER_OFFER, "owed_by": cast.carl, "label": "Offer", "url": "/offers/F-000001/", "days": 2}
    return services.make(subject=subject or cast.one, **(wanted | kwargs))


def test_steps_are_announced_when_their_time_comes(cast, to, ears):
    owe(cast, nudges=(("remind", 0.5), ("escalate", 1.5)))
    for moment, steps in [
        ("2026-11-03 09:59", []),
        ("2026-11-03 10:00", ["remind"]),
        ("2026-11-04 09:59", ["remind"]),
        ("2026-11-04 10:00", ["remind", "due"]),
        ("2026-11-05 10:00", ["remind", "due", "escalate"]),
        ("2027-11-05 10:00", ["remind", "due", "escalate"]),
    ]:
        to(moment)
        services.sweep()
        assert ears.steps == steps, moment


def test_what_was_missed_comes_at_once_the_oldest_first(cast, to, ears):
    owe(cast, nudges=(("remind", 0.5), ("escalate", 1.5)))
    to("2026-11-30 10:00")
    assert services.sweep() == 3
    assert ears.steps == ["remind", "due", "escalate"]
    assert services.sweep() == 0


def test_the_promise_stays_open_after_its_time(cast, to, ears):
    owe(cast)
    to("2026-11-04 10:01")
    services.sweep()
    assert Promise.objects.get().state == State.OPEN
    assert services.keep(Kind.ANSWER_OFFER, cast.one).state == State.LATE


@pytest.mark.parametrize("end", [services.keep, services.break_, services.release, services.pause])
def test_nothing_is_announced_of_a_promise_that_does_not_run(cast, to, ears, end):
    owe(cast)
    end(Kind.ANSWER_OFFER, cast.one)
    to("2026-11-30 10:00")
    assert services.sweep() == 0
    assert not ears.heard


def test_a_receiver_may_break_the_promise(cast, to, ears):
    owe(cast)
    ears.answer = lambda promise, nudge: nudge.step == "due" and services.break_(promise.kind, promise.subject)
    to("2026-11-30 10:00")
    services.sweep()
    assert Promise.objects.get().state == State.BROKEN


def test_a_new_person_is_reminded_again_only_if_the_clock_begins_again(cast, to, ears):
    owe(cast)
    to("2026-11-03 10:00")
    services.sweep()
    services.reassign(Kind.ANSWER_OFFER, cast.one, cast.cleo)
    services.sweep()
    assert ears.steps == ["remind"]
    services.reassign(Kind.ANSWER_OFFER, cast.one, cast.carl, restart=True)
    to("2026-11-04 10:00")
    services.sweep()
    assert ears.steps == ["remind", "remind"]


def test_a_failing_receiver_rolls_back_its_own_step_only(cast, to, ears):
    poisoned, healthy = owe(cast), owe(cast, subject=cast.two)

    def answer(promise, nudge):
        outbox.post_notice(key=f"{promise.ref}:{nudge.step}", to=cast.carl, title="Answer the offer")
        if promise.pk == poisoned.pk:
            raise RuntimeError("poison")

    ears.answer = answer
    to("2026-11-03 10:00")
    assert services.sweep() == 1
    assert [message.key for message in Message.objects.all()] == [f"{healthy.ref}:remind"]


def test_a_failing_step_is_tried_again_later_and_then_parked(cast, to, later, ears):
    owe(cast)

    def fail(promise, nudge):
        raise RuntimeError("poison")

    ears.answer = fail
    to("2026-11-03 10:00")
    services.sweep()
    services.sweep()
    assert len(ears.heard) == 1, "not again at once"
    for _number in range(30):
        later(minutes=11)
        services.sweep()
    assert ears.steps == ["remind"] * sweeping.MAX_TRIES
    nudge = Nudge.objects.parked().get()
    assert (nudge.step, "poison" in nudge.last_error) == ("remind", True)


def test_a_parked_step_can_be_tried_again(cast, to, later, ears):
    owe(cast)
    to("2026-11-03 10:00")
    Nudge.objects.filter(step="remind").update(parked_at=Promise.objects.get().started_at, attempts=8)
    assert services.sweep() == 0
    services.retry(Nudge.objects.parked().get())
    assert services.sweep() == 1


def test_a_step_that_kills_its_worker_is_parked(cast, to, later, ears):
    owe(cast)
    to("2026-11-03 10:00")

    def die(promise, nudge):
        raise SystemExit

    ears.answer = die
    for _number in range(sweeping.MAX_TRIES):
        with pytest.raises(SystemExit):
            services.sweep()
        later(minutes=1)
    services.sweep()
    assert len(ears.heard) == sweeping.MAX_TRIES
    assert Nudge.objects.parked().count() == 1


def test_a_killed_worker_leaves_the_step_to_the_next_one(cast, to, later, ears):
    owe(cast)
    to("2026-11-03 10:00")
    assert sweeping._claim(Nudge.objects.get(step="remind").at) is not None  # and then the power fails
    assert services.sweep() == 0
    later(seconds=15)
    assert services.sweep() == 1


def test_a_step_that_was_moved_while_it_was_announced_is_not_announced(cast, to, ears):
    owe(cast)
    to("2026-11-03 10:00")

    def move(promise, nudge):
        outbox.post_notice(key="reminder", to=cast.carl, title="Answer the offer")
        services.reassign(promise.kind, promise.subject, cast.cleo, restart=True)

    ears.answer = move
    assert services.sweep() == 0
    assert not Message.objects.exists()
    with transaction.atomic():
        assert Promise.objects.get().owed_by == cast.carl
