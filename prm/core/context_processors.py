"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def site(request: HttpRequest) -> dict[str, object]:
    """Brand, demo flag and the navigation of the person who looks (made only when a template asks for it)."""
    from .navigation import navigation_of

    return {
        "SITE_NAME": settings.SITE_NAME,
        "PRM_DEMO": settings.PRM_DEMO,
        "navigation": SimpleLazyObject(lambda: navigation_of(request)),
    }
