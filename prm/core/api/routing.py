"""What is below /api/v1/ and no route: the same address without its last slash, or a problem."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, re_path, resolve
from django.views.decorators.csrf import csrf_exempt

from . import problems


@csrf_exempt
def fallback(request: HttpRequest) -> HttpResponse:
    """Answers `/api/v1/leads/` as `/api/v1/leads`, and anything unknown with a 404 problem."""
    if request.path_info.endswith("/"):
        try:
            match = resolve(request.path_info.rstrip("/"))
        except (Resolver404, Http404):
            return problems.not_found(request)
        if match.func is not fallback:
            return match.func(request, *match.args, **match.kwargs)
    return problems.not_found(request)


# The last of prm/api.py's patterns.
FALLBACK = re_path(r"^.*$", fallback)
