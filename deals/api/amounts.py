"""Amounts as the API takes them."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from djmoney.money import Money
from rest_framework import serializers

from prm.core.api.serializers import StrictSerializer
from prm.core.errors import InvalidInput
from prm.core.money import is_currency, smallest_unit


class AmountIn(StrictSerializer):
    """`currency` is the partner's own when left out."""

    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=Decimal("0.01"))
    currency = serializers.RegexField("^[A-Z]{3}$", required=False)


def take_amount(data: dict[str, Any], default: str) -> dict[str, Any]:
    """`amount` and `currency` as one value. Raises InvalidInput for a currency or an amount that does not exist."""
    currency = data.pop("currency", None)
    if "amount" not in data:
        if currency is not None:
            sentence = _("Say the amount with its currency.")
            raise InvalidInput(sentence, fields={"currency": sentence})
        return data
    code = currency or default
    if not is_currency(code):
        raise InvalidInput(_("This currency is not known."), fields={"currency": _("This currency is not known.")})
    if data["amount"] is not None and data["amount"] % smallest_unit(code):
        sentence = _("This currency has no such small amounts.")
        raise InvalidInput(sentence, fields={"amount": sentence})
    return {**data, "amount": None if data["amount"] is None else Money(data["amount"], code)}
