"""Mails about accounts. Rendered here and handed to Django's mail, whose back end keeps them in the outbox."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, engines
from django.template.loader import select_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from .addresses import site_link
from .models import Invitation, User

# What a security notice says happened. Values come from its caller.
EVENTS = {
    "password_changed": _("Your password was changed."),
    "password_set": _("A password was set for your account."),
    "password_reset": _("Your password was set anew with the link we mailed you."),
    "totp_activated": _("An authenticator app was set up for your account."),
    "totp_deactivated": _("The authenticator app was removed from your account."),
    "recovery_codes_generated": _("New recovery codes were made; the old ones no longer work."),
    "webauthn_added": _("A passkey or security key was added to your account."),
    "webauthn_removed": _("A passkey or security key was removed from your account."),
    "account_connected": _("A single sign-on account was connected to yours."),
    "account_disconnected": _("A single sign-on account was disconnected from yours."),
    "token_created": _("An API token named “%(name)s” was made for your account."),
    "address_changed": _("%(by)s changed your e-mail address to %(email)s. You were signed out everywhere."),
    "role_changed": _("%(by)s changed your role to “%(role)s”. You were signed out everywhere."),
    "second_factor_reset": _("%(by)s removed your second factor. You were signed out everywhere."),
}


def send_invitation(invitation: Invitation, link: str) -> None:
    user = invitation.user
    context = {"invitation": invitation, "inviter": invitation.invited_by, "link": link}
    _send("invitation", user.email, context, user)


def send_password_reset(user: User, link: str) -> None:
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    _send("password_reset", user.email, {"link": link, "hours": hours}, user)


def send_no_account(email: str) -> None:
    """To somebody who asked for a new password with an address we do not know: so both ways take as long."""
    _send("no_account", email, {})


def send_security_notice(
    user: User, event: str, *, to: str = "", address: str = "", browser: str = "", **values: Any
) -> None:
    """Tell a person that something about their account changed. `event` is a key of EVENTS, `to` another mailbox."""
    context = {
        "sentence": EVENTS[event] % values if values else EVENTS[event],
        "at": timezone.now(),
        "address": address,
        "browser": browser,
        "security_link": site_link(reverse("accounts:security")),
    }
    _send("security_notice", to or user.email, context, user)


def _send(template: str, to: str, context: dict[str, Any], person: User | None = None) -> None:
    zone = person.time_zone if person else settings.TIME_ZONE
    with translation.override(person.language if person else settings.LANGUAGE_CODE), timezone.override(zone):
        values = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "recipient": person, **context}
        subject = " ".join(_plain(f"mail/{template}.subject.txt", values).split())
        text = _plain(f"mail/{template}.txt", values).strip() + "\n"
        own_html = select_template([f"mail/{template}.html", "mail/layout.html"])
        html = own_html.render({**values, "subject": subject, "text": text})
    mail = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    mail.attach_alternative(html, "text/html")
    mail.send()


def _plain(name: str, values: dict[str, Any]) -> str:
    # A text mail is no HTML: “O'Neill” must not become “O&#x27;Neill”.
    return engines["django"].engine.get_template(name).render(Context(values, autoescape=False))  # type: ignore[attr-defined]
