"""Posting, delivering and reading messages."""

from ..rendering import as_read_by
from .announcing import announce, is_awaited
from .choosing import choose_mails, send_digests
from .delivering import call_again, deliver, resend, sweep, sweep_bulk
from .endpoints import add_endpoint, change_endpoint, delete_endpoint, renew_secret, try_endpoint
from .nudging import nudge, nudge_on_commit
from .posting import Attachment, post_mail, post_notice, post_raw_mail, post_webhook
from .reading import open_notice, read_all
from .watching import note_worker
from .writing import BulkMail, BulkNotice, Letter, post_many, write_with

__all__ = [
    "Attachment",
    "BulkMail",
    "BulkNotice",
    "Letter",
    "add_endpoint",
    "announce",
    "as_read_by",
    "call_again",
    "change_endpoint",
    "choose_mails",
    "delete_endpoint",
    "deliver",
    "is_awaited",
    "note_worker",
    "nudge",
    "nudge_on_commit",
    "open_notice",
    "post_mail",
    "post_many",
    "post_notice",
    "post_raw_mail",
    "post_webhook",
    "read_all",
    "renew_secret",
    "resend",
    "send_digests",
    "sweep",
    "sweep_bulk",
    "try_endpoint",
    "write_with",
]
