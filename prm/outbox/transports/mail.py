"""Mail, by whatever Django mail backend OUTBOX_EMAIL_BACKEND names."""

import base64
import contextlib
import smtplib
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from ..models import Message
from ..text import one_line
from .errors import Refused, TryLater


def send(message: Message) -> int | None:
    """Hands the mail to the mail server. Raises TryLater or Refused."""
    mail = _build_or_refuse(message)
    connection = get_connection(settings.OUTBOX_EMAIL_BACKEND)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        # Nothing was said about this mail yet, so it is the server (or our password for it) that fails.
        raise TryLater(_words(error), getattr(error, "smtp_code", None), route_broken=True, suspect=False) from error
    try:
        taken = connection.send_messages([mail])
    except Exception as error:
        raise judge(error) from error
    finally:
        # The mail is accepted by now, or not; a bad good-bye changes nothing.
        with contextlib.suppress(Exception):
            connection.close()
    if not taken:
        raise TryLater("The mail server took nothing.")
    return 250


def build(message: Message) -> EmailMultiAlternatives:
    """The mail as Django sends it. The same row always gives the same Message-ID and Date."""
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(message.created_at),
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMultiAlternatives(
        subject=one_line(message.subject),
        body=message.text,
        from_email=_from(message.sender_name),
        to=[message.address],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers=headers,
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        content = base64.b64decode(attachment["base64"], validate=True)
        mail.attach(attachment["name"], content, attachment["content_type"])
    return mail


def judge(error: Exception) -> TryLater | Refused:
    """What an error after the greeting means. Only what the server says about recipient or content is final."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _reply in error.recipients.values()]
        worst = min(codes, default=450)
        return Refused(_words(error), worst) if worst >= 500 else TryLater(_words(error), worst)
    if isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500:
        return Refused(_words(error), error.smtp_code)
    # A mail provider's API (anymail): 429 and 5xx are its own trouble, other 4xx are about this mail.
    status = getattr(error, "smtp_code", 0) or getattr(error, "status_code", 0) or 0
    by_api = not isinstance(error, smtplib.SMTPException)
    if by_api and 400 <= status < 500 and status not in (401, 403, 429):
        return Refused(_words(error), status)
    return TryLater(_words(error), status or None, route_broken=isinstance(error, TimeoutError))


def _build_or_refuse(message: Message) -> EmailMultiAlternatives:
    try:
        mail = build(message)
        mail.message()
    except Exception as error:
        raise Refused(f"The mail cannot be put together: {_words(error)}") from error
    if not mail.recipients():
        raise Refused("The mail has no address.")
    return mail


def _from(sender_name: str) -> str:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((one_line(sender_name, 200) or name, address))


def _words(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}", 500)
