"""The hostile test run: real servers, a fixed cast, and nothing that passes by luck.

The cast: Ada the channel manager, Ben the sales rep, Cleo (admin) and Carl (rep) at partner one, Dan at partner two
who must see nothing of it, Fay in finance, Gus the administrator.
"""

import pytest

from prm import devservices


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Start the embedded servers (or share those that run) before the test database is made."""
    with devservices.running():
        yield


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
