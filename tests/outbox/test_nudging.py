"""Redis may be dead, frozen or empty: a page never waits for it, and nothing depends on it."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from prm import celery as ours
from prm.celery import hints as real_hints
from prm.devservices import binaries
from prm.outbox import services
from prm.outbox.models import Message
from prm.outbox.services import nudging

# A frozen server answers never; so whoever waits at all waits longer than this.
FOR_EVER = 20


class Broker:
    """A Valkey of our own, to freeze and to kill."""

    def __init__(self, folder):
        self.socket = Path(folder) / "v.sock"
        self.process = None

    def start(self):
        command = [binaries.valkey_program(), "--port", "0", "--unixsocket", self.socket, "--save", ""]
        self.process = subprocess.Popen(command, cwd=self.socket.parent, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not self.answers() and time.monotonic() < deadline:
            time.sleep(0.02)

    def answers(self):
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.socket)) == 0

    def freeze(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        os.kill(self.process.pid, signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def broker(monkeypatch):
    # Made before the autouse fixture of this folder replaced it.
    with tempfile.TemporaryDirectory(prefix="prm-", dir="/tmp") as folder:
        broker = Broker(folder)
        broker.start()
        app = Celery("hints-of-this-test", set_as_current=False)
        app.conf.update(
            broker_url=f"redis+socket://{broker.socket}",
            broker_transport_options=real_hints.conf.broker_transport_options,
            task_default_queue="interactive",
            task_routes=real_hints.conf.task_routes,
        )
        monkeypatch.setattr(nudging, "hints", app)
        yield broker
        broker.kill()


def length(broker, queue):
    import redis

    with redis.Redis(unix_socket_path=str(broker.socket)) as client:
        return client.llen(queue)


def timed(task="outbox.deliver"):
    start = time.monotonic()
    return services.nudge(task, 1), time.monotonic() - start


def test_a_hint_lands_in_the_queue_of_its_task_and_in_no_other(broker):
    with nudging.hints.connection_for_write() as connection:
        for queue in ours.app.amqp.queues.values():  # as a worker declares them
            queue.bind(connection.default_channel).declare()
    assert services.nudge("outbox.deliver", 1)
    assert services.nudge("leads.route_waiting")
    assert services.nudge("leads.bulk.import", 1)
    assert (length(broker, "interactive"), length(broker, "bulk")) == (2, 1)


@pytest.mark.parametrize("harm", [Broker.freeze, Broker.kill])
def test_a_broker_that_does_not_answer_costs_a_second_once(broker, harm):
    services.nudge("outbox.deliver", 1)
    harm(broker)
    taken, seconds = timed()
    assert not taken
    assert seconds < FOR_EVER / 10
    # From now on nobody asks it: were each of these to wait, they would sum up to minutes.
    start = time.monotonic()
    assert not any(services.nudge("outbox.deliver", number) for number in range(100))
    assert time.monotonic() - start < FOR_EVER / 10
    if harm is Broker.freeze:
        broker.thaw()


def test_after_the_rest_hints_flow_again(broker, monkeypatch):
    broker.freeze()
    assert not services.nudge("outbox.deliver", 1)
    broker.thaw()
    monkeypatch.setattr(nudging, "_resting_until", 0.0)
    assert services.nudge("outbox.deliver", 1)


def test_a_broker_that_came_back_empty_takes_hints(broker):
    assert services.nudge("outbox.deliver", 1)
    broker.kill()
    broker.start()
    assert services.nudge("outbox.deliver", 2)
    assert length(broker, "interactive") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("harm", [Broker.freeze, Broker.kill])
def test_what_was_posted_meanwhile_leaves_all_the_same(broker, harm, post, server):
    harm(broker)
    message = post()
    assert services.sweep() == 1
    assert Message.objects.get().message_id == message.message_id
    if harm is Broker.freeze:
        broker.thaw()


@pytest.mark.django_db(transaction=True)
def test_a_hint_that_fails_otherwise_does_not_fail_the_page(post, monkeypatch):
    def fault(*_args, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(nudging.hints, "send_task", fault)
    post()
    assert Message.objects.count() == 1


class TestBeat:
    @pytest.fixture
    def ticks(self, monkeypatch):
        sent = []
        monkeypatch.setattr(ours.hints, "send_task", lambda name, **options: sent.append((name, options)))
        return sent

    @pytest.fixture
    def now(self, monkeypatch):
        clock = type("Clock", (), {"time": 1000.0})()
        monkeypatch.setattr(ours.time, "monotonic", lambda: clock.time)
        return clock

    def run(self, beat, now, seconds):
        end = now.time + seconds
        while now.time < end:
            now.time += beat.tick()

    def test_every_sweeper_ticks_at_its_pace_from_the_start(self, ticks, now):
        self.run(ours.SteadyScheduler(ours.app), now, 59.9)
        counted = {task: sum(name == task for name, _options in ticks) for task in ours.SWEEPERS}
        # The first tick comes at the start, also of what then rests for an hour.
        assert counted == {task: max(60 // seconds, 1) for task, seconds in ours.SWEEPERS.items()}

    def test_a_tick_does_not_outlive_the_next_two(self, ticks, now):
        ours.SteadyScheduler(ours.app).tick()
        assert {name: options["expires"] for name, options in ticks} == {
            task: max(2 * seconds, 10) for task, seconds in ours.SWEEPERS.items()
        }

    def test_it_goes_on_while_the_broker_is_away(self, ticks, now, monkeypatch, caplog):
        beat = ours.SteadyScheduler(ours.app)
        taken = ours.hints.send_task

        def away(name, **options):
            raise OperationalError("away")

        monkeypatch.setattr(ours.hints, "send_task", away)
        self.run(beat, now, 600)
        assert caplog.text.count("The broker is away") == 1
        monkeypatch.setattr(ours.hints, "send_task", taken)
        self.run(beat, now, 10)
        # An hourly tick that nobody took is not made up for; its next hour comes.
        assert {name for name, _options in ticks} == {task for task, pace in ours.SWEEPERS.items() if pace <= 60}
        assert "The broker is back" in caplog.text

    def test_a_clock_that_is_set_back_does_not_stop_it(self, ticks, now):
        import time_machine

        beat = ours.SteadyScheduler(ours.app)
        with time_machine.travel("2026-10-25T03:00:00Z", tick=False) as wall:
            self.run(beat, now, 10)
            before = len(ticks)
            wall.move_to("2026-10-25T02:00:00Z")
            self.run(beat, now, 10)
        assert len(ticks) > before

    def test_every_sweeper_exists(self):
        ours.app.loader.import_default_modules()
        assert set(ours.SWEEPERS) <= set(ours.app.tasks)
