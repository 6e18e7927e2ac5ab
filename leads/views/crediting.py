"""Who gets the credit for a lead."""

from typing import Any

from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL
from prm.core.views import ActionPage

from .. import selectors
from ..forms import CreditForm
from ..models import Lead
from ..services.crediting import change_credit


class Credit(ActionPage):
    roles = CHANNEL
    model = Lead
    queryset = Lead.objects.select_related(*selectors.LEAD_RELATED)
    form_class = CreditForm
    template_name = "leads/credit.html"
    title = gettext_lazy("Who gets the credit?")
    submit_label = gettext_lazy("Decide")
    success_message = gettext_lazy("Decided. Both sides read it in what happened.")

    def get_initial(self) -> dict[str, Any]:
        lead = self.object
        return {
            "referrer": lead.referrer.ref if lead.referrer else None,
            "campaign": lead.campaign.ref if lead.campaign else None,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lead": self.object}

    def perform(self, form: Any) -> Lead:
        return change_credit(self.request.user, self.object, **form.cleaned_data)
