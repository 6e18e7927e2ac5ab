"""Signing in and out: by whom, how often, from where, and where it leads."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from prm.accounts.models import User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client, email, password=PASSWORD, path=LOGIN, **extra):
    return client.post(path, {"login": email, "password": password}, **extra)


def signed_in(client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def test_e_mail_and_password_open_the_account_in_any_case(cleo):
    client = Client()
    assert sign_in(client, "CLEO@Example.com").status_code == 302
    assert signed_in(client)


def test_signing_out_ends_the_session_also_for_a_copied_cookie(cleo):
    client = Client()
    sign_in(client, cleo.email)
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert signed_in(thief)
    client.post("/accounts/logout/")
    assert not signed_in(client)
    assert not signed_in(thief)


def test_a_get_does_not_sign_out(cleo):
    client = Client()
    sign_in(client, cleo.email)
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)


def test_signing_in_gives_a_new_session(cleo):
    client = Client()
    client.get(LOGIN)
    client.session["anything"] = 1
    client.session.save()
    before = client.session.session_key
    sign_in(client, cleo.email)
    assert client.session.session_key != before


def without_noise(html: bytes) -> str:
    return re.sub(r'(csrf[^>]*(value|content)=")[^"]*', r"\1", html.decode())


def test_unknown_wrong_and_closed_read_the_same(cleo, dan):
    User.objects.filter(pk=dan.pk).update(is_active=False)
    answers = {
        name: sign_in(Client(), email, "not the password")
        for name, email in {
            "known": "cleo@example.com",
            "unknown": "nono@example.com",
            "closed": "dan@example.com",
        }.items()
    }
    assert {answer.status_code for answer in answers.values()} == {200}
    pages = {
        without_noise(answer.content).replace("cleo@", "x@").replace("nono@", "x@").replace("dan@", "x@")
        for answer in answers.values()
    }
    assert len(pages) == 1


def test_an_unknown_address_costs_a_hash_too(cleo, monkeypatch):
    hashed = []
    original = User.set_password
    monkeypatch.setattr(User, "set_password", lambda self, raw: (hashed.append(raw), original(self, raw)))
    sign_in(Client(), "nobody@example.com", "whatever it is")
    assert hashed == ["whatever it is"]


def test_a_closed_account_does_not_open(dan):
    User.objects.filter(pk=dan.pk).update(is_active=False)
    client = Client()
    answer = sign_in(client, dan.email)
    assert answer["Location"] == reverse("account_inactive")
    assert client.get(answer["Location"]).status_code == 200
    assert not signed_in(client)


def test_a_new_password_can_be_asked_for_and_the_answer_tells_nothing(cleo, mailoutbox):
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}) for email in ("cleo@example.com", "x@y.org")
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    assert [mail.to for mail in mailoutbox] == [["cleo@example.com"], ["x@y.org"]]
    assert "/accounts/password/reset/key/" in mailoutbox[0].body
    assert "password/reset/key" not in mailoutbox[1].body


def test_a_reset_writes_the_same_rows_for_known_and_unknown(cleo, settings, django_assert_num_queries):
    """One row of the outbox each, so that a clock tells nothing either."""
    from prm.outbox.models import Message

    settings.EMAIL_BACKEND = "prm.outbox.backends.OutboxEmailBackend"
    for email in ("cleo@example.com", "unknown@example.com"):
        with django_assert_num_queries(7):
            Client().post(reverse("account_reset_password"), {"email": email})
        assert Message.objects.filter(address=email).count() == 1


def reset_link(mail) -> str:
    return re.search(r"https?://\S+", mail.body).group()


def test_the_reset_link_comes_from_the_settings_and_never_from_the_host_header(cleo, mailoutbox, settings):
    settings.SITE_URL = "https://portal.example"
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(reverse("account_reset_password"), {"email": cleo.email}, headers={"host": "evil.example"})
    mail = mailoutbox[0]
    assert reset_link(mail).startswith("https://portal.example/accounts/password/reset/key/")
    assert "evil.example" not in mail.body + mail.alternatives[0].content + mail.subject


def test_a_reset_works_once_and_ends_other_sessions(cleo, as_, mailoutbox):
    elsewhere = as_(cleo)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": cleo.email})
    path = "/" + reset_link(mailoutbox[0]).split("/", 3)[3]
    form = client.get(path)["Location"]
    new = "a rather different secret"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert not signed_in(elsewhere)
    assert sign_in(Client(), cleo.email, new).status_code == 302
    assert b"no longer works" in Client().get(path, follow=True).content


def test_a_changed_password_ends_every_session(cleo, as_):
    here, elsewhere = Client(), as_(cleo)
    sign_in(here, cleo.email)
    new = "a rather different secret"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not signed_in(elsewhere)
    assert not signed_in(here)


def test_rotating_forwarded_addresses_do_not_lift_the_limit(cleo):
    answers = [
        sign_in(Client(), cleo.email, f"guess {number}", headers={"x-forwarded-for": f"203.0.113.{number}"})
        for number in range(12)
    ]
    assert b"Too many attempts" in answers[-1].content
    assert not sign_in(Client(), cleo.email).has_header("Location"), "even the right password has to wait"


def test_rotating_forwarded_addresses_do_not_hide_a_sweep_over_many_accounts(db):
    for number in range(10):
        sign_in(Client(), f"person{number}@example.com", "guess", headers={"x-forwarded-for": f"203.0.113.{number}"})
    answer = sign_in(Client(), "another@example.com", "guess", headers={"x-forwarded-for": "198.51.100.7"})
    assert b"Too many attempts" in answer.content


def test_behind_a_proxy_the_hop_that_it_wrote_counts(rf, settings):
    from prm.core.callers import client_ip

    request = rf.get("/", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9", REMOTE_ADDR="10.0.0.1")
    assert client_ip(request) == "10.0.0.1"
    settings.TRUSTED_PROXY_COUNT = 1
    assert client_ip(request) == "203.0.113.9"
    settings.TRUSTED_PROXY_COUNT = 3
    assert client_ip(request) == "10.0.0.1", "fewer hops than proxies: the header is not theirs"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil.example"],
)
def test_next_leads_nowhere_else(cleo, target):
    answer = sign_in(Client(), cleo.email, path=f"{LOGIN}?next={target}")
    assert answer["Location"] == reverse("home")


def test_next_to_an_allowed_host_is_still_refused(cleo, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    answer = sign_in(Client(), cleo.email, path=f"{LOGIN}?next=https://other.example/")
    assert answer["Location"] == reverse("home")


def test_next_leads_back_to_the_page_one_came_from(cleo):
    answer = sign_in(Client(), cleo.email, path=f"{LOGIN}?next=/accounts/tokens/")
    assert answer["Location"] == "/accounts/tokens/"


def test_nobody_signs_up(db):
    fields = {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    assert b"by invitation" in Client().post("/accounts/signup/", fields).content
    assert not User.objects.filter(email="new@example.com").exists()


def test_nobody_adds_a_second_address(cleo, as_):
    from allauth.account.models import EmailAddress

    as_(cleo).post("/accounts/email/", {"action_add": "", "email": "other@example.com"})
    assert not EmailAddress.objects.exists()


def test_sessions_can_be_ended_elsewhere(cleo):
    here, elsewhere = Client(), Client()
    sign_in(here, cleo.email)
    sign_in(elsewhere, cleo.email, headers={"user-agent": "Other browser"})
    assert b"Other browser" in here.get(reverse("accounts:sessions")).content
    here.post(reverse("accounts:sessions"))
    assert signed_in(here)
    assert not signed_in(elsewhere)


def test_pages_are_in_the_readers_time_zone(cleo, as_):
    from django.utils import timezone

    seen = []
    from prm.accounts.views.own import Profile

    original = Profile.get_context_data
    try:
        Profile.get_context_data = lambda self, **kw: (
            seen.append(timezone.get_current_timezone_name()),
            original(self, **kw),
        )[1]
        User.objects.filter(pk=cleo.pk).update(time_zone="Asia/Tokyo")
        as_(cleo).get(reverse("accounts:profile"))
    finally:
        Profile.get_context_data = original
    assert seen == ["Asia/Tokyo"]
    assert timezone.get_current_timezone_name() == "UTC"


def test_signing_in_says_nothing_and_signing_out_says_so(cleo):
    client = Client()
    sign_in(client, cleo.email)
    assert not list(client.get(reverse("accounts:profile")).context["messages"])
    page = client.post("/accounts/logout/", {"next": LOGIN}, follow=True)
    assert b"You are signed out." in page.content
