"""What both sides say while a partner's lead is in review."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from prm.accounts.models import User
from prm.core.forms import PersonForm
from prm.core.refusing.forms import LetterForm

from .. import rules
from ..enums import RejectReason
from ..models import Lead
from .entering import InboundLeadForm
from .parts import area


class RequestChangesForm(forms.Form):
    fields_wanted = forms.MultipleChoiceField(
        label=_("What is missing?"), choices=list(rules.ASKABLE.items()), widget=forms.CheckboxSelectMultiple
    )
    note = area(
        _("Your message to the partner"), 2000, required=True, help_text=_("The partner reads it as you write it.")
    )


class AnswerForm(PersonForm):
    """Only the fields the sales rep named."""

    note = area(_("Anything else"), 2000, rows=3)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        blank = InboundLeadForm(user=self.user).fields
        for name in lead.open_fields:
            self.fields[name] = blank[name]
            self.fields[name].required = True
            self.fields[name].initial = _current(lead, name)
        if "value" in lead.open_fields:
            self.fields["currency"] = blank["currency"]
        self.order_fields([*lead.open_fields, "currency", "note"])

    def answers(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.lead.open_fields}
        if "value" in values:
            currency = self.cleaned_data.get("currency") or settings.DEFAULT_CURRENCY
            values["value"] = Money(values["value"], currency)
        return values


def _current(lead: Lead, name: str) -> Any:
    if name in rules.CONTACT_FIELDS:
        return getattr(lead.contact, name.removeprefix("contact_"))
    if name in rules.COMPANY_FIELDS:
        return lead.as_entered.get(name, "")
    return lead.amount if name == "value" else getattr(lead, name)


class RejectForm(LetterForm):
    reason_choices = RejectReason.choices
    appeal_to = forms.ModelChoiceField(
        label=_("Whom can the partner ask to look again?"), queryset=User.objects.none(), to_field_name="ref"
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appeal_to"].queryset = people

    def letter(self) -> Lead:
        """The parts as they will stand on the lead, for reading; never saved."""
        data = self.cleaned_data
        parts = {"rejection_checked": data["checked"], "rejection_changes": data["what_would_change"]}
        return Lead(rejection_reasons=data["reasons"], appeal_to=data["appeal_to"], **parts)
