"""Messages behind the administrator's window: that they went, not what they said."""

from prm.core.admin import show

from .models import Attempt, MailChoice, Message, Route, WebhookEndpoint, WorkerSeen

# Mails carry links that open accounts and answer offers; nobody but their reader needs them.
CONTENTS = ("text", "html", "attachments", "payload", "url")

show(
    Message,
    ("ref", "channel", "subject", "address", "state", "attempts", "created_at", "sent_at"),
    search=("ref", "address", "subject", "key"),
    filters=("state", "channel"),
    hidden=CONTENTS,
)
show(Attempt, ("message", "at", "succeeded", "status", "note"), filters=("succeeded",))
show(WebhookEndpoint, ("ref", "user", "url", "active"), search=("ref", "url"), filters=("active",), hidden=("secret",))
show(MailChoice, ("user", "topic", "mode"), filters=("topic", "mode"))
show(Route, ("name", "paused_until"))
show(WorkerSeen, ("name", "seen_at"))
