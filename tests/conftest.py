"""The hostile test run: real servers, a fixed cast, and nothing that passes by luck.

The cast: Ada the channel manager, Ben the sales rep, Cleo (admin) and Carl (rep) at partner one, Dan at partner two
who must see nothing of it, Fay in finance, Gus the administrator.
"""

import os
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.template import engines

from prm import devservices
from tests import database, hostile

# The browser's event loop goes on running in this process after the first browser test; Django takes that for async
# code and would refuse every query of the tests that follow.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Start the embedded servers (or share those that run), and copy the test database from a migrated one."""
    with devservices.running():
        connections["default"].settings_dict["TEST"] |= {"TEMPLATE": database.template(), "MIGRATE": False}
        yield


@pytest.fixture(autouse=True)
def _hostile(monkeypatch):
    hostile.shuffle_unordered(monkeypatch)
    hostile.refuse_wide_locks(monkeypatch)
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", hostile.UndefinedVariable())
    cache.clear()


@pytest.fixture
def at_noon():
    """Today at twelve, when it is the same day for everybody in the cast as for the tests."""
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon) as clock:
        yield clock


@pytest.fixture
def cast(db):
    from tests.cast import Cast

    return Cast.make()


def _person(name):
    @pytest.fixture(name=name)
    def person(cast):
        return getattr(cast, name)

    return person


ada, ben, cleo, carl, dan, fay, gus = (_person(name) for name in ("ada", "ben", "cleo", "carl", "dan", "fay", "gus"))


@pytest.fixture
def as_():
    """`as_(cleo)`: a browser signed in as this person."""
    from django.test import Client

    def signed_in(user, **kwargs):
        client = Client(**kwargs)
        client.force_login(user)
        return client

    return signed_in
