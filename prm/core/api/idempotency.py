"""One answer and one row per Idempotency-Key, also when the same request arrives twice at once."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

from django.apps import apps
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from ..errors import DomainError

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT_HEADERS = ("ETag", "Location")
LONGEST_KEY = 255


class BadKey(DomainError):
    status_code = 400
    code = "invalid-idempotency-key"


class KeyReused(DomainError):
    code = "idempotency-key-reused"


class StillRunning(DomainError):
    code = "request-in-progress"
    retry_after = 2


def key_of(request: Request) -> str | None:
    """The caller's key, or None without one. Raises BadKey for one that is empty, too long or not plain ASCII."""
    key = request.headers.get(HEADER)
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadKey(_("The Idempotency-Key must be 1 to 255 printable ASCII characters."))
    return key


def once(request: Request, work: Callable[[], Response]) -> Response:
    """Run `work` in a transaction, or replay what it answered under the same key.

    The key's row is written in the same transaction as the work: both are there or neither is, so a refused or
    crashed request may be sent again. A second request with the same key waits for the first at the unique index.
    Raises KeyReused when the key came with another body, path or method.
    """
    key = key_of(request)
    with transaction.atomic():
        if key is None:
            return work()
        digest = _digest(request)
        record = _claim(request, key, digest)
        if record.body_digest != digest:
            raise KeyReused(_("This Idempotency-Key was already used for another request."))
        if record.status is not None:
            return _replay(record)
        response = work()
        _keep(record, response)
        return response


def _digest(request: Request) -> str:
    canonical = json.dumps(request.data, sort_keys=True, default=str)
    return hashlib.sha256(f"{request.method}\n{request.path}\n{canonical}".encode()).hexdigest()


def _claim(request: Request, key: str, digest: str) -> Any:
    """This request's own new row (status None), or the finished one that came first."""
    model = apps.get_model("accounts", "ApiRequest")
    user = cast(Any, request.user)
    own = model(user=user, key=key, method=str(request.method), path=request.path[:500], body_digest=digest)
    try:
        model.objects.bulk_create([own], ignore_conflicts=True)
    except OperationalError:
        raise StillRunning(_("The first request with this Idempotency-Key is still running.")) from None
    return model.objects.get(user=user, key=key)


def _keep(record: Any, response: Response) -> None:
    record.status = response.status_code
    record.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    record.response = JSONRenderer().render(response.data).decode() if response.data is not None else ""
    record.save(update_fields=["status", "headers", "response"])


def _replay(record: Any) -> Response:
    data = json.loads(record.response) if record.response else None
    return Response(data, status=record.status, headers={**record.headers, REPLAYED: "true"})
