"""Several sweepers at once, on a real database; and the same with the protection off, which must then fail."""

import threading
from collections import Counter

import pytest
from django.db import connection, transaction

from prm.promises import services, signals
from prm.promises.enums import Kind, State
from prm.promises.models import Nudge, Promise
from prm.promises.services import sweeping
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
SWEEPERS = 4


@pytest.fixture
def committed():
    """How often what a receiver did was committed, for each step."""
    counter = Counter()

    def receiver(sender, promise, nudge, **_kwargs):
        transaction.on_commit(lambda: counter.update([(promise.pk, nudge.step)]))

    signals.reminder_due.connect(receiver)
    signals.fell_due.connect(receiver)
    yield counter
    signals.reminder_due.disconnect(receiver)
    signals.fell_due.disconnect(receiver)


def together(*jobs):
    """Runs the jobs in threads with a database connection each, and returns what they raised."""
    raised = []

    def run(job):
        try:
            job()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def overdue(count):
    cast = Cast.make()
    kinds = list(Kind)[:count]
    for kind in kinds:
        promise = services.make(kind=kind, subject=cast.one, owed_by=cast.ben, label="Deal", url="/", days=2)
        Nudge.objects.filter(promise=promise).update(at=promise.created_at)
    return cast


def naive_claim(barrier):
    """Look first, write later: all see the same row before anybody marks it."""

    def claim(now):
        nudge = Nudge.objects.due(now).select_related("promise").order_by("at", "pk").first()
        barrier.wait(10)
        return nudge

    return claim


def naive_announce(nudge, clock):
    with transaction.atomic():
        sweeping._send(nudge)
        Nudge.objects.filter(pk=nudge.pk).update(done_at=clock())
    return True


def test_each_step_is_announced_once_by_many_sweepers(committed):
    overdue(8)
    assert not together(*[services.sweep] * SWEEPERS)
    assert len(committed) == 16
    assert set(committed.values()) == {1}


def test_without_the_claim_the_mark_still_lets_one_commit_only(committed, monkeypatch):
    overdue(1)
    monkeypatch.setattr(sweeping, "_claim", naive_claim(threading.Barrier(SWEEPERS)))
    together(*[lambda: services.sweep(limit=1)] * SWEEPERS)
    assert list(committed.values()) == [1]


def test_without_any_protection_it_is_announced_several_times(committed, monkeypatch):
    overdue(1)
    monkeypatch.setattr(sweeping, "_claim", naive_claim(threading.Barrier(SWEEPERS)))
    monkeypatch.setattr(sweeping, "_announce", naive_announce)
    together(*[lambda: services.sweep(limit=1)] * SWEEPERS)
    assert list(committed.values()) == [SWEEPERS]


def test_many_make_the_same_promise_and_get_the_same_row():
    cast = Cast.make()
    barrier = threading.Barrier(SWEEPERS)
    made = []

    def make():
        barrier.wait(10)
        promise = services.make(
            kind=Kind.ACKNOWLEDGE, subject=cast.one, owed_by=cast.ben, label="Lead", url="/", hours=1
        )
        made.append(promise.pk)

    assert not together(*[make] * SWEEPERS)
    assert len(made) == SWEEPERS
    assert set(made) == {Promise.objects.get().pk}
    assert Nudge.objects.count() == 2


def test_a_promise_is_closed_by_one_of_many():
    cast = overdue(1)
    kind = Promise.objects.get().kind
    barrier = threading.Barrier(SWEEPERS * 2)
    closed = []

    def close(verb):
        barrier.wait(10)
        if promise := verb(kind, cast.one):
            closed.append(promise.state)

    jobs = [lambda: close(services.keep), lambda: close(services.break_)] * SWEEPERS
    assert not together(*jobs)
    assert closed == [Promise.objects.get().state]
    assert closed[0] in (State.KEPT, State.BROKEN)


def person_meets_sweeper():
    """A person acts (object, then promise) in the moment in which a receiver answers (object as well).

    Returns whether the database had to kill one of the two to free the other.
    """
    cast = overdue(1)
    kind = Promise.objects.get().kind
    objects = type(cast.one).objects
    person_has_object, sweeper_announces = threading.Event(), threading.Event()

    def receiver(sender, promise, nudge, **_kwargs):
        sweeper_announces.set()
        assert person_has_object.wait(10)
        objects.select_for_update().get(pk=cast.one.pk)

    def act():
        with transaction.atomic():
            objects.select_for_update().get(pk=cast.one.pk)
            person_has_object.set()
            assert sweeper_announces.wait(10)
            services.reassign(kind, cast.one, cast.ada, restart=True)

    signals.reminder_due.connect(receiver)
    try:
        raised = together(lambda: services.sweep(limit=1), act)
    finally:
        signals.reminder_due.disconnect(receiver)
    errors = [str(error) for error in raised] + list(Nudge.objects.values_list("last_error", flat=True))
    return any("deadlock" in error for error in errors)


def test_a_person_and_the_sweeper_do_not_lock_each_other_out():
    assert not person_meets_sweeper()


def test_a_sweeper_that_held_its_step_would_lock_a_person_out(monkeypatch):
    send = sweeping._send

    def hold_and_send(nudge):
        Nudge.objects.select_for_update().get(pk=nudge.pk)
        send(nudge)

    monkeypatch.setattr(sweeping, "_send", hold_and_send)
    assert person_meets_sweeper()
