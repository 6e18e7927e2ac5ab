"""The rules of the stages."""

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from deals.enums import OPEN_STAGES
from deals.models import Opportunity, StagePolicy
from deals.stages import CRITERIA, ENTERED, MOST_DAYS
from prm.core.labels import label_of
from prm.core.layouts import laid_out


class StagesForm(forms.Form):
    """By stage: what is needed to enter it, and the usual days."""

    def __init__(self, *args: Any, policy: StagePolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, capfirst(label_of(Opportunity, name))) for name in CRITERIA]
        for stage in OPEN_STAGES:
            if stage in ENTERED:
                self.fields[f"needs_{stage}"] = forms.MultipleChoiceField(
                    label=_("Needed to enter"),
                    choices=choices,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    initial=policy.needs.get(stage, []),
                )
            self.fields[f"days_{stage}"] = forms.IntegerField(
                label=_("Usual days"), min_value=1, max_value=MOST_DAYS, initial=policy.days.get(stage)
            )
        self.helper = laid_out(*(Fieldset(str(stage.label), *self._names(stage)) for stage in OPEN_STAGES))

    def _names(self, stage: str) -> list[str]:
        return [name for name in (f"needs_{stage}", f"days_{stage}") if name in self.fields]

    def values(self) -> tuple[dict[str, list[str]], dict[str, int]]:
        """As the service takes them."""
        data = self.cleaned_data
        return {stage: data[f"needs_{stage}"] for stage in ENTERED}, {
            stage: data[f"days_{stage}"] for stage in OPEN_STAGES
        }
