"""Who gets the credit for a deal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deals.models import Opportunity, Registration
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


class SharesForm(forms.Form):
    """A field `share_<reference>` for each registration that has a part in the deal."""

    def __init__(self, *args: Any, rows: list[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refs = [row.ref for row in rows]
        for row in rows:
            self.fields[f"share_{row.ref}"] = forms.IntegerField(
                label=_("%(partner)s, %%") % {"partner": row.partner},
                min_value=1,
                max_value=99,
                initial=row.credit_share,
            )
        self.fields["reason"] = forms.CharField(
            label=_("Why"),
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Each of them reads it. It must not name or hint who else sells there."),
        )

    def shares(self) -> dict[str, int]:
        """By reference, as the service takes them."""
        return {ref: self.cleaned_data[f"share_{ref}"] for ref in self.refs}
