"""How a message leaves, by channel: returns when the other side has taken it, else raises one of `errors`."""

from collections.abc import Callable

from ..enums import Channel
from ..models import Message
from . import mail, webhook

SEND: dict[str, Callable[[Message], int | None]] = {Channel.MAIL: mail.send, Channel.WEBHOOK: webhook.send}
