"""Open deals as a board: a column for each stage, and cards that move from one to the next."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from deals import rules, selectors, services
from deals.enums import OPEN_STAGES
from deals.filters import BoardFilter
from deals.forms import MoveForm
from deals.models import Opportunity
from partners.models import partner_id_of
from prm.accounts.enums import EVERYONE, MEMBERS
from prm.core.errors import DomainError
from prm.core.views import Page

from .deals import narrowed_by, views_of
from .working import DealAction


class Board(Page):
    roles = EVERYONE
    template_name = "deals/board.html"
    title = gettext_lazy("Deals")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request, user = self.request, self.request.user
        found = BoardFilter(request.GET, selectors.deals_for(user), request=request)
        columns = selectors.board_of(found.qs if found.is_valid() else Opportunity.objects.none())
        partner_id, today = partner_id_of(user), timezone.localdate()
        for column in columns:
            column.href = self._list_of(column.stage)
            for card in column.cards:
                card.can_move = rules.works_deal(user, card, partner_id)
                card.is_past = card.close_on is not None and card.close_on < today
        return super().get_context_data(
            columns=columns,
            filter=found,
            views=views_of(request, "board"),
            stages=[(stage.value, stage.label) for stage in OPEN_STAGES],
            query=request.GET.urlencode(),
            may_register=user.role in MEMBERS,
            **kwargs,
        )

    def _list_of(self, stage: str) -> str:
        return f"{reverse('deals:list')}?{urlencode([*narrowed_by(self.request), ('stage', stage)])}"


class Move(DealAction):
    """A card goes to another stage. What that stage asks for is asked on the page for updating the deal."""

    action = "update"
    form_class = MoveForm
    title = gettext_lazy("Move the deal")
    submit_label = gettext_lazy("Move")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"deal": self.object}

    def perform(self, form: Any) -> Opportunity:
        data = form.cleaned_data
        return services.update_deal(self.request.user, self.object, {"stage": data["stage"]}, data["version"])

    def get_success_message(self, result: Opportunity) -> str:
        return _("%(deal)s: %(stage)s") % {"deal": result.name, "stage": result.get_stage_display()}

    def get_success_url_for(self, result: Any) -> str:
        query = QueryDict(self.request.POST.get("query", "")).urlencode()
        return reverse("deals:board") + (f"?{query}" if query else "")

    def refused(self, form: Any, refusal: DomainError) -> HttpResponse:
        messages.warning(self.request, refusal.message)
        query = urlencode({"stage": form.cleaned_data["stage"]})
        url = f"{reverse('deals:update', args=[self.object.ref])}?{query}"
        return HttpResponseClientRedirect(url) if self.request.htmx else HttpResponseRedirect(url)  # type: ignore[attr-defined]
