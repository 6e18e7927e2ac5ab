"""What a deal needs to enter a stage, how long it usually stays there, and who approves registrations."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import selectors, services
from deals.forms import ApprovalsForm, StagesForm
from deals.models import ApprovalPolicy, StagePolicy
from prm.accounts.enums import CHANNEL
from prm.core.views import FormPage


class PolicyPage(FormPage):
    """Rules in versions: saving makes a new one."""

    roles = CHANNEL
    submit_label = gettext_lazy("Put a new version in force")
    cancel_url = reverse_lazy("settings:index")

    def get_success_message(self, result: Any) -> str:
        return _("Version %(number)s is in force.") % {"number": result.number}


class Stages(PolicyPage):
    """Deals that stand in a stage already are asked for nothing."""

    form_class = StagesForm
    template_name = "deals/stages.html"
    title = gettext_lazy("Stages of deals")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"policy": selectors.current_stages()}

    def perform(self, form: Any) -> StagePolicy:
        return services.change_stages(self.request.user, *form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=selectors.stage_versions(), **kwargs)

    def get_success_url_for(self, result: StagePolicy) -> str:
        return reverse("deal_settings:stages")


class Approvals(PolicyPage):
    """Registrations that were sent keep the chain they have."""

    form_class = ApprovalsForm
    template_name = "deals/approvals.html"
    title = gettext_lazy("Approval of registrations")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"policy": selectors.current_approvals()}

    def perform(self, form: Any) -> ApprovalPolicy:
        return services.change_approvals(self.request.user, form.steps())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=selectors.approval_versions(), **kwargs)

    def get_success_url_for(self, result: ApprovalPolicy) -> str:
        return reverse("deal_settings:approvals")
