"""What people type about co-marketing money."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.incentives.enums import Activity, RefusalReason
from deals.incentives.models import Budget, MdfPolicy, MdfRequest
from deals.incentives.selectors import budgets_to_ask
from partners.library.files import ACCEPT, ALLOWED
from partners.models import Campaign, Partner
from partners.selectors import partner_of
from prm.core import formats
from prm.core.forms import FilesField, ManyFiles, PersonForm
from prm.core.money import currency_choices

from .parts import LONG_TEXT, amount_field, day_field, laid_out, part, refuse_odd_percents, row, text_field


class BudgetChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Budget) -> str:
        left = formats.money(obj.available, str(obj.currency))
        return _("%(period)s: %(left)s available") % {"period": obj.period, "left": left}


class RequestForm(PersonForm):
    """A new request or, over one that came back, its completion: the budget stays then."""

    budget = BudgetChoice(label=gettext_lazy("From which budget"), queryset=Budget.objects.none(), to_field_name="ref")
    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=150)
    activity = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Activity.choices)
    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"))
    planned_cost = amount_field(
        gettext_lazy("Planned cost"),
        help_text=gettext_lazy("The whole cost, in the currency of the budget. We pay our share of it."),
    )
    expected = forms.CharField(
        label=gettext_lazy("Expected result"),
        max_length=300,
        help_text=gettext_lazy("Something that can be counted: 40 leads, 120 visitors, 5 meetings."),
    )
    description = forms.CharField(label=gettext_lazy("What you plan"), max_length=4000, widget=LONG_TEXT)
    campaign = forms.ModelChoiceField(
        label=gettext_lazy("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, request: MdfRequest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner = partner_of(self.user)
        if partner is not None:
            budgets = budgets_to_ask(partner)
            self.fields["budget"].queryset = budgets
            self.fields["budget"].empty_label = None
            self.fields["campaign"].queryset = Campaign.objects.visible_to(self.user).filter(partner=partner)
        if request is not None:
            del self.fields["budget"]
            for name in self.fields:
                self.initial.setdefault(name, getattr(request, name))
        self.helper = laid_out(
            part(_("The activity"), row("title", "activity"), row("starts_on", "ends_on"), "description", "campaign"),
            part(
                _("Cost and result"),
                *(() if request else ("budget",)),
                row("planned_cost", "expected"),
            ),
        )

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "budget"}


class ApproveRequestForm(forms.Form):
    amount = amount_field(gettext_lazy("Approved amount"))
    note = text_field(gettext_lazy("Note to the partner"), required=False)


class ApproveClaimForm(forms.Form):
    amount = amount_field(gettext_lazy("Agreed amount"))
    note = text_field(
        gettext_lazy("Note to the partner"),
        required=False,
        help_text=gettext_lazy("Needed when you agree to less than was claimed."),
    )


class NoteForm(forms.Form):
    note = text_field(gettext_lazy("What is missing, and why you need it"))


class RefuseForm(forms.Form):
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Why"), choices=RefusalReason.choices, widget=forms.CheckboxSelectMultiple
    )
    checked = text_field(gettext_lazy("What you checked"))
    what_would_change = text_field(gettext_lazy("What would change the answer"))


class ClaimForm(forms.Form):
    held_on = day_field(gettext_lazy("When it took place"))
    actual_cost = amount_field(
        gettext_lazy("Actual cost"), help_text=gettext_lazy("The whole cost, as your invoices say.")
    )
    outcome = text_field(gettext_lazy("What came of it"))
    file = FilesField(
        label=gettext_lazy("Proof"),
        required=False,
        max_length=255,
        allow_empty_file=True,  # the service says it better
        widget=ManyFiles(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, has_proof: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = _("Invoices, photos, a list of visitors: %(kinds)s, up to 20 MB each.") % {"kinds": ALLOWED}
        if has_proof:
            sentence = f"{_('What you sent before is kept.')} {sentence}"
        self.fields["file"].help_text = sentence
        self.helper = laid_out(row("held_on", "actual_cost"), "outcome", "file")


class GrantForm(PersonForm):
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Partner"), queryset=Partner.objects.none(), to_field_name="ref"
    )
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)
    amount = amount_field(gettext_lazy("Amount"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    note = forms.CharField(
        label=gettext_lazy("What for"), max_length=300, help_text=gettext_lazy("The partner reads it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.visible_to(self.user).active()
        today = timezone.localdate()
        self.fields["year"].choices = [(year, str(year)) for year in (today.year, today.year + 1)]
        self.fields["currency"].choices = currency_choices()
        self.helper = laid_out(row("partner", "year"), row("amount", "currency"), "note")


class MdfPolicyForm(forms.ModelForm):
    """Validates only: `cleaned_data` goes to a service."""

    class Meta:
        model = MdfPolicy
        fields = [
            "accrual_percent", "share_percent", "spend_days", "decide_days", "answer_days", "cooling_hours",
            "claim_days", "settle_days", "pay_days",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = laid_out(
            part(_("Money"), row("accrual_percent", "share_percent", "spend_days")),
            part(_("The request"), row("decide_days", "answer_days", "cooling_hours")),
            part(_("The claim"), row("claim_days", "settle_days", "pay_days")),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_odd_percents(self, data)
        for name, value in list(data.items()):
            if name not in ("accrual_percent", "spend_days", "cooling_hours") and value is not None and value <= 0:
                self.add_error(name, _("More than 0."))
        return data
