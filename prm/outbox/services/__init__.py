"""Posting, delivering and reading messages."""

from ..rendering import as_read_by
from .delivering import deliver, resend, sweep
from .endpoints import add_endpoint, switch_endpoint
from .nudging import nudge, nudge_on_commit
from .posting import Attachment, post_mail, post_notice, post_raw_mail, post_webhook
from .reading import open_notice, read_all
from .watching import note_worker

__all__ = [
    "Attachment",
    "add_endpoint",
    "as_read_by",
    "deliver",
    "note_worker",
    "nudge",
    "nudge_on_commit",
    "open_notice",
    "post_mail",
    "post_notice",
    "post_raw_mail",
    "post_webhook",
    "read_all",
    "resend",
    "sweep",
    "switch_endpoint",
]
