"""Fields that forms of the channel share."""

from typing import Any

from django import forms

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def several(label: Any, choices: Any, help_text: Any = "", *, is_long: bool = False) -> forms.MultipleChoiceField:
    widget = forms.SelectMultiple(attrs={"size": 8}) if is_long else forms.CheckboxSelectMultiple()
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget, help_text=help_text)
