"""What a person reads when something is refused before it reaches a page."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import logs
from ..api import problems


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    logs.refused(request)
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 with Retry-After while the database is away, which passes. The API is answered in its own words."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if request.path.startswith("/api/"):
        response = problems.database_away() if away else problems.internal_error()
    else:
        response = render(request, "503.html", status=503) if away else render(request, "500.html", status=500)
    if away:
        response["Retry-After"] = str(problems.AWAY_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere. Nothing was saved; going back keeps what was typed."""
    logs.refused(request)
    return render(request, "csrf.html", status=403)
