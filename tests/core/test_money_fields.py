"""Currencies of stored amounts: those that somebody can pay in, whoever writes the row."""

import pytest
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter

from deals.models import Opportunity
from prm.core.fields import validate_currency


@pytest.mark.parametrize("code", ["EUR", "JPY", "XOF", "BHD"])
def test_what_people_pay_with_passes(code) -> None:
    validate_currency(code)


@pytest.mark.parametrize("code", ["XAU", "XTS", "eur", "EURO", "ZZZ"])
def test_the_rest_is_refused_by_name(code) -> None:
    with pytest.raises(ValidationError, match=code):
        validate_currency(code)


def test_a_row_is_refused_by_the_field_of_its_currency() -> None:
    field = Opportunity._meta.get_field("amount_currency")
    with pytest.raises(ValidationError):
        field.clean("XAU", None)
    assert field.clean("CHF", None) == "CHF"


def test_a_migration_names_no_currency_but_the_own() -> None:
    names = ("amount", "amount_currency")
    text = "".join(MigrationWriter.serialize(Opportunity._meta.get_field(name))[0] for name in names)
    assert "prm.core.fields.MoneyField" in text
    assert "choices" not in text
