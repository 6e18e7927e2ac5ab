"""OpenID Connect opens what exists and makes nothing."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from prm.accounts.adapters import SocialAccountAdapter
from prm.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def provider(settings):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": "Northwind ID",
                    "client_id": "portal",
                    "secret": "x",
                    "settings": {"server_url": "https://id.example"},
                }
            ]
        }
    }


def returning(email: str, *, verified: bool = True, uid: str = "sub-1") -> SocialLogin:
    return SocialLogin(
        user=User(email=email),
        account=SocialAccount(provider="sso", uid=uid, extra_data={"email": email}),
        email_addresses=[EmailAddress(email=email, verified=verified, primary=True)],
    )


def come_back(rf, login: SocialLogin):
    request = rf.get("/accounts/oidc/sso/login/callback/")
    request.user, request.session = AnonymousUser(), SessionStore()
    request._messages = FallbackStorage(request)
    login.state = {"process": "login"}
    login.provider = SocialAccountAdapter(request).get_provider(request, "sso")
    with context.request_context(request):
        answer = complete_social_login(request, login)
    return request, answer


def test_an_invited_person_with_a_verified_address_is_signed_in(rf, cleo):
    request, _answer = come_back(rf, returning("CLEO@example.com"))
    assert request.user == cleo
    assert SocialAccount.objects.get().user == cleo


def test_the_second_time_the_account_is_known_whatever_the_address_says(rf, cleo):
    come_back(rf, returning("cleo@example.com"))
    request, _answer = come_back(rf, returning("married@example.com"))
    assert request.user == cleo


@pytest.mark.parametrize(
    ("email", "verified"), [("stranger@example.com", True), ("cleo@example.com", False), ("dan@example.com", True)]
)
def test_strangers_unverified_addresses_and_closed_accounts_are_turned_away(rf, cleo, dan, email, verified):
    User.objects.filter(pk=dan.pk).update(is_active=False)
    people = User.objects.count()
    request, answer = come_back(rf, returning(email, verified=verified))
    assert answer["Location"] == reverse("account_login")
    assert not request.user.is_authenticated
    assert User.objects.count() == people
    assert not SocialAccount.objects.exists()


def test_somebody_closed_after_connecting_stays_out(rf, cleo):
    come_back(rf, returning("cleo@example.com"))
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    request, answer = come_back(rf, returning("cleo@example.com"))
    assert not request.user.is_authenticated
    assert answer["Location"] == reverse("account_inactive")


def test_the_second_factor_is_asked_for_after_single_sign_on_too(rf, cleo):
    Authenticator.objects.create(user=cleo, type="totp", data={"secret": "x"})
    request, answer = come_back(rf, returning("cleo@example.com"))
    assert not request.user.is_authenticated
    assert answer["Location"] == reverse("mfa_authenticate")


def test_it_never_makes_an_account(rf):
    adapter = SocialAccountAdapter(rf.get("/"))
    assert not adapter.is_open_for_signup(rf.get("/"), returning("new@example.com"))
    with pytest.raises(PermissionError):
        adapter.save_user(rf.get("/"), returning("new@example.com"))


def test_an_error_of_the_provider_leads_back_to_the_sign_in_page(rf):
    request = rf.get("/")
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    with pytest.raises(ImmediateHttpResponse) as turned:
        SocialAccountAdapter(request).on_authentication_error(request, None)
    assert turned.value.response["Location"] == reverse("account_login")


def test_the_sign_in_page_offers_it_as_a_post(client):
    page = client.get("/accounts/login/").content.decode()
    assert "Sign in with Northwind ID" in page
    assert 'action="/accounts/oidc/sso/login/' in page
