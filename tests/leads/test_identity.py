"""Two spellings of one company are one; two companies are two."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leads import identity


@pytest.mark.parametrize(
    "text",
    [
        "acme.com",
        "ACME.com",
        "www.acme.com",
        "WWW.Acme.COM.",
        "https://www.acme.com/about?x=1",
        "http://acme.com:8080",
        "jane@acme.com",
        "Jane.Doe@ACME.COM",
        " acme.com ",
        "www.www.acme.com",
        "//acme.com/",
        "https://user:pw@acme.com/",
    ],
)
def test_one_domain_in_many_spellings(text):
    assert identity.normal_domain(text) == "acme.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "acme",
        "localhost",
        "10.0.0.1",
        "https://",
        "a b.com",
        "-acme.com",
        "acme-.com",
        "http://[::1",
        "x." + "a" * 70 + ".com",
    ],
)
def test_what_is_no_domain(text):
    assert identity.normal_domain(text) == ""


def test_foreign_letters_become_punycode():
    assert identity.normal_domain("https://www.Müller.example/") == "xn--mller-kva.example"
    assert identity.normal_domain("xn--mller-kva.example") == "xn--mller-kva.example"


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Acme GmbH", "acme"),
        ("ACME B.V.", "acme"),
        ("Acme S.r.o.", "acme"),
        ("Acme, Inc.", "acme"),
        ("Acme s.p.a.", "acme"),
        ("The Acme Company", "acme"),
        ("Acme Sp. z o.o.", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Müller AG", "muller"),
        ("Straße und Söhne Ltd", "strasse und sohne"),
        ("Ørsted A/S", "orsted"),
        ("AG", "ag"),
        ("E.ON SE", "e on"),
        ("A.B.C. Systems LLC", "abc systems"),
        ("Čapek, a.s.", "capek"),
        ("!!!", ""),
    ],
)
def test_company_names_lose_their_legal_form(name, bare):
    assert identity.normal_company(name) == bare


@pytest.mark.parametrize(
    ("phone", "normal"),
    [
        ("+31 20 555 0100", "+31205550100"),
        ("0031 20 555-0100", "+31205550100"),
        ("(020) 555 0100", "0205550100"),
        ("+31 (0)20 555 0100", "+31205550100"),
        ("12", ""),
        ("ring me", ""),
    ],
)
def test_phones(phone, normal):
    assert identity.normal_phone(phone) == normal


def test_identity_is_the_domain_or_else_the_name_and_country():
    assert identity.customer_identity("Acme GmbH", "www.acme.com", "DE", "x@other.com") == "d:acme.com"
    assert identity.customer_identity("Acme GmbH", "", "de", "x@acme.com") == "d:acme.com"
    assert identity.customer_identity("Acme GmbH", "", "de", "x@gmail.com") == "n:acme|DE"
    assert identity.customer_identity("ACME Ltd", "gmail.com", "DE") == "n:acme|DE"


def test_one_name_in_two_countries_is_two_companies():
    assert identity.customer_identity("Acme", country="DE") != identity.customer_identity("Acme", country="AT")


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing(text):
    for normal in (identity.normal_domain, identity.normal_company, identity.normal_email, identity.normal_phone):
        once = normal(text)
        assert normal(once) == once


@given(st.text(max_size=300), st.text(max_size=100), st.text(max_size=10), st.text(max_size=100))
def test_any_text_has_an_identity_that_fits_its_column(name, domain, country, email):
    assert 0 < len(identity.customer_identity(name, domain, country, email)) <= 300


labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).filter(
    lambda label: label != "www" and not label.startswith("xn--") and label[2:4] != "--"
)


@given(
    labels, st.sampled_from(["com", "de", "co.uk"]), st.sampled_from(["{}", "www.{}", "https://{}/x", "me@{}", "{}."])
)
def test_every_spelling_of_a_domain_is_the_same_company(label, ending, spelling):
    domain = f"{label}.{ending}"
    assume(domain not in identity.FREE_MAIL)
    written = spelling.format(domain).upper()
    assert identity.customer_identity("Whatever", written) == f"d:{domain}"


def test_contact_data_in_a_text_is_hidden():
    text = "Ask Jane Doe (jane@acme.com, +49 (0)30 1234567 or 030/123 45 67) at https://acme.com/j; 250 seats"
    hidden = identity.redacted(text, "Jane Doe")
    for secret in ("Jane", "Doe", "jane@", "1234567", "45 67", "acme.com"):
        assert secret not in hidden
    assert "250 seats" in hidden
