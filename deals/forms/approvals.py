"""Who approves registrations after the reviewer."""

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext as _

from deals.approvals import MOST_DAYS, MOST_STEPS, Step
from deals.enums import Approver
from deals.models import ApprovalPolicy
from partners.models import Product
from partners.selectors import currencies_of_partners
from prm.core.layouts import laid_out, part, row
from prm.core.money import smallest_unit

ABREAST = 3  # amounts in one line of a wide screen
FURTHER = [(one.value, one.label) for one in Approver if one != Approver.REVIEWER]


class ApprovalsForm(forms.Form):
    """By step: who, within how many days, above which amounts (`over_1_EUR`), for which products. A step without an
    approver is none."""

    def __init__(self, *args: Any, policy: ApprovalPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = policy.further
        self.currencies = sorted(currencies_of_partners() | {currency for step in steps for currency in step.over})
        self.numbers = range(1, MOST_STEPS + 1)
        self.products = list(Product.objects.filter(is_active=True).order_by("name").values_list("code", "name"))
        self.helper = laid_out(
            *(self._part(number, steps[number - 1] if number <= len(steps) else Step("")) for number in self.numbers)
        )

    def _part(self, number: int, step: Step) -> Fieldset:
        who, days, *amounts, products = self._add(number, step)
        beside = [row(*amounts[start : start + ABREAST]) for start in range(0, len(amounts), ABREAST)]
        return part(_("Step %(number)s") % {"number": number + 1}, who, days, *beside, products)

    def _add(self, number: int, step: Step) -> list[str]:
        """The fields of one step, filled with what holds; returns their names."""
        fields: dict[str, forms.Field] = {
            f"who_{number}": forms.ChoiceField(
                label=_("Who approves"), choices=[("", _("Nobody")), *FURTHER], required=False, initial=step.who
            ),
            f"days_{number}": forms.DecimalField(
                label=_("Business days"), max_value=MOST_DAYS, decimal_places=1, required=False, initial=step.days
            ),
        }
        for currency in self.currencies:
            fields[f"over_{number}_{currency}"] = forms.DecimalField(
                label=_("Above, %(currency)s") % {"currency": currency},
                min_value=smallest_unit(currency),
                max_digits=14,
                decimal_places=2,
                required=False,
                initial=step.over.get(currency),
            )
        fields[f"products_{number}"] = forms.MultipleChoiceField(
            label=_("Only for these products"),
            choices=self._products_with(step),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=sorted(step.products),
        )
        self.fields.update(fields)
        return list(fields)

    def _products_with(self, step: Step) -> list[tuple[str, str]]:
        """What is sold, and what the step names although it is not sold any more."""
        known = {code for code, _name in self.products}
        return [*self.products, *((code, code) for code in sorted(step.products - known))]

    def steps(self) -> list[Step]:
        """As the service takes them."""
        data = self.cleaned_data
        return [
            Step(
                who=data[f"who_{number}"],
                days=data[f"days_{number}"] if data[f"days_{number}"] is not None else Step("").days,
                over={
                    currency: data[f"over_{number}_{currency}"]
                    for currency in self.currencies
                    if data[f"over_{number}_{currency}"] is not None
                },
                products=frozenset(data[f"products_{number}"]),
            )
            for number in self.numbers
            if data[f"who_{number}"]
        ]
