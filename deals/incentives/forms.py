"""What finance types."""

from django import forms
from django.utils.translation import gettext_lazy


class PayForm(forms.Form):
    reference = forms.CharField(
        label=gettext_lazy("Payment reference"),
        max_length=80,
        help_text=gettext_lazy("The number of the transfer, so that both sides find it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
