"""Fields and rows that forms of money share."""

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext as _

LONG_TEXT = forms.Textarea(attrs={"rows": 4})


def amount_field(label: Any, *, negative: bool = False, **kwargs: Any) -> forms.DecimalField:
    least = None if negative else Decimal("0.01")
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
    return forms.DecimalField(label=label, min_value=least, max_digits=14, decimal_places=2, widget=widget, **kwargs)


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def text_field(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=LONG_TEXT, **kwargs)


def refuse_odd_percents(form: forms.Form | forms.ModelForm, data: dict[str, Any]) -> None:
    """Names each field of percentages that is not from 0 to 100."""
    for name, value in list(data.items()):
        if name.endswith(("_percent", "_uplift")) and value is not None and not 0 <= value <= 100:
            form.add_error(name, _("From 0 to 100."))


def row(*names: str) -> Row:
    width = {2: "col-sm-6", 3: "col-sm-4"}[len(names)]
    return Row(*(Column(name, css_class=width) for name in names))


def part(heading: str, *rows: Any) -> Fieldset:
    return Fieldset(f'<span class="fs-6">{heading}</span>', *rows)


def laid_out(*parts: Any) -> FormHelper:
    helper = FormHelper()
    helper.layout = Layout(*parts)
    return helper
