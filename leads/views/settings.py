"""How leads are scored, and the policy by which they are offered."""

from copy import copy
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL
from prm.core.views import ActionPage, FormPage, ListPage
from prm.core.views.shown import ShownFirst

from .. import quality, selectors
from ..forms import PolicyForm, ScoringRuleForm
from ..models import LeadPolicy, ScoringRule
from ..services import policies, rehearsing
from ..tables import ScoringRuleTable


class ScoringRules(ListPage):
    roles = CHANNEL
    model = ScoringRule
    table_class = ScoringRuleTable
    template_name = "leads/scoring.html"
    title = gettext_lazy("How leads are scored")
    subtitle = gettext_lazy(
        "A new lead gets the points of every rule that fits. Leads that have arrived keep their score."
    )
    per_page = 100

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sent=quality.of_sent_leads(timezone.now()), days=quality.DAYS, **kwargs)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        return {
            "icon": "gauge",
            "title": _("No rules: every lead scores 0."),
            "action_url": reverse("lead_settings:scoring_new"),
            "action_label": _("Add a rule"),
        }


class RehearsedRule(ShownFirst):
    """A scoring rule, new or changed."""

    roles = CHANNEL
    form_class = ScoringRuleForm
    template_name = "leads/rehearsed.html"
    submit_label = gettext_lazy("Show what would change")
    agree_label = gettext_lazy("Put it in force")
    object: ScoringRule | None = None

    def show(self, form: Any) -> dict[str, Any]:
        found = rehearsing.rehearse_rule(self.object, form.cleaned_data)
        return {"rehearsal": found, "deciding_model": rehearsing.model_that_decides()}

    def perform(self: Any, form: Any) -> ScoringRule:
        return policies.save_rule(self.request.user, self.object, form.cleaned_data)

    def get_success_url_for(self, result: ScoringRule) -> str:
        return reverse("lead_settings:scoring")


class ScoringRuleNew(RehearsedRule, FormPage):
    title = gettext_lazy("Add a scoring rule")
    success_message = gettext_lazy("Added. It counts for leads that arrive from now on.")
    cancel_url = reverse_lazy("lead_settings:scoring")


class ScoringRuleEdit(RehearsedRule, ActionPage):
    model = ScoringRule
    title = gettext_lazy("Edit the rule")
    success_message = gettext_lazy("Saved. It counts for leads that arrive from now on.")

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy: the form writes what was typed into it, and the rule in force is what it is compared with.
        return super().get_form_kwargs() | {"instance": copy(self.object)}

    def get_cancel_url(self) -> str:
        return reverse("lead_settings:scoring")


class Policy(ShownFirst, FormPage):
    """Saving makes a new version; leads that are under way keep the clocks they have."""

    roles = CHANNEL
    form_class = PolicyForm
    template_name = "leads/policy.html"
    title = gettext_lazy("Lead policy")
    submit_label = gettext_lazy("Show what would change")
    agree_label = gettext_lazy("Put a new version in force")
    cancel_url = reverse_lazy("settings:index")

    def show(self, form: Any) -> dict[str, Any]:
        return {"rehearsal": rehearsing.rehearse_policy(form.cleaned_data)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": policies.current_policy()}

    def perform(self, form: Any) -> LeadPolicy:
        return policies.change_policy(self.request.user, form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=selectors.policy_versions(), **kwargs)

    def get_success_message(self, result: LeadPolicy) -> str:
        return _("Version %(number)s is in force.") % {"number": result.number}

    def get_success_url_for(self, result: LeadPolicy) -> str:
        return reverse("lead_settings:policy")
