"""The boundary: what people type about norms. Nothing here writes."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Normed
from .models import WaterfallNorms
from .services.norms import EDITABLE


class NormsForm(forms.ModelForm):
    class Meta:
        model = WaterfallNorms
        fields = list(EDITABLE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in EDITABLE:
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *(
                Fieldset(
                    step.label,
                    Row(*(Column(f"{what}_{step}", css_class="col-md") for what in ("share", "days"))),
                    css_class="mb-3",
                )
                for step in Normed
            )
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for step in (Normed.QUALIFIED, Normed.ACCEPTED, Normed.OPPORTUNITY, Normed.WON):
            if data.get(f"share_{step}") == 0:
                self.add_error(f"share_{step}", _("More than 0: what is expected of nobody is no norm."))
        return data
