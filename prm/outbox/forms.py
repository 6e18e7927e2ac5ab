"""What people fill in about webhooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Event
from .topics import Mode, Topic


class MailChoicesForm(forms.Form):
    """One choice per topic."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in Topic:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=Mode.choices, initial=Mode.AT_ONCE, widget=forms.RadioSelect
            )


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
