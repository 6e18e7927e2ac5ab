"""Redis is disposable (R4), and no page waits for it (R6)."""

import os
import shutil
import signal
import time

import pytest

from . import checks
from .conftest import Scene

SUBMIT_P99 = 2.0
BACK_WITHIN = 60


def warm_up(scene: Scene) -> float:
    """The p99 of a submit with Redis there, in seconds, once every web process has loaded its pages."""
    scene.partner.register(10)
    scene.partner.ledger.seconds.clear()
    return scene.partner.register(20).p99()


def register_without_redis(scene: Scene, usual: float) -> None:
    """Submits go on without an error, as fast as promised or, on a slow machine, about as fast as usual."""
    ledger = scene.partner.ledger
    ledger.seconds.clear()
    scene.partner.register(40)
    assert ledger.errors == []
    assert ledger.unanswered == 0
    assert ledger.p99() < max(SUBMIT_P99, 3 * usual), f"submit p99 {ledger.p99():.2f} s, usually {usual:.2f} s"


def holds(scene: Scene, seconds: float = BACK_WITHIN) -> None:
    checks.nothing_is_lost(scene.portal, scene.partner.ledger)
    checks.everyone_is_thanked(scene.portal, scene.sink, seconds)
    checks.nobody_is_thanked_twice(scene.portal, scene.sink)


def kill_redis_and_its_memory(scene: Scene) -> None:
    os.kill(scene.portal.valkey_pid(), signal.SIGKILL)
    time.sleep(0.2)
    data = scene.portal.folder / "state" / "valkey"
    for path in data.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_stopped_while_members_register(scene) -> None:
    stage = scene()
    usual = warm_up(stage)
    os.kill(stage.portal.valkey_pid(), signal.SIGTERM)
    register_without_redis(stage, usual)
    stage.portal.restart_servers()
    holds(stage)


def test_frozen_while_members_register(scene) -> None:
    stage = scene()
    usual = warm_up(stage)
    pid = stage.portal.valkey_pid()
    os.kill(pid, signal.SIGSTOP)
    try:
        register_without_redis(stage, usual)
    finally:
        os.kill(pid, signal.SIGCONT)
    holds(stage)


def test_killed_and_returned_empty(scene) -> None:
    stage = scene()
    usual = warm_up(stage)
    kill_redis_and_its_memory(stage)
    register_without_redis(stage, usual)
    stage.portal.restart_servers()
    holds(stage)


def test_without_the_sweepers_the_loss_is_seen(scene) -> None:
    """The protection off: only hints, no beat. What was registered while Redis was away is then never acknowledged."""
    stage = scene(beat=False)
    usual = warm_up(stage)
    kill_redis_and_its_memory(stage)
    register_without_redis(stage, usual)
    stage.portal.restart_servers()
    with pytest.raises(AssertionError, match="every registration acknowledged"):
        holds(stage, seconds=15)
