"""Cells as values, and words of a known list."""

from datetime import date
from decimal import Decimal

import pytest

from prm.core.errors import InvalidInput
from prm.importing.mapping import Mapping
from prm.importing.values import Style, Vocabulary, as_amount, as_day, as_email, of_countries


@pytest.mark.parametrize(
    ("text", "style", "day"),
    [
        ("2017-03-01", Style(), date(2017, 3, 1)),
        ("01-03-2017", Style(), date(2017, 3, 1)),
        ("1.3.2017", Style(), date(2017, 3, 1)),
        ("2017-03-01 09:30:00", Style(), date(2017, 3, 1)),
        ("03/01/2017", Style("%m/%d/%Y"), date(2017, 3, 1)),
    ],
)
def test_days(text: str, style: Style, day: date) -> None:
    assert as_day(text, style) == day


@pytest.mark.parametrize("text", ["03/25/2017", "2017-02-30", "yesterday", "0017-03-01", "9999-01-01", "１-03-2017x"])
def test_what_is_no_day_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        as_day(text, Style())


@pytest.mark.parametrize(
    ("text", "style", "amount"),
    [
        ("1054", Style(), "1054"),
        ("1,054.50", Style(), "1054.50"),
        ("1.054,50", Style(decimal=","), "1054.50"),
        ("1 054", Style(), "1054"),
    ],
)
def test_amounts(text: str, style: Style, amount: str) -> None:
    assert as_amount(text, style) == Decimal(amount)


@pytest.mark.parametrize("text", ["-5", "1054,50", "1.054", "€ 5", "1e5", "NaN", "9" * 13, "=1+1", "٣"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        as_amount(text, Style())


def test_an_address_is_checked_and_made_small() -> None:
    assert as_email("Ann@Example.com") == "ann@example.com"
    with pytest.raises(ValueError, match="no e-mail"):
        as_email("ann at example")


@pytest.fixture
def products() -> Vocabulary:
    words = Vocabulary()
    for name in ("GTX Pro", "GTX Plus Pro", "GTX Basic", "MG Special"):
        words.add(name, name)
    words.add("software", "Software and internet", names=["software"], words=["technology"])
    return words


def test_the_nearest_word_is_found_and_said_to_be_a_guess(products: Vocabulary) -> None:
    guessed = products.find("GTXPro")
    assert guessed and (guessed.value, guessed.certain) == ("GTX Pro", False)
    known = products.find("  gtx   PRO ")
    assert known and known.exact
    synonym = products.find("Technology")
    assert synonym and (synonym.value, synonym.certain, synonym.exact) == ("software", True, False)
    misspelt = products.find("technolgy")
    assert misspelt and (misspelt.label, misspelt.certain) == ("technology (Software and internet)", False)


@pytest.mark.parametrize("text", ["GTX", "Pro", "Cloud", "G", "GTX P", "Sonderposten"])
def test_what_is_not_clearly_meant_is_not_guessed(products: Vocabulary, text: str) -> None:
    assert products.find(text) is None


def test_people_are_never_guessed_at() -> None:
    people = Vocabulary(guesses=False)
    people.add("ann", "Ann Smith")
    assert people.find("Anne Smith") is None


def test_countries_by_name_code_and_misspelling() -> None:
    countries = of_countries()
    found = {
        text: match.value for text in ("NLD", "de", "United States", "Philipines") if (match := countries.find(text))
    }
    assert found == {"NLD": "NL", "de": "DE", "United States": "US", "Philipines": "PH"}
    assert countries.find("Atlantis") is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"colums": {}}', '{"columns": []}', '{"values": {"a": {"b": 1}}}', '{"decimal": "-"}', '{"source": 1}',
     '{"source": "\\u0000"}', "[" * 100_000],
)  # fmt: skip
def test_a_mapping_that_cannot_be_understood_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidInput, match="mapping"):
        Mapping.parse(text)
