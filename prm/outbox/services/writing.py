"""Very many messages at once: notices, and mails that are written only when they leave.

Writing a mail takes longer than routing a lead, and a mail server takes mails one by one anyway.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from prm.accounts.models import User
from prm.core import bulk, references

from ..enums import Channel, State
from ..models import Message
from ..rendering import render_mail
from ..text import mail_id, one_line, sender, storable
from ..transports.errors import NotWanted
from .nudging import nudge_on_commit
from .posting import MAIL_ROUTE, Attachment

COLUMNS = (
    "ref", "key", "channel", "recipient_id", "address", "subject", "text", "url", "route", "state", "queued_at",
    "due_at", "sent_at", "message_id", "writer", "about",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BulkMail:
    """A mail that the writer called `writer` will write about the row numbered `about`. The subject is its title."""

    key: str
    recipient_id: int
    address: str
    subject: str
    writer: str
    about: int


@dataclass(frozen=True, slots=True)
class BulkNotice:
    """A notice, as `post_notice` takes it."""

    key: str
    recipient_id: int
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Letter:
    """What a writer gives back: the template and what goes into it, as `post_mail` takes them."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    reply_to: User | None = None
    attachments: Sequence[Attachment] = ()


# Gives the letter about this row, or None when nobody wants it any more.
Writer = Callable[[int], Letter | None]
_writers: dict[str, Writer] = {}


def write_with(name: str, writer: Writer) -> None:
    """Says who writes the mails that are posted under this name."""
    _writers[name] = writer


def post_many(mails: Sequence[BulkMail], notices: Sequence[BulkNotice]) -> None:
    """Queues them all, in the caller's transaction. Raises IntegrityError when a key was queued before."""
    now = timezone.now().isoformat()
    refs = iter(references.reserve("O", len(mails) + len(notices)))
    rows: list[tuple[Any, ...]] = [
        (
            next(refs), mail.key, Channel.MAIL.value, mail.recipient_id, one_line(mail.address, 254),
            one_line(mail.subject), "", "", MAIL_ROUTE, State.QUEUED.value, now, now, None, mail_id(mail.key),
            mail.writer, mail.about,
        )
        for mail in mails
    ]  # fmt: skip
    rows += [
        (
            next(refs), note.key, Channel.NOTICE.value, note.recipient_id, "", one_line(note.title),
            storable(note.text), one_line(note.url, 500), "", State.SENT.value, now, now, now, mail_id(note.key),
            "", None,
        )
        for note in notices
    ]  # fmt: skip
    bulk.copy(Message, COLUMNS, rows)
    if mails:
        nudge_on_commit("outbox.bulk.sweep")


def write(message: Message) -> None:
    """Writes a mail that waited for its turn, once: a repeat sends the same text. Raises NotWanted."""
    if not message.writer or message.about is None:
        return
    letter = _writers[message.writer](message.about)
    if letter is None:
        raise NotWanted("Nobody waits for it any more.")
    rendered = render_mail(letter.template, letter.context, message.recipient)
    message.subject, message.text, message.html = rendered.subject, rendered.text, rendered.html
    if letter.reply_to is not None:
        message.sender_name = sender(letter.reply_to.get_full_name())
        message.reply_to = one_line(letter.reply_to.email, 254)
    message.attachments = [attachment.as_json() for attachment in letter.attachments]
    message.writer = ""
    message.save(update_fields=["subject", "text", "html", "sender_name", "reply_to", "attachments", "writer"])
