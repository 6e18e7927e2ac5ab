"""Codes, passkeys and recovery codes; and who must have them."""

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client, TestCase
from django.urls import reverse

from prm.accounts import second_factor, services
from prm.accounts.enums import Role
from prm.accounts.models import RolePolicy
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
ACTIVATE = "/accounts/2fa/totp/activate/"
AUTHENTICATE = "/accounts/2fa/authenticate/"


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(time.time() // 30 * 30 + 3, tick=False) as traveller:
        yield traveller


def code(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def password_step(user, client=None):
    client = client or Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client, answer


def signed_in(client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def set_up(user) -> tuple[Client, str]:
    client, _answer = password_step(user)
    secret = client.get(ACTIVATE).context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(ACTIVATE, {"code": code(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return client, secret


def test_setting_the_app_up_shows_recovery_codes_once_and_is_told_by_mail(cleo, mailoutbox):
    client, _secret = set_up(cleo)
    page = client.get(reverse("mfa_view_recovery_codes"))
    assert len(page.context["unused_codes"]) == 10
    again = client.get(reverse("mfa_view_recovery_codes"))
    assert set(again.context["unused_codes"]) == {"****"}
    assert any("authenticator app was set up" in mail.body for mail in mailoutbox)


def test_the_password_alone_no_longer_opens(cleo):
    set_up(cleo)
    client, answer = password_step(cleo)
    assert answer["Location"].startswith(AUTHENTICATE)
    assert client.get(AUTHENTICATE).status_code == 200
    assert not signed_in(client)


def test_a_code_opens_once(cleo, still_clock):
    _client, secret = set_up(cleo)
    still_clock.shift(60)
    used = code(secret)
    first, _answer = password_step(cleo)
    first.post(AUTHENTICATE, {"code": used})
    assert signed_in(first)
    cache.clear()  # Redis was wiped in between
    second, _answer = password_step(cleo)
    assert b"it was used before" in second.post(AUTHENTICATE, {"code": used}).content
    assert not signed_in(second)


def test_a_code_before_a_used_one_is_used_up_too(cleo, still_clock):
    _client, secret = set_up(cleo)
    still_clock.shift(60)
    first, _answer = password_step(cleo)
    first.post(AUTHENTICATE, {"code": code(secret, +1)})
    assert signed_in(first)
    second, _answer = password_step(cleo)
    second.post(AUTHENTICATE, {"code": code(secret)})
    assert not signed_in(second)


def test_the_code_that_set_the_app_up_does_not_sign_in(cleo):
    _client, secret = set_up(cleo)
    client, _answer = password_step(cleo)
    client.post(AUTHENTICATE, {"code": code(secret)})
    assert not signed_in(client)


def test_two_codes_at_once_open_one_door(cleo, still_clock):
    _client, secret = set_up(cleo)
    still_clock.shift(60)
    stale = Authenticator.objects.get(type="totp")
    assert second_factor.spend(Authenticator.objects.get(type="totp"), code(secret))
    assert not second_factor.spend(stale, code(secret))


def test_guessing_ends(cleo, still_clock):
    _client, secret = set_up(cleo)
    still_clock.shift(60)
    client, _answer = password_step(cleo)
    wrong = [f"{(int(code(secret)) + number) % 1_000_000:06}" for number in range(3, 12)]
    for guess in wrong:
        client.post(AUTHENTICATE, {"code": guess}, headers={"x-forwarded-for": f"198.51.100.{guess[-1]}"})
    client.post(AUTHENTICATE, {"code": code(secret)})
    assert not signed_in(client), "after many wrong ones, the right code has to wait"


def test_a_recovery_code_opens_once(cleo):
    client, _secret = set_up(cleo)
    recovery = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for expected in (True, False):
        fresh, _answer = password_step(cleo)
        fresh.post(AUTHENTICATE, {"code": recovery})
        assert signed_in(fresh) is expected


def test_secrets_do_not_lie_open_in_the_database(cleo):
    _client, secret = set_up(cleo)
    stored = " ".join(str(row) for row in Authenticator.objects.values_list("data", flat=True))
    assert secret not in stored
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_a_new_key_reads_what_the_old_one_wrote(cleo, settings):
    _client, secret = set_up(cleo)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "y" * 50
    assert decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(stored) != secret
    assert decrypt(stored) != decrypt(stored), "without the key no code fits: nobody knows a random secret"


# -- who must have one


@pytest.fixture
def required(gus):
    return services.set_role_policy(actor=gus, role=Role.FINANCE, mfa_required=True)


def test_whoever_needs_one_is_sent_to_set_it_up_from_every_page(required, fay):
    client, _answer = password_step(fay)
    for path in ("/accounts/profile/", "/accounts/tokens/", "/accounts/security/", reverse("home"), "/admin/"):
        assert client.get(path)["Location"] == reverse("accounts:second_factor"), path
        assert client.post(path)["Location"] == reverse("accounts:second_factor"), path
    fragment = client.get("/accounts/profile/", headers={"hx-request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, reverse("accounts:second_factor"))


def test_the_way_to_a_second_factor_and_out_is_open(required, fay):
    client, _answer = password_step(fay)
    assert client.get(reverse("accounts:second_factor")).status_code == 200
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    secret = client.get(ACTIVATE).context["form"].secret
    client.post(ACTIVATE, {"code": code(secret)})
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert signed_in(client)
    assert client.get(reverse("accounts:second_factor"))["Location"] == reverse("accounts:security")
    client.post("/accounts/logout/")
    assert not signed_in(client)


def test_others_are_not_bothered(required, cleo):
    client, _answer = password_step(cleo)
    assert signed_in(client)


def test_recovery_codes_are_no_second_factor(required, fay):
    Authenticator.objects.create(
        user=fay, type="recovery_codes", data={"seed": second_factor.encrypt("x"), "used_mask": 0}
    )
    client, _answer = password_step(fay)
    assert not signed_in(client)


def test_tokens_go_on(required, fay):
    _token, secret = services.create_token(user=fay, name="x", scopes=["fees:read"])
    answer = Client().get("/api/v1/nothing-here", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 404, "answered by the API, not sent to a page"


def test_a_rule_set_now_holds_from_the_next_page_on(fay, gus):
    client, _answer = password_step(fay)
    assert signed_in(client)
    services.set_role_policy(actor=gus, role=Role.FINANCE, mfa_required=True)
    assert not signed_in(client)


def test_the_last_factor_cannot_be_removed_while_the_role_needs_one(required, fay):
    client, _secret = set_up(fay)
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=fay, type="totp").exists()
    assert b"Add a passkey first" in client.get("/accounts/2fa/totp/deactivate/").content
    RolePolicy.objects.update(mfa_required=False)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=fay).exists()


def test_an_administrator_helps_somebody_who_lost_the_phone(gus, ben, cleo, as_, mailoutbox):
    client, _secret = set_up(cleo)
    mailoutbox.clear()
    as_(gus).post(reverse("accounts:person_factor_reset", args=[cleo.ref]))
    assert not Authenticator.objects.filter(user=cleo).exists()
    assert not signed_in(client)
    assert "removed your second factor" in mailoutbox[0].body
    assert signed_in(password_step(cleo)[0])


def test_every_page_about_the_second_factor_opens(cleo):
    client, _secret = set_up(cleo)
    for name in (
        "accounts:security",
        "accounts:sessions",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_add_webauthn",
        "account_change_password",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "socialaccount_connections",
    ):
        assert client.get(reverse(name)).status_code == 200, name
    for other in ("/accounts/2fa/", "/accounts/2fa/webauthn/"):
        assert client.get(other)["Location"] == reverse("accounts:security")


def test_a_passkey_can_be_renamed_and_removed_by_its_owner_only(cleo, dan):
    client, _secret = set_up(cleo)
    key = Authenticator.objects.create(user=cleo, type="webauthn", data={"name": "Key", "credential": {}})
    for page in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        url = reverse(page, args=[key.pk])
        assert client.get(url).status_code == 200
        assert password_step(dan)[0].get(url).status_code == 404
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.filter(pk=key.pk).exists()
