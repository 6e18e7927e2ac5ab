"""What may stand in a log: that somebody came, never the secret in the address they came by."""

import logging
import re
from typing import Any

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

security = logging.getLogger("prm.security")
# Tokens of links in mails, of invitations and of resets are longer than any reference or word in our addresses.
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_.:=~-]{24,}(?=/|$|\s|\?|\"|')")


def without_secrets(text: str) -> str:
    """The text with every part of an address that may be a secret replaced by an ellipsis."""
    return SECRET.sub("…", text)


class RequestLog(RequestMiddleware):
    """One line when a request begins and one when it ends, without secrets and without what was asked."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {without_secrets(request.path)}"


class WithoutSecrets(logging.Filter):
    """For Django's own lines about refused and failed requests, which name the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(without_secrets(arg) if isinstance(arg, str) else arg for arg in record.args)
        if isinstance(record.msg, str):
            record.msg = without_secrets(record.msg)
        return True


def refused(request: Any) -> None:
    """Notes who was refused what (403)."""
    user = getattr(request, "user", None)
    who = getattr(user, "ref", None) or "nobody"
    address = request.META.get("REMOTE_ADDR", "")
    security.warning("Refused: %s %s by %s from %s", request.method, without_secrets(request.path), who, address)
