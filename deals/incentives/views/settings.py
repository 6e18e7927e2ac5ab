"""The rules of money: versions of the compensation plan, and the policy of co-marketing money."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, MONEY_STAFF
from prm.core.views import ActionPage, DetailPage, FormPage, ListPage

from .. import selectors, services
from ..forms import MdfPolicyForm, PlanForm
from ..models import CompensationPlan, MdfPolicy
from ..tables import PlanTable


class Policy(FormPage):
    """Saving makes a new version; requests that are under way keep their share and their clocks."""

    roles = CHANNEL
    form_class = MdfPolicyForm
    template_name = "incentives/mdf_policy.html"
    title = gettext_lazy("Marketing money")
    submit_label = gettext_lazy("Put a new version in force")
    cancel_url = reverse_lazy("settings:index")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": selectors.current_mdf_policy()}

    def perform(self, form: Any) -> MdfPolicy:
        return services.change_mdf_policy(self.request.user, form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=selectors.mdf_policy_versions(), **kwargs)

    def get_success_message(self, result: MdfPolicy) -> str:
        return _("Version %(number)s is in force.") % {"number": result.number}

    def get_success_url_for(self, result: MdfPolicy) -> str:
        return reverse("incentive_settings:mdf")


class Plans(ListPage):
    roles = MONEY_STAFF
    model = CompensationPlan
    table_class = PlanTable
    template_name = "incentives/plans.html"
    title = gettext_lazy("Compensation plans")
    subtitle = gettext_lazy("A deal is counted by the version that was in force when it was registered.")
    export_name = "compensation-plans"

    def get_queryset(self) -> Any:
        return selectors.plans_for(self.request.user)

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        table.in_force = selectors.plans_in_force(timezone.localdate())
        return table

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        return {
            "icon": "percent",
            "title": _("No plan: won deals earn no fee."),
            "action_url": reverse("incentive_settings:plan_new"),
            "action_label": _("Draft a plan"),
        }


class PlanNew(FormPage):
    """Begins with the terms in force, so that only what changes is typed."""

    roles = MONEY_STAFF
    form_class = PlanForm
    template_name = "incentives/plan_form.html"
    title = gettext_lazy("Draft a new version")
    submit_label = gettext_lazy("Keep the draft")
    success_message = gettext_lazy("Kept. Here is what it would have meant for deals that were won.")
    cancel_url = reverse_lazy("incentive_settings:plans")

    def get_initial(self) -> dict[str, Any]:
        plan = selectors.plan_in_force(timezone.localdate())
        if plan is None:
            return super().get_initial()
        names = ("name", "referral_percent", "registered_uplift", "outbound_percent", "is_given")
        cap = {"cap_amount": plan.cap.amount, "cap_currency": str(plan.cap.currency)} if plan.cap else {}
        return super().get_initial() | {name: getattr(plan, name) for name in names} | cap

    def perform(self, form: Any) -> CompensationPlan:
        return services.save_plan(self.request.user, None, form.terms())


class PlanPage(DetailPage):
    """The terms of a version and, beside the one in force, what it would have meant."""

    roles = MONEY_STAFF
    model = CompensationPlan
    template_name = "incentives/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.object
        current = selectors.plan_in_force(timezone.localdate())
        is_current = plan.pk in selectors.plans_in_force(timezone.localdate())
        rows, sums = ([], []) if is_current else selectors.plan_preview(plan)
        extra = {"plan": plan, "current": current, "is_current": is_current, "rows": rows, "sums": sums}
        return super().get_context_data(**extra, **kwargs)


class PlanAction(ActionPage):
    roles = MONEY_STAFF
    model = CompensationPlan

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.is_in_force:
            return HttpResponseRedirect(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)


class PlanEdit(PlanAction):
    form_class = PlanForm
    template_name = "incentives/plan_form.html"
    title = gettext_lazy("Edit the draft")
    submit_label = gettext_lazy("Keep the draft")
    success_message = gettext_lazy("Kept.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def perform(self, form: Any) -> CompensationPlan:
        return services.save_plan(self.request.user, self.object, form.terms())


class PlanDelete(PlanAction):
    template_name = "incentives/plan_delete.html"
    title = gettext_lazy("Throw the draft away")
    submit_label = gettext_lazy("Throw away")
    success_message = gettext_lazy("Thrown away.")

    def perform(self, form: Any) -> None:
        services.delete_plan(self.request.user, self.object)

    def get_success_url_for(self, result: Any) -> str:
        return reverse("incentive_settings:plans")
