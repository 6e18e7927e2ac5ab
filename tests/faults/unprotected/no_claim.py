"""Read, then send, without claiming: whoever looks at the same time sends it as well."""

import time

from prm.outbox.models import Message, MessageQuerySet
from prm.outbox.services import delivering


def read_only(rows: MessageQuerySet) -> Message | None:
    message = rows.filter(state="queued").order_by("due_at", "pk").first()
    if message is not None:
        message.attempts += 1
        Message.objects.filter(pk=message.pk).update(attempts=message.attempts)
        time.sleep(0.3)
    return message


def mark(message: Message, **values: object) -> None:
    Message.objects.filter(pk=message.pk).update(**values)


delivering._claim = read_only
delivering._mark = mark
