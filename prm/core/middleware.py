"""Ground rules for every request."""

import time
from collections.abc import Callable
from typing import Any

import pghistory.middleware
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .api.problems import plain_response
from .logs import without_secrets


class RefuseHostileInput:
    """Refuses with a sentence what would fill the disk (413) or what PostgreSQL cannot store: NUL (400, not 500).

    Django limits the text of a form, but puts files of any size on the disk before a page could object.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_too_large(request):
            limit = settings.MAX_REQUEST_BYTES // 1024 // 1024
            sentence = _("This is more than %(limit)s MB at once. Nothing was saved.") % {"limit": limit}
            return self._refusal(request, "body-too-large", 413, sentence)
        field = self._poisoned(request)
        if field is None:
            return self.get_response(request)
        sentence = _("The field “%(field)s” contains a character that cannot be stored. Nothing was saved.")
        return self._refusal(request, "invalid-input", 400, sentence % {"field": field})

    @staticmethod
    def _refusal(request: HttpRequest, code: str, status: int, sentence: str) -> HttpResponse:
        if request.path.startswith("/api/"):
            return plain_response(code, status, sentence)
        return render(request, "400.html", {"reason": sentence}, status=status)

    @staticmethod
    def _is_too_large(request: HttpRequest) -> bool:
        length = request.META.get("CONTENT_LENGTH") or "0"
        return length.isdigit() and int(length) > settings.MAX_REQUEST_BYTES

    @staticmethod
    def _poisoned(request: HttpRequest) -> str | None:
        if "\x00" in request.path:
            return "address"
        sources = [request.GET]
        if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
            sources.append(request.POST)
        for source in sources:
            for key, values in source.lists():
                if "\x00" in key or any("\x00" in value for value in values):
                    return key.replace("\x00", "") or "?"
        return None


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    """Every change made during a request remembers who made it and from where."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = getattr(request, "user", None)
        return {
            "user": user.pk if user is not None and user.is_authenticated else None,
            "actor": str(user) if user is not None and user.is_authenticated else "",
            "url": without_secrets(request.path),
            "address": request.META.get("REMOTE_ADDR", ""),
        }


class TellQueries:
    """Development only: says in `Server-Timing`, which browsers show beside each request, what a page asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked: list[float] = []

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            began = time.monotonic()
            try:
                return execute(*arguments)
            finally:
                asked.append(time.monotonic() - began)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["Server-Timing"] = f'db;dur={sum(asked) * 1000:.1f};desc="{len(asked)} queries"'
        return response
