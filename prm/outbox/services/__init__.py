"""Posting, delivering and reading messages."""

from .delivering import deliver, resend, sweep
from .nudging import nudge, nudge_on_commit
from .posting import Attachment, post_mail, post_notice, post_webhook
from .reading import open_notice, read_all

__all__ = [
    "Attachment",
    "deliver",
    "nudge",
    "nudge_on_commit",
    "open_notice",
    "post_mail",
    "post_notice",
    "post_webhook",
    "read_all",
    "resend",
    "sweep",
]
