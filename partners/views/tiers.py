"""Changes of tier that the review proposes: the list, one of them, and the channel manager's answer."""

from typing import Any

from django.forms import Form
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from prm.accounts.enums import CHANNEL
from prm.core.views import ActionPage, DetailPage, FormPage, ListPage
from prm.promises.enums import Kind
from prm.promises.selectors import promise_of

from .. import selectors, services
from ..enums import TierChangeState
from ..filters import TierChangeFilter
from ..forms import TierReasonForm
from ..models import TierChange
from ..tables import TierChangeTable
from ..tier_card import in_words


class TierChangeList(ListPage):
    roles = CHANNEL
    model = TierChange
    table_class = TierChangeTable
    filterset_class = TierChangeFilter
    template_name = "partners/tier_changes.html"
    title = gettext_lazy("Changes of tier")
    subtitle = gettext_lazy("What the review proposes, and what was decided.")
    export_name = "tier-changes"
    empty = {
        "icon": "medal",
        "title": gettext_lazy("No change of tier has been proposed."),
        "text": gettext_lazy("Every partner stands where its figures put it, or the tiers ask for nothing yet."),
    }

    def get_queryset(self) -> Any:
        return selectors.tier_changes(self.request.user)


class TierChangePage(DetailPage):
    roles = CHANNEL
    model = TierChange
    queryset = TierChange.objects.select_related("partner__owner", "from_tier", "to_tier", "decided_by")
    template_name = "partners/tier_change.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = self.object
        return super().get_context_data(
            change=change,
            bars=[in_words(bar, str(change.currency)) for bar in change.bars],
            waits=change.state == TierChangeState.PROPOSED,
            clock=promise_of(Kind.DECIDE_TIER, change),
            **kwargs,
        )


class _Answer(ActionPage):
    roles = CHANNEL
    model = TierChange
    queryset = TierChange.objects.select_related("partner__owner", "from_tier", "to_tier")
    form_class = TierReasonForm


class TierChangeAccept(_Answer):
    submit_label = gettext_lazy("Accept it")
    subtitle = gettext_lazy("The partner’s admins get a mail with the figures and what you write here.")

    def get_title(self) -> str:
        return _("%(partner)s becomes a %(tier)s partner") % {
            "partner": self.object.partner,
            "tier": self.object.to_tier,
        }

    def perform(self, form: Any) -> TierChange:
        return services.accept_tier_change(actor=self.request.user, change=self.object, **form.cleaned_data)

    def get_success_message(self, result: TierChange) -> str:
        return _("%(partner)s is now a %(tier)s partner; its admins have been told.") % {
            "partner": result.partner,
            "tier": result.to_tier,
        }


class TierChangeDecline(_Answer):
    submit_label = gettext_lazy("Decline it")
    subtitle = gettext_lazy("Colleagues read why; the partner is told nothing. It may be proposed again next quarter.")

    def get_title(self) -> str:
        return _("%(partner)s stays a %(tier)s partner") % {
            "partner": self.object.partner,
            "tier": self.object.from_tier,
        }

    def perform(self, form: Any) -> TierChange:
        return services.decline_tier_change(actor=self.request.user, change=self.object, **form.cleaned_data)

    def get_success_message(self, result: TierChange) -> str:
        return _("%(partner)s stays a %(tier)s partner.") % {"partner": result.partner, "tier": result.from_tier}


class TierReview(FormPage):
    roles = CHANNEL
    form_class = Form
    template_name = "core/confirm.html"
    title = gettext_lazy("Review all tiers now")
    submit_label = gettext_lazy("Review now")
    cancel_url = reverse_lazy("partners:tier_changes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sentence = _(
            "Every active partner is held against what the tiers ask for. Nothing changes by it: the channel manager "
            "of each partner decides. It also happens by itself, every hour."
        )
        return super().get_context_data(explanation=sentence, **kwargs)

    def perform(self, form: Any) -> int:
        return len(services.review_tiers())

    def get_success_message(self, result: int) -> str:
        sentence = ngettext("%(count)s new proposal.", "%(count)s new proposals.", result)
        return sentence % {"count": result} if result else _("Nothing new is to be proposed.")

    def get_success_url_for(self, result: Any) -> str:
        return reverse("partners:tier_changes")
