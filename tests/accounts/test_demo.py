"""One click signs in as a demo's person; outside a demo there is nothing to click."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from prm.accounts import demo
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
URL = "/accounts/demo/"
FIELDS = {"email": "cleo@example.com", "name": "Cleo Maes", "role": "partner_admin", "company": "Partner One"}


@pytest.fixture
def people(monkeypatch, tmp_path, cleo, settings):
    settings.PRM_DEMO = True
    monkeypatch.setattr(demo, "state_dir", lambda: tmp_path)
    person = FIELDS | {"note": "Runs a <b>team</b>", "password": PASSWORD}
    (tmp_path / "demo-people.json").write_text(json.dumps([person]))
    return tmp_path


def signed_in(client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def test_the_sign_in_page_offers_them_without_their_passwords(people):
    page = Client().get("/accounts/login/").content.decode()
    for words in ("Cleo Maes", "Partner admin · Partner One", "Runs a &lt;b&gt;team&lt;/b&gt;"):
        assert words in page
    assert PASSWORD not in page


def test_a_click_signs_in(people):
    client = Client()
    assert client.post(URL, {"person": "cleo@example.com"}).status_code == 302
    assert signed_in(client)


def test_it_needs_the_forms_token(people):
    assert Client(enforce_csrf_checks=True).post(URL, {"person": "cleo@example.com"}).status_code == 403


def test_a_second_factor_is_still_asked_for(people, cleo):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=cleo, type="totp", data={"secret": "x"})
    client = Client()
    assert client.post(URL, {"person": "cleo@example.com"})["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)


def test_a_changed_password_is_said_in_words(people, cleo):
    cleo.set_password("something else entirely")
    cleo.save()
    answer = Client().post(URL, {"person": "cleo@example.com"}, follow=True)
    assert b"password was changed" in answer.content


@pytest.mark.parametrize("person", ["dan@example.com", "", "cleo@example.com' OR 1=1"])
def test_others_cannot_be_had_that_way(people, dan, person):
    assert Client().post(URL, {"person": person}).status_code == 404


def test_outside_a_demo_it_is_not_there(people, settings):
    settings.PRM_DEMO = False
    client = Client()
    assert client.post(URL, {"person": "cleo@example.com"}).status_code == 404
    assert not signed_in(client)
    assert "Cleo Maes" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("content", [None, "", "{", '[{"email": 1}]', '{"a": 1}', "[7]"])
def test_a_broken_file_breaks_no_page(people, content):
    path = people / "demo-people.json"
    path.unlink() if content is None else path.write_text(content)
    assert Client().get("/accounts/login/").status_code == 200
    assert demo.people() == []
