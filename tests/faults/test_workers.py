"""A killed worker needs nobody (R5), and nothing happens twice (R3)."""

import os
import signal
import time

import pytest

from tests.portal import wait_for

from . import checks
from .conftest import Scene

BACK_WITHIN = 30
POOL = 2  # tasks that may be in flight, so mails that may be repeated with the same id


def kill_in_mid_task(scene: Scene, *, whole: bool) -> None:
    """Register, wait until the mail server holds an acknowledgement back, then kill -9."""
    scene.sink.pause = 3.0
    scene.partner.register(8)
    wait_for(lambda: scene.sink.is_busy_with("cleo@"), 20, "the worker hands over an acknowledgement")
    if whole:
        scene.portal.kill("worker")
    else:
        os.kill(scene.portal.children("worker")[0], signal.SIGKILL)
    scene.sink.pause = 0.0


def holds(scene: Scene, seconds: float = BACK_WITHIN) -> None:
    checks.nothing_is_lost(scene.portal, scene.partner.ledger)
    checks.everyone_is_thanked(scene.portal, scene.sink, seconds)
    checks.nobody_is_thanked_twice(scene.portal, scene.sink, repeats=POOL)


def test_worker_killed_in_mid_task(scene) -> None:
    stage = scene()
    kill_in_mid_task(stage, whole=True)
    stage.portal.start_worker("worker-2")
    holds(stage)


def test_pool_child_killed_in_mid_task(scene) -> None:
    stage = scene()
    kill_in_mid_task(stage, whole=False)
    holds(stage)


def test_a_claim_that_never_ends_is_seen(scene) -> None:
    """The protection off: claims without a lease. The killed worker's mail then stays with the dead."""
    stage = scene(worker=False)
    stage.portal.start_worker("worker", "--include", "tests.faults.unprotected.no_lease")
    kill_in_mid_task(stage, whole=True)
    stage.portal.start_worker("worker-2", "--include", "tests.faults.unprotected.no_lease")
    with pytest.raises(AssertionError, match="every registration acknowledged"):
        holds(stage)


def make_deaf(scene: Scene) -> None:
    """The worker lives on and takes no work, as after some losses of the broker."""
    cancel = "from prm.celery import app; print([app.control.cancel_consumer(q, reply=True) for q in {}])"
    said = scene.portal.manage("shell", "--no-imports", "-c", cancel.format(("interactive", "bulk")))
    assert said.count("no longer consuming") == 2, said


def test_a_deaf_worker_starts_anew(scene) -> None:
    stage = scene()
    make_deaf(stage)
    stage.partner.register(8)
    checks.everyone_is_thanked(stage.portal, stage.sink, 120)
    checks.nobody_is_thanked_twice(stage.portal, stage.sink)
    assert "it starts anew" in stage.portal.log("worker")


def test_without_a_watchdog_a_deaf_worker_stays_deaf(scene) -> None:
    """The protection off: nobody notices."""
    stage = scene(worker=False)
    stage.portal.start_worker("worker", "--include", "tests.faults.unprotected.no_watchdog")
    make_deaf(stage)
    stage.partner.register(8)
    with pytest.raises(AssertionError, match="every registration acknowledged"):
        checks.everyone_is_thanked(stage.portal, stage.sink, 60)


def test_two_beats_are_one(scene) -> None:
    stage = scene()
    stage.portal.start_beat("beat-2")
    stage.partner.register(30)
    checks.everyone_is_thanked(stage.portal, stage.sink, BACK_WITHIN)
    time.sleep(6)  # another round of both sweepers
    checks.nobody_is_thanked_twice(stage.portal, stage.sink)


def test_sending_without_a_claim_is_seen(scene) -> None:
    """The protection off: two sweepers and the hints all send what they read."""
    stage = scene(worker=False)
    for name in ("worker", "worker-2"):
        stage.portal.start_worker(name, "--include", "tests.faults.unprotected.no_claim")
    stage.portal.start_beat("beat-2")
    stage.partner.register(30)
    checks.everyone_is_thanked(stage.portal, stage.sink, BACK_WITHIN)
    with pytest.raises(AssertionError, match="delivered again"):
        checks.nobody_is_thanked_twice(stage.portal, stage.sink)


def test_mail_server_refuses_for_a_while(scene) -> None:
    stage = scene()
    stage.sink.answer = "451 not now"
    stage.partner.register(10)
    time.sleep(6)
    assert not any(checks.acknowledgements(stage.sink, ref) for ref in checks.submitted(stage.portal))
    stage.sink.answer = "250 kept"
    checks.everyone_is_thanked(stage.portal, stage.sink, 60)
    checks.nobody_is_thanked_twice(stage.portal, stage.sink)
