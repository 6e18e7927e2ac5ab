"""Who gets the credit for a deal."""

from typing import Any

from django.utils.translation import gettext_lazy

from deals.forms.credit import CreditForm, SharesForm
from deals.models import Opportunity
from deals.selectors.credits import registrations_of_deal
from deals.services.crediting import change_credit, change_shares
from prm.accounts.enums import CHANNEL
from prm.core.views import ActionPage

from .deals import RELATED


class Credit(ActionPage):
    roles = CHANNEL
    model = Opportunity
    queryset = Opportunity.objects.select_related(*RELATED)
    form_class = CreditForm
    template_name = "deals/credit.html"
    title = gettext_lazy("Who gets the credit?")
    submit_label = gettext_lazy("Decide")
    success_message = gettext_lazy("Decided. Both sides read it in what happened.")

    def get_initial(self) -> dict[str, Any]:
        deal = self.object
        return {
            "referrer": deal.referrer.ref if deal.referrer else None,
            "campaign": deal.campaign.ref if deal.campaign else None,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"deal": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sharing=registrations_of_deal(self.object), **kwargs)

    def perform(self, form: Any) -> Opportunity:
        return change_credit(self.request.user, self.object, **form.cleaned_data)


class Shares(ActionPage):
    """How several partners share the credit for a deal that they sell together."""

    roles = CHANNEL
    model = Opportunity
    queryset = Opportunity.objects.select_related(*RELATED)
    form_class = SharesForm
    template_name = "deals/shares.html"
    title = gettext_lazy("Shares of the credit")
    submit_label = gettext_lazy("Decide")
    success_message = gettext_lazy("Decided. Each partner is told its own share, and nothing of the others.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rows": registrations_of_deal(self.object)}

    def perform(self, form: Any) -> Opportunity:
        return change_shares(self.request.user, self.object, form.shares(), form.cleaned_data["reason"])
