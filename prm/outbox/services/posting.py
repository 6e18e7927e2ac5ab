"""A message becomes a row in the caller's transaction; what happens to it afterwards needs nobody to remember it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from prm.accounts.models import User
from prm.core.errors import violated
from prm.core.reading import zone_of

from ..enums import Channel, State
from ..models import Message, WebhookEndpoint
from ..rendering import render_mail
from ..text import mail_id, one_line, sender, storable, webhook_id
from ..topics import Mode, next_morning
from .choosing import mode_of
from .nudging import nudge_on_commit, task_for

MAIL_ROUTE = "mail"
KEY_LENGTH = 200


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"

    def as_json(self) -> dict[str, str]:
        encoded = base64.b64encode(self.content).decode()
        return {"name": one_line(self.name, 120), "content_type": self.content_type, "base64": encoded}


def post_mail(
    *,
    key: str,
    to: User | str,
    template: str,
    context: dict[str, Any],
    reply_to: User | None = None,
    sender_name: str = "",
    attachments: Sequence[Attachment] = (),
) -> Message | None:
    """Queues the mail of one event to one person; returns None when this key was queued before.

    `template` names `mail/<template>.subject.txt`, `.txt` and optionally `.html`, rendered now, in the language and
    time zone of `to`. Somebody who wants mails of its topic in the morning gets it in that one mail, and who wants
    notices only gets none (see `topics`). The mail comes from the site's own address: `sender_name` (a person's name;
    that of `reply_to` when left out) appears as “… via <site>”, and answers go to `reply_to`. Raises
    TemplateDoesNotExist.
    """
    if Message.objects.filter(key=key).exists():
        return None
    person = None if isinstance(to, str) else to
    mode = mode_of(person, template)
    if mode == Mode.NOTICE:
        return None
    rendered = render_mail(template, context, person)
    return _post(
        Message(
            key=key,
            **(_for_the_morning(person, context) if mode == Mode.DIGEST else {}),
            channel=Channel.MAIL,
            route=MAIL_ROUTE,
            recipient=person,
            address=one_line(person.email if person else str(to), 254),
            sender_name=sender(sender_name or (reply_to.get_full_name() if reply_to else "")),
            reply_to=one_line(reply_to.email, 254) if reply_to else "",
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            attachments=[attachment.as_json() for attachment in attachments],
            message_id=mail_id(key),
        )
    )


def _for_the_morning(person: User | None, context: dict[str, Any]) -> dict[str, Any]:
    due = next_morning(timezone.now(), zone_of(person))
    return {"state": State.GATHERED, "due_at": due, "url": one_line(str(context.get("url", "")), 500)}


def post_notice(*, key: str, to: User, title: str, text: str = "", url: str = "") -> Message | None:
    """Puts a notice on the person's page; returns None when this key was posted before. `url` is a path here."""
    return _post(
        Message(
            key=key,
            channel=Channel.NOTICE,
            recipient=to,
            subject=one_line(title),
            text=storable(text),
            url=one_line(url, 500),
            state=State.SENT,
            sent_at=timezone.now(),
            message_id=mail_id(key),
        )
    )


def post_webhook(*, key: str, endpoint: WebhookEndpoint, event: str, payload: dict[str, Any]) -> Message | None:
    """Queues a call of the endpoint; returns None when this key was queued before.

    The body is `{"type": event, "timestamp": …, "data": payload}`; `payload` must be plain JSON and, as everything
    that leaves, hold only what the endpoint's owner may see. The key must name the endpoint as well as the event.
    """
    return _post(
        Message(
            key=key,
            channel=Channel.WEBHOOK,
            route=f"endpoint:{endpoint.pk}",
            recipient_id=endpoint.user_id,
            endpoint=endpoint,
            address=endpoint.url,
            subject=one_line(event),
            payload={"type": event, "timestamp": timezone.now().isoformat(), "data": payload},
            message_id=webhook_id(key),
        )
    )


def post_raw_mail(
    *, key: str, address: str, subject: str, text: str, html: str = "", reply_to: str = "", attachments: Any = ()
) -> Message | None:
    """Queues a mail that somebody else has rendered (Django's own and allauth's come this way)."""
    return _post(
        Message(
            key=key,
            channel=Channel.MAIL,
            route=MAIL_ROUTE,
            address=one_line(address, 254),
            reply_to=one_line(reply_to, 254),
            subject=one_line(subject),
            text=storable(text),
            html=storable(html),
            attachments=[attachment.as_json() for attachment in attachments],
            message_id=mail_id(key),
        )
    )


def _post(message: Message) -> Message | None:
    if not 1 <= len(message.key) <= KEY_LENGTH:
        raise ValueError(f"A message's key has 1 to {KEY_LENGTH} characters: {message.key!r}")
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError as error:
        if violated(error) != "one_message_per_key":
            raise
        return None
    if message.state == State.QUEUED:
        nudge_on_commit(task_for(message), message.pk)
    return message
