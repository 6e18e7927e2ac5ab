"""Co-marketing money: what there is, who has asked for it, and one request as its reader may know it."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.library.downloads import attachment
from partners.selectors import card_of, partner_of
from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.core import timeline
from prm.core.views import DetailPage, FormPage, Guarded, ListPage
from prm.core.views.base import visible_object
from prm.promises.selectors import promise_of

from .. import funding, presentation, rules, selectors, services
from ..enums import MdfState, RefusalReason
from ..filters import BudgetFilter, MdfFilter
from ..forms import GrantForm, RequestForm
from ..models import Budget, BudgetEntry, MdfProof, MdfRequest
from ..selectors.mdf import CLOCKS
from ..tables import BudgetTable, EntryTable, MdfTable

READERS = MEMBERS | CHANNEL | MONEY_STAFF
RELATED = ("partner__owner", "member__user", "budget", "campaign", "decided_by", "settled_by", "paid_by")
TIMELINE_LENGTH = 50


class MdfList(ListPage):
    roles = READERS
    model = MdfRequest
    table_class = MdfTable
    filterset_class = MdfFilter
    template_name = "incentives/mdf.html"
    title = gettext_lazy("Marketing money")
    export_name = "mdf"

    def get_queryset(self) -> Any:
        return selectors.mdf_for(self.request.user)

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        hidden = ("partner",) if self.request.user.role in MEMBERS else ("member",)
        table.exclude = (*table.exclude, *hidden)
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        budgets = selectors.budgets_for(user).open()
        return super().get_context_data(
            figures=presentation.budget_figures(budgets) if user.role in MEMBERS else [],
            may_ask=user.role in MEMBERS,
            may_grant=user.role in CHANNEL,
            policy=selectors.current_mdf_policy(),
            **kwargs,
        )

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        if self.request.user.role not in MEMBERS:
            text = _("Partners ask here for our share of a trade fair, a webinar, a mailing.")
            return {"icon": "megaphone", "title": _("Nobody has asked for money yet."), "text": text}
        return {
            "icon": "megaphone",
            "title": _("You have not asked for money yet."),
            "text": _("Plan an activity, and we pay our share of it."),
            "action_url": reverse("incentives:mdf_new"),
            "action_label": _("Ask for money"),
        }


class BudgetList(ListPage):
    roles = READERS
    model = Budget
    table_class = BudgetTable
    filterset_class = BudgetFilter
    template_name = "incentives/budgets.html"
    title = gettext_lazy("Budgets for marketing")
    export_name = "mdf-budgets"

    def get_queryset(self) -> Any:
        return selectors.budgets_for(self.request.user)

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        if self.request.user.role in MEMBERS:
            table.exclude = (*table.exclude, "partner")
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_grant=self.request.user.role in CHANNEL, **kwargs)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        text = _("A budget begins with the first deal that is won, or when a channel manager grants one.")
        found = {"icon": "piggy-bank", "title": _("No budget yet."), "text": text}
        if self.request.user.role in CHANNEL:
            found |= {"action_url": reverse("incentives:grant"), "action_label": _("Grant money")}
        return found


class BudgetPage(ListPage):
    """A budget with its ledger: every figure is the sum of rows below."""

    roles = READERS
    model = BudgetEntry
    table_class = EntryTable
    template_name = "incentives/budget.html"
    export_name = "mdf-ledger"
    budget: Budget

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and request.user.role in self.roles:
            rows = Budget.objects.select_related("partner")
            self.budget = visible_object(Budget, request.user, kwargs["ref"], rows)
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return _("Budget %(period)s") % {"period": self.budget.period}

    def get_queryset(self) -> Any:
        return selectors.entries_of(self.budget, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"budget": self.budget, "figures": presentation.budget_figures([self.budget])}
        return super().get_context_data(**extra, may_grant=self.request.user.role in CHANNEL, **kwargs)


class Grant(FormPage):
    roles = CHANNEL
    form_class = GrantForm
    title = gettext_lazy("Grant marketing money")
    subtitle = gettext_lazy("Beside what comes in by itself from deals that are won.")
    submit_label = gettext_lazy("Grant")
    success_message = gettext_lazy("Granted. The partner’s admins have a mail.")
    cancel_url = reverse_lazy("incentives:budgets")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"partner": self.request.GET.get("partner", "")}

    def perform(self, form: Any) -> BudgetEntry:
        return services.grant(self.request.user, **form.cleaned_data)

    def get_success_url_for(self, result: BudgetEntry) -> str:
        return result.budget.get_absolute_url()


class RequestMoney(FormPage):
    roles = MEMBERS
    form_class = RequestForm
    template_name = "incentives/mdf_new.html"
    title = gettext_lazy("Ask for marketing money")
    submit_label = gettext_lazy("Send the request")
    cancel_url = reverse_lazy("incentives:mdf")

    def perform(self, form: Any) -> MdfRequest:
        return services.request_money(self.request.user, form.cleaned_data["budget"], form.facts())

    def get_success_message(self, result: MdfRequest) -> str:
        return _("Thank you. %(name)s decides.") % {"name": result.partner.owner}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        partner = partner_of(self.request.user)
        budgets = selectors.budgets_to_ask(partner) if partner else []
        extra = {"budgets": budgets, "policy": selectors.current_mdf_policy(), "manager": partner and partner.owner}
        return super().get_context_data(**{**extra, **kwargs})


class MdfPage(DetailPage):
    roles = READERS
    model = MdfRequest
    queryset = MdfRequest.objects.select_related(*RELATED)
    template_name = "incentives/mdf_request.html"

    def get_title(self) -> str:
        return self.object.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, row = self.request.user, self.object
        actions = rules.mdf_actions(user, row.state)
        cools_at = services.cooled_at(row) if "refuse" in actions else None
        if cools_at is not None and cools_at > timezone.now():
            actions.remove("refuse")
        primary, more = presentation.doors(row, actions)
        kind = CLOCKS.get(MdfState(row.state))
        return super().get_context_data(
            primary=primary,
            more=more,
            steps=presentation.mdf_steps(row),
            clock=promise_of(kind, row) if kind else None,
            cools_at=cools_at if cools_at is not None and cools_at > timezone.now() else None,
            lines=calculation_of(row),
            currency=str(row.currency),
            proofs=selectors.proofs_of(row, user),
            reasons=[RefusalReason(reason).label for reason in row.refusal_reasons],
            cards=cards_of(row),
            timeline=timeline.of(row, user)[:TIMELINE_LENGTH],
            **kwargs,
        )


def calculation_of(row: MdfRequest) -> list[funding.Step]:
    """From the planned cost to what is paid, line by line."""
    return funding.steps(
        percent=row.share_percent.normalize(),
        planned=row.planned_cost,
        asked=row.asked,
        approved=row.approved,
        actual=row.actual_cost,
        claimed=row.claimed,
        settled=row.settled,
    )


def cards_of(row: MdfRequest) -> list[tuple[str, Any]]:
    """Both sides, so that nobody searches for a number."""
    return [(_("At the vendor"), card_of(row.partner.owner)), (_("At the partner"), card_of(row.member.user))]


class Proof(Guarded):
    """A proof on its way out: always an attachment."""

    roles = READERS
    model = MdfProof

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        return attachment(visible_object(MdfProof, request.user, kwargs["ref"]))
