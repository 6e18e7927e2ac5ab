"""Who gets the credit for a deal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deals.models import Opportunity
from partners.models import Campaign, Member
from partners.selectors import credit_choices


class CreditForm(forms.Form):
    referrer = forms.ModelChoiceField(
        label=_("Brought by"),
        queryset=Member.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("Nobody"),
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"),
        queryset=Campaign.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("None"),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Both sides read it with the decision."),
    )

    def __init__(self, *args: Any, deal: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if deal.partner is not None:
            people, campaigns = credit_choices(deal.partner)
            self.fields["referrer"].queryset, self.fields["campaign"].queryset = people, campaigns
