"""Who may call a route: the owner's role, and the token's scope."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from ..errors import VisibilityNotDefined


def roles_of(view: Any, method: str) -> Collection[str]:
    """The roles that may use this method. `roles` is one collection for all methods, or one per method."""
    if not hasattr(view, "roles"):
        raise VisibilityNotDefined(f"{_name(view)} names no roles.")
    return view.roles.get(_read_as(method), ()) if isinstance(view.roles, Mapping) else view.roles


def scope_of(view: Any, method: str) -> str:
    """The scope a token needs for this method."""
    scopes = getattr(view, "scopes", None)
    if not isinstance(scopes, Mapping) or _read_as(method) not in scopes:
        raise VisibilityNotDefined(f"{_name(view)} names no scope for {method}.")
    return scopes[_read_as(method)]


def _read_as(method: str) -> str:
    return "GET" if method == "HEAD" else method


def _name(view: Any) -> str:
    return view.__name__ if isinstance(view, type) else type(view).__name__


class RoleAndScope(BasePermission):
    """Lets in a signed-in person whose role the view names, with a token whose scopes include the view's."""

    def has_permission(self, request: Request, view: Any) -> bool:
        method, user = str(request.method), cast(Any, request.user)
        if not hasattr(view, method.lower()):
            return True  # answered with 405, which says more than 403
        roles, scope = roles_of(view, method), scope_of(view, method)
        if user is None:
            return False
        if user.role not in roles:
            raise PermissionDenied(_("Your role may not do this."))
        if scope not in getattr(request.auth, "scopes", ()):
            raise PermissionDenied(_("This token lacks the scope “%(scope)s”.") % {"scope": scope})
        return True
