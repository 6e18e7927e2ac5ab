"""Webhooks as Standard Webhooks describes them: signed, with an id that a repeat keeps, to public addresses only."""

import contextlib
import http.client
import json
import socket
import ssl
import threading
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.utils import timezone
from standardwebhooks import Webhook

from prm.core.errors import InvalidInput

from ..addresses import AddressRefused, Target, resolve
from ..models import Message
from ..text import one_line
from .errors import NotWanted, Refused, TryLater

# For the whole call, however slowly the other side answers.
SECONDS = 15
GONE = 410
LONGEST_WAIT = 3600


def send(message: Message) -> int | None:
    """Calls the endpoint and returns its 2xx status. Raises TryLater, Refused or NotWanted."""
    endpoint = message.endpoint
    if endpoint is None or not endpoint.active or not endpoint.user.is_active:
        raise NotWanted("The endpoint is switched off.")
    try:
        target = resolve(endpoint.url)
        status, retry_after = _post(target, *signed(message))
    except (InvalidInput, AddressRefused) as error:
        raise Refused(str(error)) from error
    except (OSError, http.client.HTTPException) as error:
        words = one_line(f"{type(error).__name__}: {error}", 500)
        raise TryLater(words, route_broken=True, suspect=False) from error
    if status == GONE:
        raise NotWanted("The endpoint answered 410 Gone.", status)
    if not 200 <= status < 300:
        # A redirect is an answer like any other: it is not followed.
        raise TryLater(f"The endpoint answered {status}.", status, not_before=_seconds(retry_after))
    return status


def signed(message: Message) -> tuple[bytes, dict[str, str]]:
    """Body and headers. The id follows from the event, the time is that of the try, the signature covers both."""
    assert message.endpoint is not None
    now = timezone.now()
    body = json.dumps(message.payload, ensure_ascii=False, separators=(",", ":"))
    headers = {
        "content-type": "application/json",
        "user-agent": "partner-portal-webhooks/1",
        "webhook-id": message.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(message.endpoint.secret).sign(message.message_id, now, body),
    }
    return body.encode(), headers


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was judged; the name serves for the certificate and the Host header only."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self._target = target
        self.default_port = 443 if target.scheme == "https" else 80

    def connect(self) -> None:
        plain = socket.create_connection((self._target.ip, self._target.port), SECONDS)
        self.sock = plain
        if self._target.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._target.host)


def _post(target: Target, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    connection = _Pinned(target)
    # Timeouts of a socket begin anew with every byte; this one ends a call that drips.
    alarm = threading.Timer(SECONDS, _cut, [connection])
    alarm.daemon = True
    alarm.start()
    try:
        connection.request("POST", target.path, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("retry-after", "")
    finally:
        alarm.cancel()
        connection.close()


def _cut(connection: _Pinned) -> None:
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _seconds(retry_after: str) -> float:
    """Retry-After in seconds, whether it was given in seconds or as a date; 0 for anything else."""
    if retry_after.isdecimal():
        return min(int(retry_after[:6]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return 0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0), LONGEST_WAIT)
