"""Model fields of money. A currency has a validator: as choices, 300 names would stand in every migration."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from djmoney.models import fields as djmoney

from .money import is_currency


def validate_currency(code: str) -> None:
    """Refuse with a ValidationError what nobody can pay in."""
    if not is_currency(code):
        raise ValidationError(_("%(code)s is no currency that somebody can pay in."), params={"code": code})


class CurrencyField(djmoney.CurrencyField):
    """A currency's code (ISO 4217), the vendor's own unless told."""

    default_validators = [validate_currency]

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name=verbose_name, **kwargs)


class MoneyField(djmoney.MoneyField):
    """An amount and, in `<name>_currency`, its currency; the two are empty or filled together."""

    def add_currency_field(self, cls: type, name: str) -> None:
        """Add the second field to the model, as the original does, but without choices."""
        field = CurrencyField(
            price_field=self,
            max_length=self.currency_max_length,
            default=self.default_currency,
            editable=False,
            null=self.null,
        )
        field.creation_counter = self.creation_counter - 1
        cls.add_to_class(djmoney.get_currency_field_name(name, self), field)  # type: ignore[attr-defined]
        self._currency_field = field

    if TYPE_CHECKING:  # what a row's attribute holds is Money or None, set up by the original at run time

        def __get__(self, row: Any, owner: type | None = None) -> Any: ...
        def __set__(self, row: Any, value: Any) -> None: ...
