"""The list of setting pages. What stands in it is data beside the URLs: settings.SETTINGS_PAGES names it."""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from .base import Page

logger = logging.getLogger(__name__)
Words = str | Promise


@dataclass(frozen=True)
class SettingsPage:
    """One page of settings: where it is and what is decided there."""

    label: Words
    about: Words
    url_name: str
    icon: str


@dataclass(frozen=True)
class SettingsGroup:
    label: Words
    pages: tuple[SettingsPage, ...]


def settings_groups(role: str) -> list[tuple[Words, list[tuple[SettingsPage, str]]]]:
    """Every group with the pages that this role opens and their addresses.

    A page that does not exist is left out and logged.
    """
    groups = [
        (group.label, [(page, url) for page in group.pages if (url := _url(page)) and role in _roles_of(url)])
        for group in import_string(settings.SETTINGS_PAGES)
    ]
    return [(label, pages) for label, pages in groups if pages]


def _url(page: SettingsPage) -> str | None:
    try:
        return reverse(page.url_name)
    except NoReverseMatch:
        logger.error("The settings name a page that does not exist: %s", page.url_name)
        return None


def _roles_of(url: str) -> Any:
    """Who may open it, as the page itself says."""
    return resolve(url).func.view_class.roles


class SettingsIndex(Page):
    # Core knows no roles by name; the URL configuration says who may enter.
    template_name = "settings/index.html"
    title = gettext_lazy("Settings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=settings_groups(self.request.user.role), **kwargs)
