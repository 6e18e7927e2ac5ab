"""Links in mails: signed, expiring, for one purpose, one person and one state of the object."""

from datetime import timedelta

import pytest
import time_machine

from prm.core import links


@pytest.fixture
def token():
    return links.make("offers.answer", subject="OF-000001", person="U-000001", fingerprint="1:open")


def test_a_link_says_what_it_was_made_for(token):
    claim = links.read("offers.answer", token)
    assert (claim.subject, claim.person) == ("OF-000001", "U-000001")
    assert claim.still_fits("1:open")
    assert not claim.still_fits("1:accepted")


def test_a_link_is_for_one_purpose(token):
    with pytest.raises(links.BadLink):
        links.read("offers.delete", token)


@pytest.mark.parametrize(
    "forge", [lambda t: t[:-2], lambda t: f"x{t}", lambda t: "", lambda t: "..", lambda t: t.replace(".", ":")]
)
def test_a_forged_link_is_refused_in_words(token, forge):
    with pytest.raises(links.BadLink) as refusal:
        links.read("offers.answer", forge(token))
    assert "sign in" in refusal.value.message


def test_a_link_lives_for_seven_days():
    with time_machine.travel("2026-03-02 10:00", tick=False) as clock:
        token = links.make("offers.answer", subject="OF-000001", person="U-000001", fingerprint="x")
        clock.shift(timedelta(days=7, seconds=-1))
        assert links.read("offers.answer", token)
        clock.shift(timedelta(seconds=2))
        with pytest.raises(links.BadLink):
            links.read("offers.answer", token)


def test_addresses_in_mails_come_from_the_settings(settings):
    settings.SITE_URL = "https://portal.example"
    assert links.absolute("/leads/") == "https://portal.example/leads/"
