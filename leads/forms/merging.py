"""What is one with what, and why somebody says so."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .parts import area


class OneOfTheseForm(forms.Form):
    """One of the rows that the view found, by its reference, and why."""

    ref = forms.ChoiceField(label=_("Which one?"), widget=forms.RadioSelect)
    reason = area(_("Why"), 2000, required=True, rows=3, help_text=_("It is kept with the decision."))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ref"].choices = choices
