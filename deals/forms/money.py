"""An amount and its currency: two fields on the page, one value for the services."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from djmoney.money import Money

from partners.selectors import partner_of
from prm.core.money import currency_choices, is_currency, smallest_unit


class AmountForm(forms.Form):
    """`money()` is the value, or None. The currency that comes first is the deal's, else the partner's own."""

    amount = forms.DecimalField(
        label=gettext_lazy("First-year value"),
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))

    def offer_currencies(self, user: Any, money: Money | None = None) -> None:
        """To be called once the form is bound to its object."""
        partner = partner_of(user)
        first = str(money.currency) if money else ""
        choices = currency_choices(first, str(partner.currency) if partner else "")
        field = self.fields["currency"]
        field.choices = choices
        field.initial = self.initial.get("currency") or choices[0][0]
        if money is not None:
            self.initial.setdefault("amount", money.amount.quantize(smallest_unit(first)))
            self.initial.setdefault("currency", first)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        amount, currency = data.get("amount"), data.get("currency")
        if amount is not None and not currency and "currency" not in self.errors:
            self.add_error("currency", _("Say in which currency."))
        if amount is not None and currency and amount % smallest_unit(currency):
            self.add_error("amount", _("This currency has no such small amounts."))
        return data

    def money(self) -> Money | None:
        amount = self.cleaned_data.get("amount")
        return None if amount is None else Money(amount, self.cleaned_data["currency"])


def amount_in(amount: str, currency: str) -> Money | None:
    """The amount that was typed so far, or None for what is none (yet)."""
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return None
    return Money(value, currency) if value.is_finite() and value > 0 and is_currency(currency) else None
