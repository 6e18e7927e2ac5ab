"""Fields and rows that forms of leads share."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

ANY = [("", _("Not known"))]


def text(label: Any, length: int, *, required: bool = False, help_text: Any = "", **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def area(label: Any, length: int, *, required: bool = False, help_text: Any = "", rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def choice(label: Any, choices: Any, *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[*ANY, *choices], required=required)


def row(*names: str) -> Row:
    return Row(*(Column(name, css_class="col-md") for name in names))


def part(label: Any, *fields: Any) -> Fieldset:
    return Fieldset(label, *fields, css_class="mb-3")


def laid_out(*parts: Any) -> FormHelper:
    helper = FormHelper()
    helper.layout = Layout(*parts)
    return helper
