"""What a deal needs to enter a stage, and how long it usually stays there."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import selectors, services
from deals.forms import StagesForm
from deals.models import StagePolicy
from prm.accounts.enums import CHANNEL
from prm.core.views import FormPage


class Stages(FormPage):
    """Saving makes a new version; deals that stand in a stage already are asked for nothing."""

    roles = CHANNEL
    form_class = StagesForm
    template_name = "deals/stages.html"
    title = gettext_lazy("Stages of deals")
    submit_label = gettext_lazy("Put a new version in force")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"policy": selectors.current_stages()}

    def perform(self, form: Any) -> StagePolicy:
        return services.change_stages(self.request.user, *form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=selectors.stage_versions(), **kwargs)

    def get_success_message(self, result: StagePolicy) -> str:
        return _("Version %(number)s is in force.") % {"number": result.number}

    def get_success_url_for(self, result: StagePolicy) -> str:
        return reverse("deal_settings:stages")

    def get_cancel_url(self) -> str:
        return reverse("deals:list")
