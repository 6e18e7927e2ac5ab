"""Django's admin as a window: an administrator looks at everything there and changes nothing.

A site of its own: packages register their models with Django's default one, secrets of second factors included.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class WindowSite(admin.AdminSite):
    """Lets in administrators (`is_staff`), who sign in on the portal's own page with their second factor."""

    site_header = site_title = settings.SITE_NAME
    index_title = _("Everything, to look at")
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.get_full_path()))


site = WindowSite(name="admin")


class ReadOnlyAdmin(admin.ModelAdmin):
    """Search, filter and look; no row is added, changed or deleted here, not even by a superuser."""

    list_per_page = 50
    show_full_result_count = False
    list_select_related = True
    actions: Any = None
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def show(
    model: type[models.Model],
    columns: Sequence[str],
    *,
    search: Sequence[str] = (),
    filters: Sequence[str] = (),
    hidden: Sequence[str] = (),
) -> None:
    """Put a model behind the window. `hidden` names fields that nobody reads: secrets, and texts that carry some."""
    options = {
        "list_display": tuple(columns),
        "search_fields": tuple(search),
        "list_filter": tuple(filters),
        "exclude": tuple(hidden),
    }
    site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), options))
