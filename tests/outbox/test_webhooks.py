"""Webhooks: signed, repeated under one id, and never to an address inside."""

import http.server
import ipaddress
import json
import socket
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from prm.core.errors import InvalidInput
from prm.outbox import addresses, services
from prm.outbox.enums import Channel, State
from prm.outbox.models import Message, WebhookEndpoint
from prm.outbox.services import delivering
from prm.outbox.transports import webhook

pytestmark = pytest.mark.django_db


class Receiver(http.server.BaseHTTPRequestHandler):
    status = 200
    headers_out: dict = {}
    calls: list = []
    drip = False

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.calls.append((self.path, dict(self.headers), body))
        if self.drip:
            self.dribble()
            return
        self.send_response(self.status)
        for name, value in self.headers_out.items():
            self.send_header(name, value)
        self.end_headers()

    def dribble(self):
        """One byte at a time, each in time for a timeout that counts from the last byte."""
        for byte in b"HTTP/1.0 200 OK" * 100:
            try:
                self.wfile.write(bytes([byte]))
            except OSError:
                return
            time.sleep(0.05)

    def do_GET(self):
        self.calls.append((self.path, "GET"))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def receiver(settings):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("R", (Receiver,), {"calls": []}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WEBHOOK_TRUSTED_HOSTS = [f"127.0.0.1:{server.server_port}"]
    server.handler = server.RequestHandlerClass
    server.url = f"http://127.0.0.1:{server.server_port}/hook?a=1"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def call(cast, receiver):
    endpoint = services.add_endpoint(actor=cast.cleo, url=receiver.url)
    payload = {"ref": "L-7K3M9Q", "company": "Café Brûlot"}
    return services.post_webhook(key="lead:1:endpoint:1", endpoint=endpoint, event="lead.offered", payload=payload)


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def the():
    return Message.objects.get()


def test_the_receiver_can_check_who_sent_what(call, receiver):
    assert services.deliver(call.pk)
    [(path, headers, body)] = receiver.handler.calls
    assert path == "/hook?a=1"
    assert headers["webhook-id"] == call.message_id
    endpoint = WebhookEndpoint.objects.get()
    checked = Webhook(endpoint.secret).verify(body, {name.lower(): value for name, value in headers.items()})
    assert checked["data"] == {"ref": "L-7K3M9Q", "company": "Café Brûlot"}
    assert checked["type"] == "lead.offered"


def test_a_changed_body_does_not_pass_the_check(call):
    body, headers = webhook.signed(call)
    with pytest.raises(Exception, match="signature"):
        Webhook(call.endpoint.secret).verify(body + b" ", headers)


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 429, 500, 503])
def test_everything_but_yes_is_tried_again_under_the_same_id(call, receiver, clock, status):
    receiver.handler.status = status
    receiver.handler.headers_out = {"Location": f"{receiver.url}&redirected"}
    services.sweep(Channel.WEBHOOK)
    assert (the().state, the().tries.get().status) == (State.QUEUED, status)
    receiver.handler.status = 204
    clock.shift(timedelta(hours=5))
    services.sweep(Channel.WEBHOOK)
    assert the().state == State.SENT
    assert [headers["webhook-id"] for _path, headers, _body in receiver.handler.calls] == [call.message_id] * 2


def test_gone_switches_the_endpoint_off(call, receiver):
    receiver.handler.status = 410
    services.deliver(call.pk)
    assert the().state == State.CANCELLED
    assert not WebhookEndpoint.objects.get().active


def test_what_waits_for_an_endpoint_that_is_off_is_cancelled(call, receiver):
    services.change_endpoint(actor=call.endpoint.user, endpoint=call.endpoint, changes={"active": False})
    services.deliver(call.pk)
    assert the().state == State.CANCELLED
    assert not receiver.handler.calls


@pytest.mark.parametrize("retry_after", ["120", "Mon, 02 Nov 2026 10:02:00 GMT"])
def test_it_waits_as_long_as_it_is_asked_to(call, receiver, retry_after):
    receiver.handler.status = 429
    receiver.handler.headers_out = {"Retry-After": retry_after}
    with time_machine.travel("2026-11-02T10:00:00Z", tick=False):
        Message.objects.update(due_at=timezone.now(), queued_at=timezone.now())
        services.deliver(call.pk)
        assert the().due_at == timezone.now() + timedelta(seconds=120)


@pytest.mark.parametrize("retry_after", ["-5", "soon", "99999999999999999999", "²"])
def test_nonsense_about_waiting_is_not_believed(call, receiver, retry_after):
    receiver.handler.status = 429
    receiver.handler.headers_out = {"Retry-After": retry_after.encode().decode("latin-1")}
    services.deliver(call.pk)
    assert the().state == State.QUEUED
    assert the().due_at < timezone.now() + timedelta(hours=2)


