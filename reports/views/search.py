"""The search at the top of every page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from prm.accounts.enums import EVERYONE
from prm.core.views import Page

from .. import search
from ..worklists import side_by_side


class Search(Page):
    roles = EVERYONE
    template_name = "home/search.html"
    title = gettext_lazy("Search")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = request.GET.get("q", "")
        address = search.address_of(request.user, text)
        if address:
            return HttpResponseRedirect(address)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "").strip()[: search.LONGEST]
        columns = side_by_side(search.search(self.request.user, text))
        too_short = len(text) < search.SHORTEST
        return super().get_context_data(text=text, columns=columns, too_short=too_short, **kwargs)
