"""A lead is entered: the vendor's own, or a partner's."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.library.enums import DocumentKind
from partners.library.selectors import published
from prm.accounts.enums import SELLERS
from prm.core.views import FormPage

from ..enums import LeadState
from ..forms import InboundLeadForm, OutboundLeadForm
from ..models import Lead
from ..services.entering import receive_outbound, submit_inbound


class EnterLead(FormPage):
    """One address for both sides; what is asked follows from who asks."""

    roles = SELLERS
    template_name = "leads/enter.html"
    title = gettext_lazy("Enter a lead")

    @property
    def is_inbound(self) -> bool:
        return not self.request.user.is_vendor

    def get_form_class(self) -> Any:
        return InboundLeadForm if self.is_inbound else OutboundLeadForm

    def perform(self, form: Any) -> Lead:
        if self.is_inbound:
            rules = self.rules
            data = form.lead_data(rules_accepted_id=rules[0].pk if rules else None)
            return submit_inbound(self.request.user, data)
        return receive_outbound(self.request.user, form.lead_data())

    @property
    def rules(self) -> list[Any]:
        return published(DocumentKind.RULES_OF_ENGAGEMENT, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        criteria = published(DocumentKind.QUALIFICATION, self.request.user)
        return super().get_context_data(
            is_inbound=self.is_inbound,
            documents=[*self.rules, *criteria],
            submit_label=_("Send the lead") if self.is_inbound else _("Enter the lead"),
            **kwargs,
        )

    def get_success_message(self, result: Lead) -> str:
        if result.is_inbound and result.receiver:
            words = {"ref": result.ref, "name": result.receiver.name}
            return _("Thank you. %(ref)s is with %(name)s, who has just written to you.") % words
        if result.state == LeadState.HELD:
            return _("%(ref)s is kept. It is held until it has what is missing.") % {"ref": result.ref}
        return _("%(ref)s is kept and is being routed.") % {"ref": result.ref}

    def get_cancel_url(self) -> str:
        return reverse("leads:list")
