"""What finance and partners type about fees and plans."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from djmoney.money import Money

from deals.incentives.models import CompensationPlan
from prm.core.money import currency_choices

from .parts import amount_field, day_field, laid_out, part, refuse_odd_percents, row, text_field


class PayForm(forms.Form):
    reference = forms.CharField(
        label=gettext_lazy("Payment reference"),
        max_length=80,
        help_text=gettext_lazy("The number of the transfer, so that both sides find it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    reason = text_field(gettext_lazy("Why"))


class ClawBackForm(ReasonForm):
    """`by_shares` is asked for where several partners have a part of the fee."""

    amount = amount_field(gettext_lazy("How much is taken back"))
    by_shares = forms.BooleanField(
        label=gettext_lazy("From every partner of the deal, by its share of the credit"), required=False
    )
    field_order = ["amount", "by_shares", "reason"]

    def __init__(self, *args: Any, is_shared: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_shared:
            del self.fields["by_shares"]


class AnswerDisputeForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            ("correct", gettext_lazy("The partner is right: correct the fee")),
            ("stands", gettext_lazy("The fee stands")),
        ],
        widget=forms.RadioSelect,
    )
    amount = amount_field(
        gettext_lazy("Correction"),
        negative=True,
        required=False,
        help_text=gettext_lazy("What is added to the fee, or with a minus taken from it, as a row of its own."),
    )
    answer = text_field(gettext_lazy("Your answer to the partner"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "correct" and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Say by how much."))
        return data


class PlanForm(forms.ModelForm):
    """Validates only: `cleaned_data` goes to a service."""

    cap_amount = amount_field(gettext_lazy("Most per deal"), required=False)
    cap_currency = forms.ChoiceField(label=gettext_lazy("in this currency"))
    in_force_from = day_field(gettext_lazy("In force from"))

    class Meta:
        model = CompensationPlan
        fields = ["name", "referral_percent", "registered_uplift", "outbound_percent", "in_force_from", "is_given"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cap = self.instance.cap if self.instance else None
        self.fields["cap_currency"].choices = currency_choices(str(cap.currency) if cap else "")
        if cap is not None:
            self.initial |= {"cap_amount": cap.amount, "cap_currency": str(cap.currency)}
        self.helper = laid_out(
            part(_("The version"), row("name", "in_force_from"), "is_given"),
            part(
                _("What a won deal earns, in percent of its first-year value"),
                row("referral_percent", "outbound_percent", "registered_uplift"),
            ),
            part(_("Limit"), row("cap_amount", "cap_currency")),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_odd_percents(self, data)
        return data

    def terms(self) -> dict[str, Any]:
        """What the service takes; the cap as money, or None."""
        data = dict(self.cleaned_data)
        amount, currency = data.pop("cap_amount"), data.pop("cap_currency")
        return {**data, "cap": Money(amount, currency) if amount is not None else None}
