"""What happens to a message: sent once, tried again, parked with its reason; and none holds up another."""

import smtplib
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from prm.accounts.models import User
from prm.outbox import services
from prm.outbox.enums import Channel, State
from prm.outbox.models import Attempt, Message, Route
from prm.outbox.services import delivering
from tests.outbox.conftest import raiser, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def the(key="event-1"):
    return Message.objects.get(key=key)


def test_a_mail_is_sent_and_stays_sent(post, server):
    message = post()
    assert services.deliver(message.pk) is True
    assert services.deliver(message.pk) is False
    assert services.sweep() == 0
    [mail] = server.taken
    assert mail.extra_headers["Message-ID"] == message.message_id
    assert (the().state, the().attempts, the().claimed_until) == (State.SENT, 1, None)
    assert the().sent_at is not None


def test_the_sweep_needs_no_hint(post, server):
    for number in range(5):
        post(f"event-{number}")
    assert services.sweep() == 5
    assert len(server.taken) == 5


def test_a_notice_is_not_sent_anywhere(cast, server):
    services.post_notice(key="n", to=cast.carl, title="Hello")
    assert services.sweep() == 0
    assert not server.taken


@pytest.mark.parametrize(
    ("script", "state"),
    [
        (refusal(550), State.PARKED),
        (refusal(450), State.QUEUED),
        (raiser(smtplib.SMTPDataError(554, b"spam")), State.PARKED),
        (raiser(smtplib.SMTPDataError(451, b"later")), State.QUEUED),
        (raiser(smtplib.SMTPSenderRefused(550, b"you?", "a@b.c")), State.QUEUED),
        (raiser(smtplib.SMTPServerDisconnected("gone")), State.QUEUED),
        (raiser(TimeoutError("slow")), State.QUEUED),
        (raiser(ConnectionResetError()), State.QUEUED),
        (raiser(smtplib.SMTPServerDisconnected("Connection unexpectedly closed")), State.QUEUED),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_only_what_is_final_is_parked(post, server, clock, script, state):
    server.script = script
    services.deliver(post().pk)
    message = the()
    assert message.state == state
    assert message.last_error
    assert [(attempt.succeeded, bool(attempt.note)) for attempt in message.tries.all()] == [(False, True)]
    if state == State.QUEUED:
        assert message.due_at > timezone.now()


def test_a_mail_provider_says_it_by_http(post, server):
    error = RuntimeError("bad request")
    error.status_code = 422
    server.script = raiser(error)
    services.deliver(post().pk)
    assert the().state == State.PARKED
    error.status_code = 429
    services.deliver(post("event-2").pk)
    assert the("event-2").state == State.QUEUED


def test_a_mail_that_cannot_be_put_together_is_parked_with_its_reason(post, server):
    message = post()
    Message.objects.filter(pk=message.pk).update(attachments=[{"name": "a", "content_type": "x/y", "base64": "?"}])
    services.deliver(message.pk)
    assert the().state == State.PARKED
    assert "cannot be put together" in the().last_error


def test_a_mail_without_an_address_is_parked(post, server):
    services.deliver(post(address=" ").pk)
    assert (the().state, the().last_error) == (State.PARKED, "The mail has no address.")


def test_a_server_that_takes_nothing_is_asked_again(post, server, monkeypatch):
    monkeypatch.setattr(server, "send_messages", lambda self, mails: 0)
    services.deliver(post().pk)
    assert the().state == State.QUEUED


def test_tries_grow_apart_up_to_five_minutes(post, server, clock):
    server.script = refusal(451)
    post()
    gaps = []
    for _number in range(9):
        clock.move_to(the().due_at)
        services.sweep()
        gaps.append((the().due_at - timezone.now()).total_seconds())
    for gap, middle in zip(gaps, [5, 10, 20, 40, 80, 160, 300, 300, 300], strict=True):
        assert middle * 0.8 <= gap <= middle * 1.2


def test_after_two_days_it_is_parked(post, server, clock):
    server.script = refusal(451)
    post()
    clock.shift(timedelta(days=2, seconds=1))
    services.sweep()
    assert the().state == State.PARKED


def test_one_that_cannot_be_sent_holds_up_no_other(post, server, clock):
    """The server hangs up on this one mail only, which came first."""
    post("poison", subject="Poison")
    post("healthy")

    def script(mail):
        if mail.subject == "Poison":
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    server.script = staticmethod(script)
    services.sweep()
    assert (the("poison").state, the("healthy").state) == (State.QUEUED, State.SENT)


def test_one_that_stalls_the_server_delays_others_for_seconds_only(post, server, clock):
    post("poison", subject="Poison")
    post("healthy")

    def script(mail):
        if mail.subject == "Poison":
            raise TimeoutError

    server.script = staticmethod(script)
    services.sweep()
    assert the("healthy").state == State.QUEUED, "the server may hang for all: nobody tries at once"
    clock.shift(delivering.ROUTE_REST)
    services.sweep()
    assert the("healthy").state == State.SENT


class TestServerDown:
    @pytest.fixture(autouse=True)
    def down(self, server):
        server.opening = raiser(ConnectionRefusedError("no server"))

    def test_one_mail_finds_out_for_all(self, post, server, clock):
        for number in range(20):
            post(f"event-{number}")
        services.sweep()
        services.sweep()
        assert Attempt.objects.count() == 1
        assert Message.objects.filter(state=State.QUEUED).count() == 20

    def test_back_after_half_an_hour_all_leave_within_a_minute(self, post, server, clock):
        for number in range(20):
            post(f"event-{number}")
        for _second in range(0, 1800, 5):
            clock.shift(timedelta(seconds=5))
            services.sweep()
        assert Attempt.objects.count() < 1800 / 25
        server.opening = staticmethod(lambda: None)
        for _second in range(0, 60, 5):
            clock.shift(timedelta(seconds=5))
            services.sweep()
        assert len(server.taken) == 20
        assert not Route.objects.exists()

    def test_a_wrong_password_parks_nothing(self, post, server, clock):
        server.opening = raiser(smtplib.SMTPAuthenticationError(535, b"who are you"))
        services.deliver(post().pk)
        assert the().state == State.QUEUED

    def test_notices_and_webhooks_do_not_wait_for_it(self, post, cast, clock):
        services.deliver(post().pk)
        endpoint = services.add_endpoint(actor=cast.cleo, url="https://erp.example.com/")
        call = services.post_webhook(key="w", endpoint=endpoint, event="e", payload={})
        assert Message.objects.claimable(timezone.now()).get() == call


class TestCrash:
    """A worker may die at any moment; what it did not write down happens again, under the same id."""

    def test_between_the_servers_yes_and_our_commit(self, post, server, clock, monkeypatch):
        message = post()
        monkeypatch.setattr(delivering, "_sent", lambda *_args: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            services.deliver(message.pk)
        monkeypatch.undo()
        assert the().state == State.SENDING
        assert services.sweep() == 0, "for the length of the lease it may still be alive"
        clock.shift(delivering.LEASE)
        assert services.sweep() == 1
        ids = [mail.extra_headers["Message-ID"] for mail in server.taken]
        assert ids == [message.message_id] * 2
        clock.shift(timedelta(days=1))
        assert services.sweep() == 0

    def test_a_message_that_kills_its_worker_is_parked(self, post, server, clock):
        message = post()
        server.script = raiser(SystemExit())
        for _number in range(delivering.MAX_CRASHES + 1):
            with pytest.raises(SystemExit):
                services.deliver(message.pk)
            clock.shift(delivering.LEASE)
        assert services.deliver(message.pk) is False
        assert the().state == State.PARKED

    def test_a_fault_of_ours_is_parked_after_some_tries(self, post, server, clock, monkeypatch):
        def fault(message):
            raise ZeroDivisionError

        monkeypatch.setitem(delivering.SEND, Channel.MAIL, fault)
        post()
        for _number in range(20):
            clock.shift(timedelta(minutes=10))
            services.sweep()
        assert the().state == State.PARKED
        assert the().tries.count() == delivering.MAX_CRASHES + 1


class TestResend:
    def test_a_parked_mail_is_sent_again_under_its_id(self, post, server, cast):
        server.script = refusal(550)
        message = post()
        services.deliver(message.pk)
        server.script = staticmethod(lambda mail: None)
        services.resend(message=the(), actor=cast.gus)
        assert services.sweep() == 1
        assert server.taken[0].extra_headers["Message-ID"] == message.message_id

    def test_it_goes_to_the_address_that_the_person_has_now(self, post, server, cast):
        server.script = refusal(550)
        message = post()
        services.deliver(message.pk)
        Message.objects.filter(pk=message.pk).update(recipient=cast.carl)
        User.objects.filter(pk=cast.carl.pk).update(email="right@example.com")
        server.script = staticmethod(lambda mail: None)
        services.resend(message=the(), actor=cast.gus)
        services.sweep()
        assert server.taken[-1].to == ["right@example.com"]

    def test_a_sent_one_is_not(self, post, server, cast):
        services.deliver(post().pk)
        services.resend(message=the(), actor=cast.gus)
        assert services.sweep() == 0

    def test_an_old_one_gets_its_days_again(self, post, server, cast, clock):
        server.script = refusal(550)
        services.deliver(post().pk)
        clock.shift(timedelta(days=30))
        services.resend(message=the(), actor=cast.gus)
        server.script = refusal(451)
        services.sweep()
        assert the().state == State.QUEUED


@pytest.mark.django_db(transaction=True)
class TestRaces:
    SWEEPERS = 4

    def sweep_together(self, count=20):
        threads = [threading.Thread(target=self.sweep) for _number in range(self.SWEEPERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    @staticmethod
    def sweep():
        try:
            services.sweep()
        finally:
            connection.close()

    def test_many_sweepers_send_each_mail_once(self, post, server):
        for number in range(20):
            post(f"event-{number}")
        self.sweep_together()
        ids = [mail.extra_headers["Message-ID"] for mail in server.taken]
        assert len(ids) == len(set(ids)) == 20

    def test_without_the_claim_it_is_sent_several_times(self, post, server, monkeypatch):
        barrier = threading.Barrier(self.SWEEPERS)

        def look_only(rows):
            message = rows.claimable(timezone.now()).order_by("due_at", "pk").first()
            barrier.wait(10)
            if message is not None:
                Message.objects.filter(pk=message.pk).update(state=State.SENDING)
            return message

        monkeypatch.setattr(delivering, "_claim", look_only)
        post()
        self.sweep_together()
        assert len(server.taken) == self.SWEEPERS

    def slow_send(self, server):
        """One worker is still sending when the lease is over and another comes by: how often it is sent."""
        sending, go_on = threading.Event(), threading.Event()

        def script(mail):
            if not sending.is_set():
                sending.set()
                assert go_on.wait(20)

        server.script = staticmethod(script)
        slow = threading.Thread(target=self.sweep)
        slow.start()
        assert sending.wait(20)
        Message.objects.update(claimed_until=timezone.now())
        self.sweep()
        go_on.set()
        slow.join(20)
        return len(server.taken)

    def test_a_send_that_outlasts_the_lease_is_not_repeated(self, post, server):
        post()
        assert self.slow_send(server) == 1
        assert the().state == State.SENT

    def test_without_the_lock_of_the_session_it_is(self, post, server, monkeypatch):
        monkeypatch.setattr(delivering, "_lock", lambda pk: True)
        post()
        assert self.slow_send(server) == 2

    def test_the_same_event_from_many_sides_is_one_mail(self, post, server):
        barrier = threading.Barrier(self.SWEEPERS)
        posted = []

        def run():
            try:
                barrier.wait(10)
                posted.append(post("event-1"))
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _number in range(self.SWEEPERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sum(message is not None for message in posted) == 1
        assert services.sweep() == 1
