"""Whether this process can do its work. Each check answers within about a second, also when a server hangs."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.5


def database() -> bool:
    """Whether PostgreSQL answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def broker() -> bool:
    """Whether the broker answers a ping. Raises redis' errors, also for one that takes the call and stays silent."""
    # Celery's own client waits longer than somebody who asks for our health.
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    patience = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
    with redis.Redis.from_url(url, retry=None, **patience) as client:
        return bool(client.ping())


def checks() -> dict[str, Callable[[], bool]]:
    """The checks that settings.READINESS names, by name."""
    return {name: import_string(path) for name, path in settings.READINESS.items()}


def examine(named: Mapping[str, Callable[[], bool]]) -> dict[str, dict[str, Any]]:
    """The result of every check: `ok`, and how long it took in milliseconds. What failed is said in the log only."""
    return {name: _result(name, check) for name, check in named.items()}


def _result(name: str, check: Callable[[], bool]) -> dict[str, Any]:
    began = time.perf_counter()
    try:
        ok = check()
    except (DatabaseError, redis.RedisError, OSError) as error:
        logger.warning("Not ready: %s: %s", name, error)
        ok = False
    return {"ok": ok, "milliseconds": round((time.perf_counter() - began) * 1000, 1)}
