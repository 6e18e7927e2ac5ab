"""What people fill in about webhooks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Event


class EndpointForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://erp.example.com/hooks/partners", "autocomplete": "off"}),
        help_text=_("It begins with https:// and is on the public internet."),
    )
    events = forms.MultipleChoiceField(
        label=_("What it hears of"),
        choices=Event.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing to hear of everything, also of what later versions add."),
    )
