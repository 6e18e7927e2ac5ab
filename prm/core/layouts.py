"""How fields of a form stand beside and below each other."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row


def row(*names: str) -> Row:
    """Beside each other, below each other on a phone."""
    return Row(*(Column(name, css_class="col-md") for name in names))


def part(label: Any, *fields: Any) -> Fieldset:
    return Fieldset(label, *fields, css_class="mb-3")


def laid_out(*parts: Any) -> FormHelper:
    helper = FormHelper()
    helper.layout = Layout(*parts)
    return helper
