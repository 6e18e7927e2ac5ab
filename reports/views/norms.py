"""What is expected of each step of the waterfall."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL
from prm.core.views import FormPage

from .. import selectors, services
from ..forms import NormsForm
from ..models import WaterfallNorms


class Norms(FormPage):
    """Saving makes a new version; figures are read beside the one in force."""

    roles = CHANNEL
    form_class = NormsForm
    template_name = "reports/norms.html"
    title = gettext_lazy("Norms of the waterfall")
    submit_label = gettext_lazy("Put a new version in force")
    cancel_url = reverse_lazy("settings:index")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": selectors.current_norms()}

    def perform(self, form: Any) -> WaterfallNorms:
        return services.change_norms(self.request.user, form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=selectors.norms_versions()[:20], **kwargs)

    def get_success_message(self, result: WaterfallNorms) -> str:
        return _("Version %(number)s is in force.") % {"number": result.number}

    def get_success_url_for(self, result: WaterfallNorms) -> str:
        return reverse("report_settings:norms")
