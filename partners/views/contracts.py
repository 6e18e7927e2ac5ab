"""The contract with a partner: agreeing the first one, and the next."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL
from prm.core import formats
from prm.core.quarters import months_later
from prm.core.views import ActionPage

from .. import selectors, services
from ..forms import ContractForm
from ..models import Contract, Partner


class ContractNew(ActionPage):
    """The object is the partner. What is typed already follows from the contract before."""

    roles = CHANNEL
    model = Partner
    form_class = ContractForm
    submit_label = gettext_lazy("Agree it")

    def get_title(self) -> str:
        last = selectors.latest_contract(self.object)
        words = {"partner": self.object}
        return (_("Renew the contract of %(partner)s") if last else _("The contract of %(partner)s")) % words

    def get_initial(self) -> dict[str, Any]:
        last = selectors.latest_contract(self.object)
        if last is None:
            today = timezone.localdate()
            months = selectors.defaults_of(self.object.type).contract_months
            return {"starts_on": today, "ends_on": months_later(today, months) - timedelta(days=1)}
        same = {name: getattr(last, name) for name in ("notice_days", "renews_itself", "terms", "exclusivity")}
        start = last.ends_on + timedelta(days=1)
        return {**same, "starts_on": start, "ends_on": start + (last.ends_on - last.starts_on)}

    def perform(self, form: Any) -> Contract:
        return services.agree_contract(actor=self.request.user, partner=self.object, **form.cleaned_data)

    def get_success_message(self, result: Contract) -> str:
        return _("Agreed until %(day)s.") % {"day": formats.short_date(result.ends_on)}
