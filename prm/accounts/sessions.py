"""The rows behind “where you are signed in”."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from prm.core.callers import client_ip

from .models import User

SEEN_EVERY = timedelta(minutes=5)


def note_sign_in(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Remember the new session and forget those that have run out (receiver of allauth's `user_logged_in`)."""
    forget_dead(request.user)
    UserSession.objects.create_from_request(request)


def note_seen(request: HttpRequest) -> None:
    """When and from where a session was last used; every few minutes, not a write for each page."""
    key = request.session.session_key
    if key and cache.add(f"session-seen:{key}", 1, timeout=int(SEEN_EVERY.total_seconds())):
        UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now(), ip=client_ip(request))


def forget_dead(user: Any) -> None:
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    UserSession.objects.filter(user=user).exclude(session_key__in=alive).delete()


def end(user: User, *, but: str | None = None) -> int:
    """Delete the sessions of a person, except the one with the key `but`; returns how many ended."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.filter(session_key__in=keys).delete()
    return len(keys)
