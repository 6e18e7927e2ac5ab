"""Words are found in any field, whatever accents and case, from an index, and only among the rows asked of."""

import pytest
from django.db import connection

from leads.models import Customer
from partners.models import Partner, Territory
from partners.selectors import territories_named
from prm.core.finding import any_of, begins_ref, has, with_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def names():
    for name in ("Müller & Söhne GmbH", "MULLER Logistics", "100% Recht", "1000 Recht", "HP Belgium", "Shp Works"):
        Customer.objects.create(name=name, identity=name, country="DE")

    def found(words: str) -> set[str]:
        return set(with_words(Customer.objects.all(), words, "name", "city").values_list("name", flat=True))

    return found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("müller", {"Müller & Söhne GmbH", "MULLER Logistics"}),
        ("MULLER", {"Müller & Söhne GmbH", "MULLER Logistics"}),
        (" sohne ", {"Müller & Söhne GmbH"}),
        ("0% r", {"100% Recht"}),
        ("hp", {"HP Belgium"}),
        ("_00", set()),
        ("nobody", set()),
    ],
)
def test_words_without_accents_case_and_wildcards(names, words, expected) -> None:
    assert names(words) == expected


def test_only_among_the_rows_asked_of(names) -> None:
    rows = Customer.objects.exclude(name="MULLER Logistics")
    assert [row.name for row in with_words(rows, "muller", "name", "city")] == ["Müller & Söhne GmbH"]


def test_a_row_found_in_two_fields_comes_once_and_the_order_stays(cast) -> None:
    Territory.objects.create(name="Partner One's own", partner=cast.one, countries=["FR"])
    found = [str(row.name) for row in territories_named(Territory.objects.order_by("name"), "partner one")]
    assert found == ["Benelux", "Partner One's own"]


def test_a_reference_by_its_beginning(cast) -> None:
    ref = cast.one.ref
    rows = any_of(Partner.objects.all(), has("name", ref[:5]), begins_ref(ref[:5].lower()))
    assert cast.one in rows


def test_the_index_is_walked(names) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "customer_words" in Customer.objects.filter(has("name", "muller")).explain()
