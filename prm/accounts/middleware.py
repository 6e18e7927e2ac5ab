"""What each request of a signed-in person brings: their time zone, their language, and what their role demands."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from . import sessions

# Where somebody may go who still has to set up the second factor that their role demands.
SETTING_UP = frozenset(
    {
        "accounts:second_factor",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
    }
)


class CurrentUserMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        sessions.note_seen(request)
        with ExitStack() as stack:
            stack.enter_context(translation.override(user.language))
            if zone := _zone(user.time_zone):
                stack.enter_context(timezone.override(zone))
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Send a person without the second factor that their role demands to set one up. Tokens are not asked."""
        user: Any = request.user
        if not getattr(user, "second_factor_missing", False) or request.path.startswith("/api/"):
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in SETTING_UP:
            return None
        target = reverse("accounts:second_factor")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