def test_after_three_days_it_is_parked_and_each_try_is_listed(call, receiver, clock):
    receiver.handler.status = 500
    for _number in range(100):
        clock.shift(timedelta(hours=1))
        services.sweep(Channel.WEBHOOK)
    assert the().state == State.PARKED
    assert the().tries.count() == len(receiver.handler.calls) > 15
    assert the().tries.first().at - the().created_at < timedelta(days=3, hours=5)


def test_an_answer_that_drips_is_cut_off(call, receiver, monkeypatch):
    monkeypatch.setattr(webhook, "SECONDS", 0.5)
    receiver.handler.drip = True
    services.deliver(call.pk)
    assert the().state == State.QUEUED


def test_a_dead_endpoint_is_asked_by_one_message_for_all(cast, settings, clock):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings.WEBHOOK_TRUSTED_HOSTS = [f"127.0.0.1:{port}"]
    endpoint = services.add_endpoint(actor=cast.cleo, url=f"http://127.0.0.1:{port}/")
    for number in range(10):
        services.post_webhook(key=f"w{number}", endpoint=endpoint, event="e", payload={})
    services.sweep(Channel.WEBHOOK)
    services.sweep(Channel.WEBHOOK)
    assert sum(message.tries.count() for message in Message.objects.all()) == 1
    clock.shift(delivering.ROUTE_REST)
    services.sweep(Channel.WEBHOOK)
    assert sum(message.tries.count() for message in Message.objects.all()) == 2


INSIDE = [
    "127.0.0.1", "127.1", "0177.0.0.1", "2130706433", "0x7f.1", "0", "localhost", "10.1.2.3", "172.16.0.1",
    "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "[::1]", "[::]",
    "[fe80::1]", "[fc00::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::a00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:1::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_no_spelling_leads_inside(cast, host):
    with pytest.raises((addresses.AddressRefused, OSError)):
        addresses.resolve(f"https://{host}/")


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_such_a_call_is_parked_and_nobody_is_called(cast, receiver, settings, host):
    settings.WEBHOOK_TRUSTED_HOSTS = []
    url = f"https://{host}:{receiver.server_port}/"
    endpoint = services.add_endpoint(actor=cast.cleo, url="https://example.com/")
    WebhookEndpoint.objects.update(url=url)  # as a name that leads inside by now
    services.deliver(services.post_webhook(key="w", endpoint=endpoint, event="e", payload={}).pk)
    assert the().state == State.PARKED
    assert not receiver.handler.calls


@pytest.mark.parametrize("host", INSIDE)
def test_what_is_plainly_inside_is_refused_at_once(cast, host):
    with pytest.raises(InvalidInput) as refusal:
        services.add_endpoint(actor=cast.cleo, url=f"https://{host}/hook")
    assert "url" in refusal.value.fields


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_the_public_internet_is_open(ip):
    assert addresses.is_public(ip)


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_the_same_in_every_disguise(ip):
    number = int(ip)
    sixtofour = ipaddress.IPv6Address((0x2002 << 112) | (number << 80))
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | number)
    assert addresses.is_public(str(mapped)) == addresses.is_public(str(sixtofour)) == addresses.is_public(str(ip))


def _answers(*ips):
    return lambda host, port, **_kwargs: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]


def test_a_name_with_one_address_inside_is_refused(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", _answers("93.184.215.14", "10.0.0.1"))
    with pytest.raises(addresses.AddressRefused):
        addresses.resolve("https://example.com/")


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch):
    """A name that answers differently the second time (rebinding) changes nothing: it is not asked again."""
    monkeypatch.setattr(socket, "getaddrinfo", _answers("93.184.215.14"))
    target = addresses.resolve("https://example.com/hook")
    connected = []
    monkeypatch.setattr(socket, "create_connection", lambda address, timeout: connected.append(address))
    monkeypatch.setattr(webhook.ssl.SSLContext, "wrap_socket", lambda *_args, **names: names["server_hostname"])
    connection = webhook._Pinned(target)
    connection.connect()
    assert connected == [("93.184.215.14", 443)]
    assert connection.sock == "example.com", "the certificate must be that of the name"


def test_trust_is_for_one_host_and_port(settings):
    settings.WEBHOOK_TRUSTED_HOSTS = ["erp.intern:8443"]
    for url in ("http://erp.intern:8444/", "http://x.erp.intern:8443/", "http://erp.intern/"):
        with pytest.raises(InvalidInput):
            addresses.check_url(url)
    assert addresses.check_url("http://erp.intern:8443/").port == 8443


def test_a_payload_leaves_as_it_was_stored(call):
    body, _headers = webhook.signed(call)
    assert json.loads(body) == call.payload
