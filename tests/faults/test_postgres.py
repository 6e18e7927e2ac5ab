"""PostgreSQL is killed under load: what was acknowledged before is there afterwards (R1)."""

import threading
import time

import pytest

from tests.portal import wait_for

from . import checks
from .conftest import Scene


def kill_under_load(scene: Scene) -> None:
    stop = threading.Event()
    load = scene.partner.register_for(stop)
    try:
        wait_for(lambda: len(scene.partner.ledger.acknowledged) >= 20, 90, "20 registrations")
        scene.portal.kill_postgres()
        before = len(scene.partner.ledger.acknowledged)
        scene.portal.restart_servers()
        wait_for(lambda: len(scene.partner.ledger.acknowledged) >= before + 10, 60, "10 more after the restart")
    finally:
        stop.set()
        load.join()


def test_killed_under_load(scene) -> None:
    stage = scene()
    kill_under_load(stage)
    # While it was away people were told so (503, try again), never that something broke.
    assert [error for error in stage.partner.ledger.errors if not error.startswith("503")] == []
    checks.nothing_is_lost(stage.portal, stage.partner.ledger)
    checks.everyone_is_thanked(stage.portal, stage.sink, 60)
    checks.nobody_is_thanked_twice(stage.portal, stage.sink, repeats=2)


def test_answering_before_the_disk_has_it_is_seen(scene) -> None:
    """The protection off: synchronous_commit off and a lazy writer. Acknowledged rows are then gone."""
    stage = scene(worker=False, beat=False)
    with stage.portal.query() as cursor:
        cursor.execute("ALTER SYSTEM SET synchronous_commit = off")
        cursor.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        cursor.execute("SELECT pg_reload_conf()")
    time.sleep(1)
    kill_under_load(stage)
    with pytest.raises(AssertionError, match="are lost"):
        checks.nothing_is_lost(stage.portal, stage.partner.ledger)
