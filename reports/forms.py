"""The boundary: what people type about norms and goals. Nothing here writes."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.goals.models import Goal
from partners.models import Partner
from prm.core import formats
from prm.core.forms import PersonForm
from prm.core.money import currency_choices
from prm.core.quarters import next_quarter

from .enums import Normed
from .models import WaterfallNorms
from .periods import quarter, quarter_named
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


class GoalForm(PersonForm):
    """With `goal`, the partner and the quarter are those of the goal."""

    partner = forms.ModelChoiceField(label=_("Partner"), queryset=Partner.objects.none(), to_field_name="ref")
    quarter = forms.ChoiceField(label=_("Quarter"))
    amount = forms.DecimalField(label=_("Goal"), min_value=0, max_digits=14, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"))
    plan = forms.CharField(
        label=_("How we get there"),
        help_text=_("Which campaigns, which customers, what each side does. The partner reads it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, goal: Goal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goal = goal
        self.fields["currency"].choices = currency_choices()
        if goal is not None:
            del self.fields["partner"], self.fields["quarter"]
            self.initial |= {"amount": goal.amount.amount, "currency": str(goal.amount.currency), "plan": goal.plan}
        else:
            today = timezone.localdate()
            self.fields["partner"].queryset = Partner.objects.visible_to(self.user)
            choices = [quarter(today), quarter(next_quarter(today))]
            self.fields["quarter"].choices = [(one.key, formats.quarter(one.since)) for one in choices]
        amount = Row(Column("amount", css_class="col-md-8"), Column("currency", css_class="col-md-4"))
        who = (
            []
            if goal is not None
            else [Row(Column("partner", css_class="col-md"), Column("quarter", css_class="col-md"))]
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(*who, amount, "plan")

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        if self.goal is not None:
            return {"partner": self.goal.partner, "quarter": self.goal.quarter, **data}
        return {**data, "quarter": quarter_named(data["quarter"]).since}


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("What do you want to talk about?"),
        help_text=_("Your channel manager reads it and proposes the goal anew, or calls you."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
