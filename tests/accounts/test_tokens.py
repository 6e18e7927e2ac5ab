"""Keys of the API: shown once, kept as a hash, gone at once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory

from prm.accounts import services
from prm.accounts.authentication import BearerAuthentication
from prm.accounts.enums import EVERYONE, STAFF
from prm.accounts.models import ApiToken, User
from prm.accounts.scopes import LABELS, STAFF_ONLY, scopes_for
from prm.core.errors import DomainError, InvalidInput, NotAllowed
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def caller(header: str | None):
    extra = {"HTTP_AUTHORIZATION": header} if header is not None else {}
    return BearerAuthentication().authenticate(APIRequestFactory().get("/", **extra))


def test_the_secret_is_shown_once_and_kept_as_a_hash(cleo):
    client = signed_in(cleo)
    fields = {"name": "our CRM", "scopes": ["leads:read", "offers:read"], "days": "90"}
    answer = client.post(reverse("accounts:token_new"), fields)
    secret = answer.context["secret"]
    assert secret.encode() in answer.content
    assert "no-store" in answer["Cache-Control"]
    token = ApiToken.objects.get()
    assert (token.scopes, token.prefix) == (["leads:read", "offers:read"], secret[:12])
    assert secret not in str(ApiToken.objects.values().get())
    assert secret.encode() not in client.get(reverse("accounts:tokens")).content
    assert secret not in str(dict(client.session))
    assert caller(f"Bearer {secret}")[0] == cleo


def test_making_a_token_is_told_by_mail(cleo, mailoutbox):
    services.create_token(user=cleo, name="our CRM", scopes=["leads:read"])
    assert "our CRM" in mailoutbox[0].body


def test_an_old_session_shows_that_it_is_you_first(cleo):
    client = signed_in(cleo)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        answer = client.post(reverse("accounts:token_new"), {"name": "x", "scopes": ["leads:read"], "days": "90"})
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
        assert client.get(answer["Location"]).status_code == 200
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("change", ["revoked", "expired", "closed"])
def test_it_stops_working_at_once(cleo, gus, change):
    token, secret = services.create_token(
        user=cleo, name="crm", scopes=["leads:read"], expires=timezone.now() + timedelta(days=1)
    )
    assert caller(f"Bearer {secret}")
    if change == "revoked":
        services.revoke_token(actor=cleo, token=token)
    elif change == "closed":
        User.objects.filter(pk=cleo.pk).update(is_active=False)
    with (
        time_machine.travel(timezone.now() + timedelta(days=2 if change == "expired" else 0)),
        pytest.raises(AuthenticationFailed),
    ):
        caller(f"Bearer {secret}")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Basic Y2xlbzpwYXNz", "Bearer \xff\xfe", "Bearer a b"]
)
def test_a_wrong_header_is_refused(db, header):
    with pytest.raises(AuthenticationFailed):
        caller(header)


def test_without_a_header_nobody_calls(db):
    assert caller(None) is None


def test_a_session_is_no_key_to_the_api(gus, as_):
    answer = as_(gus).get("/api/v1/anything-at-all")
    assert answer.status_code == 404
    assert caller(None) is None


@pytest.mark.parametrize("scopes", [[], ["everything"], ["leads:read", "fees:write"], ["imports:write"]])
def test_a_member_gets_only_scopes_of_members(cleo, scopes):
    with pytest.raises(InvalidInput):
        services.create_token(user=cleo, name="x", scopes=scopes)


def test_the_form_offers_what_the_role_may_have():
    for role in EVERYONE:
        assert set(scopes_for(role)) == (set(LABELS) if role in STAFF else set(LABELS) - STAFF_ONLY)


def test_a_time_that_has_passed_is_refused(cleo):
    with pytest.raises(InvalidInput, match="passed"):
        services.create_token(user=cleo, name="x", scopes=["leads:read"], expires=timezone.now())


def test_there_is_an_end_to_the_number_of_tokens(cleo, monkeypatch):
    monkeypatch.setattr("prm.accounts.services.tokens.MOST_TOKENS", 1)
    services.create_token(user=cleo, name="one", scopes=["leads:read"])
    with pytest.raises(DomainError, match="Revoke one"):
        services.create_token(user=cleo, name="two", scopes=["leads:read"])


def test_nobody_sees_or_revokes_another_persons_token(cleo, dan, gus, as_):
    token, _secret = services.create_token(user=cleo, name="Cleo's CRM", scopes=["leads:read"])
    url = reverse("accounts:token_revoke", args=[token.ref])
    for method in ("get", "post"):
        assert getattr(as_(dan), method)(url).status_code == 404
    with pytest.raises(NotAllowed):
        services.revoke_token(actor=dan, token=token)
    assert b"Cleo&#x27;s CRM" not in as_(dan).get(reverse("accounts:tokens")).content
    assert b"Cleo&#x27;s CRM" not in as_(gus).get(reverse("accounts:tokens")).content, "an administrator's own list"
    assert as_(cleo).get(url).status_code == 200
    assert as_(cleo).post(url).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at


def test_use_is_noted_to_the_minute(cleo, django_assert_num_queries):
    token, _secret = services.create_token(user=cleo, name="x", scopes=["leads:read"])
    token.mark_used()
    token.refresh_from_db()
    first = token.last_used_at
    token.mark_used()
    token.refresh_from_db()
    assert token.last_used_at == first
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        token.mark_used()
    token.refresh_from_db()
    assert token.last_used_at > first
