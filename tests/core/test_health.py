"""What machines ask: up, ready, figures. Also while the broker is down, silent or away."""

import socket
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from prm.core import health
from prm.outbox.models import WorkerSeen


@pytest.fixture
def worker(db):
    return WorkerSeen.objects.create(name="worker", seen_at=timezone.now())


@pytest.fixture
def silent_broker(settings):
    """Takes the connection and never answers, as a frozen Redis does."""
    server = socket.create_server(("127.0.0.1", 0))
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
    yield
    server.close()


def test_the_process_is_up_whatever_else_is_not(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    response = client.get("/healthz")
    assert response.status_code == 200 and response.json() == {"status": "up"}


def test_ready_names_every_check(client, worker):
    response = client.get("/readyz")
    body = response.json()
    assert (response.status_code, body["status"]) == (200, "ready")
    assert {name: result["ok"] for name, result in body["checks"].items()} == {
        "database": True, "broker": True, "worker": True,
    }  # fmt: skip
    assert "no-store" in response["Cache-Control"]


def failing(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    return {name for name, result in response.json()["checks"].items() if not result["ok"]}


def test_a_broker_that_is_down(client, worker, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert failing(client) == {"broker"}


def test_a_socket_that_is_gone(client, worker, settings):
    settings.CELERY_BROKER_URL = "redis+socket:///tmp/there/is/none.sock"
    assert failing(client) == {"broker"}


def test_a_broker_that_hangs_does_not_hang_the_answer(client, worker, silent_broker):
    began = time.monotonic()
    assert failing(client) == {"broker"}
    # The client gives up after half a second; a socket without a timeout would never.
    assert time.monotonic() - began < 30


def test_no_worker_lately(client, worker):
    WorkerSeen.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert failing(client) == {"worker"}


def test_what_failed_is_not_told(client, worker, settings):
    settings.CELERY_BROKER_URL = "redis://:topsecret@127.0.0.1:1/0"
    assert b"topsecret" not in client.get("/readyz").content


def test_every_readiness_check_can_be_called(db):
    assert set(health.checks()) == set(settings.READINESS) == {"database", "broker", "worker"}
    assert all(callable(check) for check in health.checks().values())


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "203.0.113.9"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer right-token"}, 200),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong-token"}, 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer ü"}, 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "}, 404),
    ],
)
def test_figures_are_closed_to_the_public(db, settings, extra, status):
    settings.METRICS_TOKEN = "right-token"
    response = Client(**extra).get("/metrics")
    assert response.status_code == status
    assert (b"django_http_requests" in response.content) == (status == 200)


def test_an_empty_token_opens_nothing(db, settings):
    settings.METRICS_TOKEN = ""
    response = Client(REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer ").get("/metrics")
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/robots.txt", "/favicon.ico"])
def test_nothing_is_written_by_asking(db, client, path):
    assert client.post(path).status_code == 405


def test_robots_and_favicon(client):
    assert b"Disallow: /" in client.get("/robots.txt").content
    assert client.get("/favicon.ico")["Location"].endswith("img/logo.svg")
