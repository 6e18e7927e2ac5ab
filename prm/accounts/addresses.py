"""Where our own links point to."""

from urllib.parse import urljoin

from django.conf import settings


def site_link(path: str) -> str:
    """The address of a path on this site, as configured: never out of a request's Host header."""
    return urljoin(settings.SITE_URL + "/", path)
