"""Fields that forms of leads share, and how they are laid out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prm.core.layouts import laid_out, part, row

__all__ = ["ANY", "area", "choice", "laid_out", "part", "row", "text"]

ANY = [("", _("Not known"))]


def text(label: Any, length: int, *, required: bool = False, help_text: Any = "", **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def area(label: Any, length: int, *, required: bool = False, help_text: Any = "", rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def choice(label: Any, choices: Any, *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[*ANY, *choices], required=required)
