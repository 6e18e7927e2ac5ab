"""Errors as RFC 9457 problem+json: a type, a sentence a person understands, and the fields by name."""

import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response

from .. import logs
from ..errors import DomainError

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:prm:problem:"
AWAY = gettext_lazy("Our database is not answering just now.")
AWAY_SECONDS = 5
BROKEN = gettext_lazy("Something went wrong on our side. Nothing was saved.")
# PostgreSQL's codes for "another transaction was quicker; try again".
RETRYABLE = frozenset({"40001", "40P01", "55P03"})


class BadQuery(exceptions.APIException):
    """A parameter in the address that is unknown or wrong; `fields` says which."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "invalid-parameter"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(_("The address has a parameter that cannot be used."))
        self.fields = dict(fields)


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body-too-large"


def document(code: str, number: int, detail: str, fields: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The body of a problem. `errors` is there only when fields are to blame."""
    problem: dict[str, Any] = {
        "type": TYPE_PREFIX + code,
        "title": HTTPStatus(number).phrase,
        "status": number,
        "detail": detail,
    }
    if fields:
        problem["errors"] = [{"field": name, "message": sentence} for name, sentence in fields.items()]
    return problem


def plain_response(code: str, number: int, detail: str) -> JsonResponse:
    """A problem from outside a view: unknown route, refused before it got there."""
    return JsonResponse(document(code, number, detail), status=number, content_type=CONTENT_TYPE)


def database_away() -> JsonResponse:
    return plain_response("database-away", 503, str(AWAY))


def internal_error() -> JsonResponse:
    return plain_response("internal-error", 500, str(BROKEN))


def handler(exc: Exception, context: Mapping[str, Any]) -> Response:
    """REST framework's exception handler. Knows every exception; a surprise is logged and told as a plain 500."""
    problem, headers = _describe(exc)
    if problem["status"] == status.HTTP_403_FORBIDDEN:
        logs.refused(context["request"])
    if problem["status"] == status.HTTP_500_INTERNAL_SERVER_ERROR:
        _report(exc, context)
    return Response(problem, status=problem["status"], headers=headers, content_type=CONTENT_TYPE)


def _describe(exc: Exception) -> tuple[dict[str, Any], dict[str, str]]:
    if isinstance(exc, DomainError):
        headers = {"Retry-After": str(exc.retry_after)} if hasattr(exc, "retry_after") else {}
        return {**document(exc.code, exc.status_code, exc.message, exc.fields), **exc.extra}, headers
    if isinstance(exc, Http404):
        return document("not-found", 404, _("There is nothing here that you may see.")), {}
    if isinstance(exc, PermissionDenied):
        return document("permission-denied", 403, _("Your role may not do this.")), {}
    if isinstance(exc, RequestDataTooBig):
        return document("body-too-large", 413, _("The body is too large.")), {}
    if isinstance(exc, exceptions.ValidationError):
        return document("invalid-input", 422, _("Some fields were refused."), dict(_fields(exc.detail))), {}
    if isinstance(exc, exceptions.APIException):
        return _describe_api(exc)
    return _describe_database(exc)


def _describe_api(exc: exceptions.APIException) -> tuple[dict[str, Any], dict[str, str]]:
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait + 0.5)))
    code = str(exc.default_code).replace("_", "-")
    return document(code, exc.status_code, str(exc.detail), getattr(exc, "fields", None)), headers


def _describe_database(exc: Exception) -> tuple[dict[str, Any], dict[str, str]]:
    if isinstance(exc, OperationalError) and getattr(exc.__cause__, "pgcode", None) in RETRYABLE:
        sentence = _("Somebody else is changing this right now. Nothing was saved; please try again.")
        return document("busy", 503, sentence), {"Retry-After": "1"}
    if isinstance(exc, OperationalError | InterfaceError):
        return document("database-away", 503, str(AWAY)), {"Retry-After": str(AWAY_SECONDS)}
    if isinstance(exc, DataError):
        return document("invalid-value", 400, _("A value is out of range. Nothing was saved.")), {}
    if isinstance(exc, IntegrityError):
        return document("conflict", 409, _("This contradicts something that exists already. Nothing was saved.")), {}
    return document("internal-error", 500, str(BROKEN)), {}


def _fields(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(field path, first sentence) of each leaf of REST framework's nested errors."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = path if name == "non_field_errors" else f"{path}.{name}" if path else str(name)
            yield from _fields(inner, here)
    elif isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        for position, inner in enumerate(detail):
            yield from _fields(inner, f"{path}.{position}" if path else str(position))
    else:
        yield path or "body", str(detail[0] if isinstance(detail, list) and detail else detail)


def _report(exc: Exception, context: Mapping[str, Any]) -> None:
    log.error("The API failed", exc_info=exc)
    request = context["request"]
    got_request_exception.send(sender=handler, request=getattr(request, "_request", request))


def not_found(request: HttpRequest) -> JsonResponse:
    return plain_response("not-found", 404, _("There is nothing here that you may see."))
