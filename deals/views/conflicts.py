"""A conflict: both sides' evidence beside each other, what the rules of engagement say, and the decision."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from deals import services
from deals.forms.sharing import ShareForm
from deals.models import Registration
from deals.precedence import first_of, verdicts
from deals.selectors.evidence import RELATED, evidence
from prm.accounts.enums import CHANNEL

from .registrations import available
from .reviewing import RegistrationAction


class Conflict(RegistrationAction):
    """Sold together is decided here; for one side alone the doors lead on."""

    queryset = Registration.objects.select_related(*RELATED, "customer")
    roles = CHANNEL
    action = "share"
    form_class = ShareForm
    template_name = "deals/registration_conflict.html"
    title = gettext_lazy("Two after one customer")
    submit_label = gettext_lazy("Decide: sold together")
    success_message = gettext_lazy("Decided. Each side is told its own part, and nothing of the other.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = evidence(self.object, self.request.user)
        rules = verdicts([side.claim for side in found.sides])
        names = available(self.object, self.request.user)
        ways = {"award": "deals:registration_award", "decline_contested": "deals:registration_decline"}
        doors = {name: reverse(way, args=[self.object.ref]) for name, way in ways.items() if name in names}
        extra = {"evidence": found, "verdicts": rules, "precedence": first_of(rules), "doors": doors}
        return super().get_context_data(**{**extra, **kwargs})

    def perform(self, form: Any) -> Registration:
        return services.share(self.request.user, self.object, **form.cleaned_data)
