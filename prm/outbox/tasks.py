"""Entry points of the workers. All are safe to run twice and side by side: a message is claimed before it is sent."""

from celery import Task, shared_task

from . import services
from .enums import Channel


@shared_task(name="outbox.deliver")
def deliver(message_id: int) -> None:
    """Sends one mail now."""
    services.deliver(message_id)


@shared_task(name="outbox.sweep", bind=True)
def sweep(self: Task) -> None:
    """Sends the mails that are due, and notes that this worker is alive."""
    services.note_worker(str(self.request.hostname))
    services.sweep(Channel.MAIL)


@shared_task(name="outbox.digests")
def send_digests() -> None:
    """Sends the morning's mail to those for whom it is morning."""
    services.send_digests()


@shared_task(name="outbox.bulk.deliver")
def deliver_webhook(message_id: int) -> None:
    """Sends one webhook now."""
    services.deliver(message_id)


@shared_task(name="outbox.bulk.sweep")
def sweep_bulk() -> None:
    """Sends the webhooks that are due, then mails of which there are very many."""
    services.sweep(Channel.WEBHOOK)
    services.sweep_bulk()
