"""An acknowledgement that finds no broker any more costs the task a second run, not the worker its life."""

import logging
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from celery.utils.imports import symbol_by_name

from prm.celery import app
from prm.outbox.tasks import sweep

LOGGER = logging.getLogger(__name__)


class Late(NamedTuple):
    """A message whose connection was closed while its task ran, and what kombu counts as a lost connection."""

    message: Any
    errors: tuple[type[Exception], ...]


@pytest.fixture
def late(db) -> Late:
    queue = f"late-{uuid4().hex}"
    with app.connection_for_write() as connection:
        app.send_task(sweep.name, connection=connection, queue=queue)
        message = connection.SimpleQueue(queue).get(timeout=5)
        connection.collect()  # as the worker does once its broker is lost
        message.channel._disconnect_pools()  # as kombu does for each socket that breaks
        return Late(message, connection.connection_errors)


def test_it_is_given_up(late) -> None:
    made = symbol_by_name(sweep.Request)(
        late.message, app=app, task=sweep, on_ack=late.message.ack_log_error, connection_errors=late.errors
    )
    made.acknowledge()
    assert made.acknowledged


def test_without_our_request_it_raises_what_nobody_catches(late) -> None:
    """The protection off."""
    with pytest.raises(AttributeError):
        late.message.ack_log_error(LOGGER, late.errors)
