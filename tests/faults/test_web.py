"""The web process dies between commit and publish: what is committed happens all the same (R1)."""

import os
import signal
import threading
import time

import pytest

from tests.portal import wait_for

from . import checks
from .conftest import Scene


def kill_between_commit_and_publish(scene: Scene) -> None:
    """A frozen Redis holds every request after its commit, where it publishes; there the web process is killed.

    The load goes on until then: whenever the kill comes, some request has committed and waits to publish.
    """
    valkey = scene.portal.valkey_pid()
    stop = threading.Event()
    os.kill(valkey, signal.SIGSTOP)
    try:
        load = scene.partner.register_for(stop, threads=8)
        wait_for(lambda: checks.submitted(scene.portal), 20, "a registration is committed")
        scene.portal.kill("web")
        stop.set()
        load.join()
    finally:
        os.kill(valkey, signal.SIGCONT)
    assert scene.partner.ledger.unanswered > 0
    assert len(checks.submitted(scene.portal)) > len(scene.partner.ledger.acknowledged)


def test_killed_between_commit_and_publish(scene) -> None:
    stage = scene()
    kill_between_commit_and_publish(stage)
    stage.portal.start_web()
    stage.partner.register(5)
    checks.nothing_is_lost(stage.portal, stage.partner.ledger)
    checks.everyone_is_thanked(stage.portal, stage.sink, 60)
    checks.nobody_is_thanked_twice(stage.portal, stage.sink)


def test_publishing_alone_would_lose_it(scene) -> None:
    """The protection off: no sweepers. What died before publishing is never heard of again."""
    stage = scene(beat=False)
    kill_between_commit_and_publish(stage)
    with pytest.raises(AssertionError, match="every registration acknowledged"):
        checks.everyone_is_thanked(stage.portal, stage.sink, 15)


def test_rolling_restart_answers_everything(scene) -> None:
    """SIGHUP under load: new processes take over, and no request is dropped."""
    stage = scene()
    stop = threading.Event()
    load = stage.partner.register_for(stop)
    for _ in range(2):
        time.sleep(2)
        stage.portal.processes["web"].send_signal(signal.SIGHUP)
    time.sleep(3)
    stop.set()
    load.join()
    assert stage.partner.ledger.errors == []
    assert stage.partner.ledger.unanswered == 0
    checks.nothing_is_lost(stage.portal, stage.partner.ledger)
