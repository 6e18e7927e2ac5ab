"""How two partners sell to one customer together."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deals.enums import Involvement

OUTCOMES = (
    (Involvement.INFLUENCING, _("Co-sell: the holder leads and keeps its protection, this partner helps to win it")),
    (Involvement.PRIMARY, _("Split: both work it; the holder’s protection stays against everybody else")),
)


class ShareForm(forms.Form):
    involvement = forms.ChoiceField(label=_("How they work together"), choices=OUTCOMES, widget=forms.RadioSelect)
    credit_share = forms.IntegerField(
        label=_("This partner’s share of the credit, %"),
        min_value=1,
        max_value=99,
        help_text=_("The rest stays with the holder: together they are always 100 %."),
    )
    reason = forms.CharField(
        label=_("Why, for this partner"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is mailed with the decision. It must not name or hint who else is after this customer."),
    )
