"""Every mail about accounts, read as its reader reads it."""

import pytest
from django.urls import reverse
from django.utils import translation

from prm.accounts import messages, services
from prm.accounts.enums import Role
from prm.accounts.messages import EVENTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def oneill(cleo):
    cleo.name = "Cleo O'Neill <b>"
    cleo.time_zone = "Asia/Tokyo"
    return cleo


def check(mail, *sentences):
    html = mail.alternatives[0].content
    assert mail.subject
    assert "\n" not in mail.subject
    for sentence in sentences:
        assert sentence in mail.body
    for text in (mail.subject, mail.body, html):
        assert "UNDEFINED" not in text
        assert "{{" not in text and "{%" not in text
    assert "<b>" not in html.split("<body>")[1].replace("<body>", "")
    assert "&#x27;" not in mail.body


def test_an_invitation(gus, mailoutbox):
    gus.name = "Gus O'Weber <b>"
    services.invite(actor=gus, email="eve@example.com", name="Eve Nova", role=Role.FINANCE)
    check(mailoutbox[0], "Hello Eve Nova", "Gus O'Weber", "/accounts/invitation/", "works once")
    assert mailoutbox[0].subject == "Gus O'Weber <b> invites you to Northwind Partners"


def test_a_new_password(oneill, mailoutbox):
    messages.send_password_reset(oneill, "https://portal.example/reset")
    check(mailoutbox[0], "Hello Cleo O'Neill", "https://portal.example/reset", "2 hours")


def test_an_unknown_address(mailoutbox):
    messages.send_no_account("who@example.com")
    check(mailoutbox[0], "no open account")


@pytest.mark.parametrize("event", EVENTS)
def test_a_security_notice(oneill, gus, mailoutbox, event):
    values = {"token_created": {"name": "our CRM"}, "role_changed": {"role": "Finance", "by": gus}}
    values |= {"second_factor_reset": {"by": gus}, "address_changed": {"by": gus, "email": "new@example.com"}}
    messages.send_security_notice(oneill, event, address="203.0.113.9", browser="Browser", **values.get(event, {}))
    check(mailoutbox[0], "203.0.113.9", "JST", reverse("accounts:security"))
    assert "%(" not in mailoutbox[0].body


def test_each_notice_of_allauth_has_a_sentence_of_ours():
    """A new version of allauth that sends another notice must not fail in somebody's sign-in."""
    import re
    from pathlib import Path

    import allauth

    root = Path(allauth.__file__).parent
    sources = "\n".join(path.read_text() for path in root.rglob("*.py") if "/tests/" not in str(path))
    sent = set(re.findall(r'"(?:account|mfa|socialaccount)/email/(\w+)"', sources))
    ours = set(EVENTS) | {"password_reset_key", "unknown_account"}
    unused = {f"email_{word}" for word in ("changed", "confirm", "confirmation", "confirmation_signup", "deleted")}
    unused |= {"account_already_exists", "login_code", "password_reset_code"}
    assert sent - ours - unused == set()


def test_a_mail_to_somebody_else_does_not_change_the_pages_language(cleo, mailoutbox):
    before = translation.get_language()
    messages.send_security_notice(cleo, "password_changed")
    assert translation.get_language() == before
