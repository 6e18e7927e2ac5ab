"""Only sessions, sign-in and one view."""

from .portal import *  # noqa: F403

ROOT_URLCONF = "bench.serving.bare_urls"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth does not start without
]
