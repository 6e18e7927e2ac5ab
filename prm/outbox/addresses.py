"""Where our own connections may go: to the public internet, and nowhere inside.

A look at the text is not enough (`0177.0.0.1`, `2130706433`, a name that resolves to 127.0.0.1, a name that changes
between check and use), so the name is resolved once, every answer is judged, and the connection is made to that
answer.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from prm.core.errors import InvalidInput

NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))

INSIDE_NAMES = frozenset({"localhost", "local", "internal", "localdomain"})


class AddressRefused(Exception):
    """The name leads to an address we do not call."""


@dataclass(frozen=True)
class Target:
    """One resolved address of a URL."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str


def check_url(url: str) -> SplitResult:
    """The parts of an https URL without a user name. Raises InvalidInput, with the field `url`."""
    try:
        parts = urlsplit(url)
        acceptable = bool(parts.hostname) and not (parts.username or parts.password) and parts.port != 0
    except ValueError:
        acceptable = False
    if not acceptable or (parts.scheme != "https" and not _is_trusted(parts)):
        sentence = _("Enter an address that begins with https:// and has no user name in it.")
        raise InvalidInput(sentence, fields={"url": sentence})
    return parts


def refuse_inside(parts: SplitResult) -> None:
    """Raises InvalidInput (field `url`) for an address that is plainly inside, however it is written.

    Asks no name server: what a name leads to is judged at each call, because it may change.
    """
    host = str(parts.hostname)
    if _is_trusted(parts):
        return
    try:
        answers = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        inside = not all(is_public(str(answer[4][0])) for answer in answers)
    except (OSError, UnicodeError, ValueError):
        inside = host.rstrip(".").rpartition(".")[2] in INSIDE_NAMES
    if inside:
        sentence = _("This address is not on the public internet. We call public addresses only.")
        raise InvalidInput(sentence, fields={"url": sentence})


def resolve(url: str) -> Target:
    """The address to connect to. Raises InvalidInput, AddressRefused, or OSError when the name has none."""
    parts = check_url(url)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = [str(answer[4][0]) for answer in answers]
    if not _is_trusted(parts) and not all(is_public(ip) for ip in found):
        raise AddressRefused(f"{host} is not an address on the public internet.")
    path = parts.path or "/"
    return Target(parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path, found[0])


def is_public(ip: str) -> bool:
    """Whether the address is on the public internet, also when an IPv4 address hides in an IPv6 one."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour
        if hidden is not None:
            return is_public(str(hidden))
        if address.teredo or any(address in network for network in NAT64):
            return False
    return address.is_global and not address.is_multicast


def _is_trusted(parts: SplitResult) -> bool:
    """Whether the operator named this host and port, for systems inside the own network."""
    return f"{parts.hostname}:{parts.port}" in settings.WEBHOOK_TRUSTED_HOSTS
