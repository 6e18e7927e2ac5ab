"""Spellings of one company are compared by the same words; different companies are told apart."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads import identity
from leads.likeness.judging import Company, Likeness, Why, judge, stem_of, typos
from leads.models import Customer
from leads.selectors import Asked, alike
from leads.services.customers import match_or_create, match_or_create_contact

ON_THE_DATABASE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def core(*names):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT company_core(name) FROM unnest(%s::text[]) WITH ORDINALITY AS t(name, n) ORDER BY n", [list(names)]
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hofmann Logistik GmbH & Co. KG", "hofmann logistik"),
        ("HOFMANN-LOGISTIK, gmbh", "hofmann logistik"),
        ("Hofmann Logistik Nederland B.V.", "hofmann logistik"),
        ("Hofmann Logistik Holding AG", "hofmann logistik"),
        ("The Hofmann Company", "hofmann"),
        ("Müller Bräu", "muller brau"),
        ("Mueller Braeu", "muller brau"),
        ("Ørsted A/S", "orsted"),
        ("Zakłady Łódź Sp. z o.o.", "zaklady lodz"),
        ("ООО «Ромашка»", "romashka"),
        ("Romashka OOO", "romashka"),
        ("Щука Транспорт", "shchuka transport"),
        ("A.B.C. Systems", "abc systems"),
        ("AG", "ag"),
        ("International Holding", "international holding"),
        ("日本電気", "日本電気"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_what_names_are_compared_by(name, expected):
    assert core(name) == [expected]


words = st.text("abcdefghijklmnopqrstuvwxyzäöüéñøł ", min_size=1, max_size=30).filter(identity.normal_company)
forms = st.sampled_from(["GmbH", "B.V.", "S.p.A.", "Sp. z o.o.", "Ltd.", "a.s.", "GmbH & Co. KG", ""])


@pytest.mark.django_db
@ON_THE_DATABASE
@given(words, forms, forms, st.sampled_from([str.upper, str.title, str.lower]))
def test_spelling_and_legal_form_make_no_difference(name, form, other, case):
    one, two = f"{name} {form}", f"{case(name)}, {other}"
    if identity.normal_company(one) == identity.normal_company(two):
        assert len(set(core(one, two))) == 1


@pytest.mark.django_db
@ON_THE_DATABASE
@given(st.text(max_size=200).filter(lambda text: "\0" not in text and text.isprintable()))
def test_any_name_can_be_compared_and_keeps_something(name):
    [found] = core(name)
    assert found == found.strip() and "  " not in found
    if any(char.isascii() and char.isalnum() for char in name):
        assert found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "places"),
    [
        (("NL", "3511 AB", "Utrecht"), ["NL", "NL 3511", "NL utrecht"]),
        (("NL", "3511ab", "UTRECHT"), ["NL", "NL 3511", "NL utrecht"]),
        (("DE", "80331", "München"), ["DE", "DE 8033", "DE munchen"]),
        (("GB", "SW1A 1AA", ""), ["GB", "GB SW1A"]),
        (("DE", "1", "Koeln"), ["DE", "DE koln"]),
        (("", "", ""), [""]),
    ],
)
def test_places(address, places):
    with connection.cursor() as cursor:
        cursor.execute("SELECT company_places(%s, %s, %s)", address)
        assert cursor.fetchone()[0] == places


UTRECHT, ZWOLLE = frozenset({"NL 3511", "NL utrecht"}), frozenset({"NL 8011", "NL zwolle"})


def company(core="hofmann logistik", **facts):
    return Company(core, **{"country": "NL", "places": UTRECHT, **facts})


@pytest.mark.parametrize(
    ("typed", "trigrams", "why"),
    [
        (company(), 1.0, Why.NAME),
        (company(places=ZWOLLE), 1.0, None),
        (company(places=frozenset()), 1.0, Why.NAME),
        (company(places=frozenset(), country="DE"), 1.0, None),
        (company(places=frozenset(), country=""), 1.0, Why.NAME),
        (company(places=ZWOLLE, in_group=True), 1.0, Why.GROUP),
        (company("hofman logistik"), 0.8, Why.SPELLING),
        (company("hofamnn logistik"), 0.5, Why.SPELLING),
        (company("hofmann bakkerij"), 0.4, None),
        (company("hofman logistik", places=ZWOLLE), 0.8, None),
        (company("hofman logistik", places=frozenset()), 0.8, Why.SPELLING),
        (company("hofman logistik", places=frozenset(), country="DE"), 0.8, None),
        (company("visser", domains=frozenset({"hofmann.example"})), 0.0, Why.DOMAIN),
        (company("visser", domains=frozenset({"shop.hofmann.example"})), 0.0, Why.DOMAIN),
        (company("visser", domains=frozenset({"nothofmann.example"})), 0.0, None),
        (company("visser", domains=frozenset({"hofmann.com"})), 0.0, None),
        (company("hofmann", domains=frozenset({"hofmann.com"}), places=ZWOLLE), 0.5, Why.GROUP),
        (company("zuidema groep", places=ZWOLLE), 0.0, Why.GROUP),
        (company("", places=frozenset()), 0.0, None),
    ],
)
def test_the_judgement(typed, trigrams, why):
    known = company(domains=frozenset({"hofmann.example"}), parent="zuidema groep")
    assert judge(typed, known, Likeness(trigrams))[:1] == ([why] if why else [])


def test_one_person_at_two_companies_is_a_reason():
    assert judge(company("visser"), company(), Likeness(0.0, same_person=True)) == [Why.PERSON]


def test_every_reason_is_told_the_strongest_first():
    one, other = company(domains=frozenset({"hofmann.example"})), company(domains=frozenset({"hofmann.example"}))
    assert judge(one, other, Likeness(1.0, same_person=True)) == [Why.DOMAIN, Why.PERSON, Why.NAME]


@pytest.mark.parametrize(
    ("domain", "stem"),
    [
        ("hofmann.de", "hofmann"),
        ("nl.hofmann.com", "hofmann"),
        ("hofmann.co.uk", "hofmann"),
        ("abb.com", ""),
        ("x", ""),
    ],
)
def test_the_stem_of_a_domain(domain, stem):
    assert stem_of(domain) == stem


short = st.text("abc", max_size=7)


@given(short, short)
def test_typos_are_counted_the_same_both_ways(one, other):
    assert typos(one, other) == typos(other, one)
    assert (typos(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= typos(one, other) <= max(len(one), len(other))


@given(st.text("abcdefgh", min_size=2, max_size=12), st.data())
def test_one_slip_is_one_typo(word, data):
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for slip in (word[:at] + word[at + 1 :], word[:at] + "x" + word[at:], word[:at] + "x" + word[at + 1 :], swapped):
        assert typos(word, slip) == (slip != word)


@pytest.fixture
def hofmann(db):
    return match_or_create(
        name="Hofmann Logistik GmbH", domain="hofmann.example", country="NL", city="Utrecht", postcode="3511 AB"
    )


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked("Whatever", website="https://www.hofmann.example/x"), Why.DOMAIN),
        (Asked("Whatever", email="ida@hofmann.example"), Why.DOMAIN),
        (Asked("Whatever", website="shop.hofmann.example"), Why.DOMAIN),
        (Asked("Whatever", email="ida.visser@gmail.com"), Why.PERSON),
        (Asked("Hofmann Logistik", country="NL", city="UTRECHT", email="x@gmail.com"), Why.NAME),
        (Asked("Hofmann Logistik", country="NL", postcode="3511"), Why.NAME),
        (Asked("Hoffman Logistik", country="NL", city="Utrecht"), Why.SPELLING),
        (Asked("Hofmann Logistik Deutschland GmbH", country="DE", city="Bonn"), Why.GROUP),
        (Asked("Hofmann Spedition", website="hofmann.com", country="DE", city="Bonn"), Why.GROUP),
        (Asked("Zuidema", country="NL", city="Zwolle"), Why.GROUP),
        (Asked("Hofmann Logistik", country="NL", city="Zwolle"), None),
        (Asked("Visser Bakkerij", country="NL", city="Utrecht", email="jan@gmail.com", website="gmail.com"), None),
        (Asked("Visser Bakkerij", country="NL", city="Utrecht", website="visser.example"), None),
        (Asked("", country="", email="@", website="http://["), None),
        (Asked("%_\\'\"\0", country="NL", city="'\0", website="%.x"), None),
    ],
)
def test_known_customers_are_found_by_what_is_typed(hofmann, asked, why):
    Customer.objects.filter(pk=hofmann.pk).update(parent_name="Zuidema Holding N.V.")
    match_or_create_contact(hofmann, name="Ida Visser", email="Ida.Visser@gmail.com")
    assert [(one.customer, one.why) for one in alike(asked)] == ([(hofmann, why)] if why else [])


def test_the_lookup_costs_the_same_among_many(hofmann, django_assert_num_queries):
    for number in range(30):
        match_or_create(name=f"Hofmann Logistik {number}", domain=f"h{number}.example", country="NL", city="Utrecht")
    with django_assert_num_queries(2):
        assert len(alike(Asked("Hofmann Logistik", country="NL", city="Utrecht"))) == 31
