"""Another policy for routing: drafted, replayed on past leads, then activated or discarded."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.selectors import tiers
from prm.accounts.enums import CHANNEL
from prm.core.views import ActionPage, FormPage, ListPage
from prm.core.views.base import visible_object

from .. import selectors
from ..enums import DraftState
from ..forms import PolicyDraftForm
from ..models import DraftShare, LeadPolicy, PolicyDraft
from ..models.drafts import TERMS
from ..services import drafts, policies
from ..tables import DraftShareTable, PolicyDraftTable


class Drafts(ListPage):
    roles = CHANNEL
    model = PolicyDraft
    table_class = PolicyDraftTable
    template_name = "leads/drafts.html"
    title = gettext_lazy("Drafts of the lead policy")
    subtitle = gettext_lazy("Who would win and lose what, before anything changes.")
    export_name = "policy-drafts"

    def get_queryset(self) -> Any:
        return selectors.drafts().visible_to(self.request.user)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        return {
            "icon": "git-compare",
            "title": _("No drafts yet."),
            "action_url": reverse("lead_settings:draft_new"),
            "action_label": _("Draft a change"),
        }


class DraftNew(FormPage):
    """Begins with the terms in force, so that only what changes is typed."""

    roles = CHANNEL
    form_class = PolicyDraftForm
    template_name = "leads/draft_new.html"
    title = gettext_lazy("Draft a change of routing")
    submit_label = gettext_lazy("Replay past leads under it")
    cancel_url = reverse_lazy("lead_settings:drafts")

    def get_initial(self) -> dict[str, Any]:
        policy = policies.current_policy()
        return super().get_initial() | {name: getattr(policy, name) for name in TERMS}

    def perform(self, form: Any) -> PolicyDraft:
        return drafts.draft(self.request.user, form.cleaned_data)


class DraftPage(ListPage):
    """The draft's terms beside those in force, and every partner's share under both."""

    roles = CHANNEL
    model = DraftShare
    table_class = DraftShareTable
    template_name = "leads/draft.html"
    export_name = "policy-draft"
    empty = {"icon": "git-compare", "title": gettext_lazy("No lead found a partner under either policy.")}

    def get_queryset(self) -> Any:
        self.draft = visible_object(PolicyDraft, self.request.user, self.kwargs["ref"], selectors.drafts())
        return selectors.shares_of(self.draft)

    def get_title(self) -> str:
        return _("Draft %(ref)s") % {"ref": self.draft.ref}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy = policies.current_policy()
        waiting = self.draft.state == DraftState.WAITING
        extra = {
            "draft": self.draft,
            "terms": [*_terms(policy, self.draft), *_weights(policy, self.draft)],
            "sums": selectors.sums_of(self.draft),
            "is_waiting": waiting,
            "progress": drafts.progress_of(self.draft) if waiting else 100,
            "is_outdated": self.draft.state == DraftState.READY and self.draft.against != policy.number,
        }
        return super().get_context_data(**extra, **kwargs)


def _terms(policy: LeadPolicy, draft: PolicyDraft) -> list[dict[str, Any]]:
    label = PolicyDraft._meta.get_field
    return [
        {"label": label(name).verbose_name, "now": getattr(policy, name), "then": getattr(draft, name)}
        for name in TERMS
        if name != "tier_weights"
    ]


def _weights(policy: LeadPolicy, draft: PolicyDraft) -> list[dict[str, Any]]:
    """A line for each tier; 1 where nothing is said."""
    return [
        {
            "label": _("Weight of %(tier)s in turn") % {"tier": tier.name},
            "now": policy.tier_weights.get(tier.ref, 1),
            "then": draft.tier_weights.get(tier.ref, 1),
        }
        for tier in tiers()
    ]


class DraftActivate(ActionPage):
    roles = CHANNEL
    model = PolicyDraft
    template_name = "leads/draft_action.html"
    title = gettext_lazy("Put the draft in force")
    submit_label = gettext_lazy("Put in force")

    def perform(self, form: Any) -> LeadPolicy:
        return drafts.activate(self.request.user, self.object)

    def get_success_message(self, result: LeadPolicy) -> str:
        return _("Version %(number)s is in force.") % {"number": result.number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = _("Leads that are routed from now on are routed by it. Leads under way keep the clocks they have.")
        return super().get_context_data(words=words, **kwargs)


class DraftDiscard(ActionPage):
    roles = CHANNEL
    model = PolicyDraft
    template_name = "leads/draft_action.html"
    title = gettext_lazy("Discard the draft")
    submit_label = gettext_lazy("Discard")
    success_message = gettext_lazy("Discarded.")

    def perform(self, form: Any) -> PolicyDraft:
        return drafts.discard(self.request.user, self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=_("It stays readable; nothing changes."), **kwargs)
