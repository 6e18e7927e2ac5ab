"""Mail backends of Django: one that puts mails into the outbox, one that writes them to files."""

import os
import re
import uuid
from collections.abc import Iterator, Sequence
from email.message import Message as MailPart
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from .services import Attachment, post_raw_mail


class OutboxEmailBackend(BaseEmailBackend):
    """What Django and allauth send waits in the outbox as all other mail does: one message for each recipient.

    The sender is always the site's own address. A mail is never refused because the mail server is away.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for mail in email_messages:
                for address in mail.recipients():
                    self._post(mail, address)
        return len(email_messages)

    def _post(self, mail: EmailMessage, address: str) -> None:
        alternatives = getattr(mail, "alternatives", [])
        html = next((str(content) for content, kind in alternatives if kind == "text/html"), "")
        body = str(mail.body)
        post_raw_mail(
            key=f"django:{uuid.uuid4()}",
            address=address,
            subject=str(mail.subject),
            text="" if mail.content_subtype == "html" else body,
            html=body if mail.content_subtype == "html" else html,
            reply_to=", ".join(mail.reply_to),
            attachments=list(_attachments(mail)),
        )


def _attachments(mail: EmailMessage) -> Iterator[Attachment]:
    for number, attachment in enumerate(mail.attachments, start=1):
        if isinstance(attachment, MailPart):
            content = attachment.get_payload(decode=True)
            name, kind = attachment.get_filename(), attachment.get_content_type()
        else:
            name, content, kind = attachment
        data = content.encode() if isinstance(content, str) else bytes(content or b"")
        yield Attachment(name or f"attachment-{number}", data, kind or "application/octet-stream")


class FileEmailBackend(BaseEmailBackend):
    """Writes each mail to a file of MAIL_FOLDER, named by date and Message-ID, so a repeat is the same file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            self._write(folder, mail)
        return len(email_messages)

    def _write(self, folder: Path, mail: EmailMessage) -> None:
        message = mail.message()
        sent = parsedate_to_datetime(message["Date"]) if message["Date"] else timezone.now()
        name = re.sub(r"[^A-Za-z0-9-]+", "_", (message["Message-ID"] or str(uuid.uuid4())).split("@")[0]).strip("_")
        path = folder / f"{sent:%Y%m%dT%H%M%S}-{name[:80]}.eml"
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        unfinished.write_bytes(message.as_bytes())
        unfinished.replace(path)
