"""The same with a real mail server at the other end of a real connection."""

import socket

import pytest
from aiosmtpd.controller import Controller

from prm.outbox import services
from prm.outbox.enums import State
from prm.outbox.models import Message

pytestmark = pytest.mark.django_db


class Sink:
    """Answers RCPT with `answer` and keeps what it took; `after_data` is its answer to the mail."""

    answer = "250 OK"
    after_data = "250 OK"

    def __init__(self):
        self.mails = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope.content)
        if self.after_data == "drop":
            server.transport.close()
            return "250 OK"
        return self.after_data


@pytest.fixture
def sink(settings):
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 1
    yield handler
    controller.stop()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_mail_arrives_with_its_id(sink, post):
    message = post(text="Grüße aus Zürich")
    assert services.deliver(message.pk)
    [mail] = sink.mails
    assert f"Message-ID: {message.message_id}".encode() in mail


@pytest.mark.parametrize(
    ("answer", "after_data", "state", "status"),
    [
        ("550 no such person", "", State.PARKED, 550),
        ("450 mailbox busy", "", State.QUEUED, 450),
        ("250 OK", "554 spam", State.PARKED, 554),
        ("250 OK", "452 disk full", State.QUEUED, 452),
    ],
)
def test_what_the_server_says_decides(sink, post, answer, after_data, state, status):
    sink.answer, sink.after_data = answer, after_data
    services.deliver(post().pk)
    message = Message.objects.get()
    assert (message.state, message.tries.get().status) == (state, status)


def test_a_server_that_hangs_up_after_the_mail_gets_it_again_under_its_id(sink, post):
    sink.after_data = "drop"
    message = post()
    services.deliver(message.pk)
    assert Message.objects.get().state == State.QUEUED
    sink.after_data = "250 OK"
    Message.objects.update(due_at=message.created_at)
    assert services.sweep() == 1
    assert len(sink.mails) == 2
    assert all(f"Message-ID: {message.message_id}".encode() in mail for mail in sink.mails)


def test_a_server_that_never_greets_costs_one_timeout_for_all(settings, sink, post):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.EMAIL_PORT = mute.getsockname()[1]
        for number in range(5):
            post(f"event-{number}")
        services.sweep()
        assert sum(message.tries.count() for message in Message.objects.all()) == 1


def test_no_server_at_all(settings, sink, post):
    settings.EMAIL_PORT = _free_port()
    services.deliver(post().pk)
    assert Message.objects.get().state == State.QUEUED
