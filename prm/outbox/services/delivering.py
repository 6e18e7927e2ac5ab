"""Claim, send, write down how it went. Sending happens outside any transaction, and only once at a time.

A claim is two things: a lease in the row, so that the work of a killed worker is taken up after LEASE, and a lock of
the database session, which lives exactly as long as the worker and so keeps others out while a slow send outlasts the
lease.
"""

import contextlib
import logging
import random
import time
from collections.abc import Iterable
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core.errors import DomainError, NotAllowed

from .. import rules
from ..enums import Channel, State
from ..models import Attempt, Message, MessageQuerySet, Route, WebhookCall, WebhookEndpoint
from ..transports import SEND, webhook
from ..transports.errors import NotDelivered, NotWanted, Refused, TryLater
from .nudging import nudge_on_commit, task_for
from .writing import write

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
MAX_CRASHES = 5
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = {Channel.MAIL: timedelta(minutes=5), Channel.WEBHOOK: timedelta(hours=4)}
GIVE_UP_AFTER = {Channel.MAIL: timedelta(days=2), Channel.WEBHOOK: timedelta(days=3)}
# How long everything on a route rests after it broke; doubled each time up to the longest.
ROUTE_REST = timedelta(seconds=5)
LONGEST_REST = {Channel.MAIL: timedelta(seconds=30), Channel.WEBHOOK: timedelta(minutes=10)}
SWEEP_SECONDS = 20


def deliver(message_id: int) -> bool:
    """Sends the message if it is due and nobody else is at it. True when it left by this call."""
    return _send_one(Message.objects.filter(pk=message_id)) is True


def sweep(channel: str = Channel.MAIL, limit: int = 200) -> int:
    """Sends what is due, the oldest first, for at most SWEEP_SECONDS; returns how many left.

    Mails of a bulk are left to `sweep_bulk`, so that nobody's acknowledgement waits behind them.
    """
    return _sweep(Message.objects.filter(channel=channel).written(), limit)


def sweep_bulk(limit: int = 200) -> int:
    """Writes and sends mails of a bulk, as `sweep` does with the others."""
    return _sweep(Message.objects.exclude(writer=""), limit)


def _sweep(rows: MessageQuerySet, limit: int) -> int:
    end = time.monotonic() + SWEEP_SECONDS
    left = 0
    for _number in range(limit):
        sent = _send_one(rows)
        if sent is None:
            break
        left += sent
        if time.monotonic() > end:
            break
    return left


@transaction.atomic
def resend(*, message: Message, actor: User) -> Message:
    """Queues a parked or cancelled message again, under its old id, a mail to the address its recipient has now.

    Does nothing with any other.
    """
    states = [State.PARKED, State.CANCELLED]
    if message.channel == Channel.MAIL and message.recipient is not None:
        Message.objects.filter(pk=message.pk, state__in=states).update(address=message.recipient.email)
    return _queue_again(message, actor, states)


@transaction.atomic
def call_again(*, call: WebhookCall, actor: User) -> Message:
    """Calls the endpoint again, under the old id, also when it answered before; now, if it waits for its next try.

    Raises NotAllowed for somebody else's endpoint, and DomainError while it is switched off.
    """
    may = rules.may_set_up(actor.role, actor.is_active)
    if not may or not WebhookCall.objects.visible_to(actor).filter(pk=call.pk).exists():
        raise NotAllowed(_("This webhook is not yours."))
    if call.endpoint is None or not call.endpoint.active:
        raise DomainError(_("The webhook is switched off. Switch it on first."))
    return _queue_again(call, actor, rules.REPEATABLE)


def _queue_again(message: Message, actor: User, states: Iterable[str]) -> Message:
    logger.info("%s resends message %s", actor.ref, message.ref)
    again = Message.objects.filter(pk=message.pk, state__in=sorted(states))
    now = timezone.now()
    if again.update(state=State.QUEUED, attempts=0, crashes=0, due_at=now, queued_at=now, claimed_until=None):
        nudge_on_commit(task_for(message), message.pk)
    message.refresh_from_db()
    return message


def _send_one(rows: MessageQuerySet) -> bool | None:
    """Claims and sends the first that is due: whether it left, or None when there was none to claim."""
    message = _claim(rows)
    if message is None:
        return None
    try:
        return _try(message)
    finally:
        _unlock(message.pk)


def _claim(rows: MessageQuerySet) -> Message | None:
    while True:
        now = timezone.now()
        with transaction.atomic():
            due = rows.claimable(now).select_related("endpoint__user").order_by("due_at", "pk")
            message = due.select_for_update(of=("self",), skip_locked=True).first()
            if message is None:
                return None
            mine = _lock(message.pk)
            if mine:
                # Counted before the try, so that a message that kills its worker is parked too.
                message.crashes += message.state == State.SENDING
                message.attempts += 1
                message.state = State.SENDING
                _let_others_wait(message)
            message.claimed_until = now + LEASE
            message.save(update_fields=["state", "attempts", "crashes", "claimed_until"])
        if mine:
            return message
        rows = rows.exclude(pk=message.pk)


def _let_others_wait(message: Message) -> None:
    """On a route that was broken, one message goes ahead and shows whether it works again."""
    Route.objects.filter(name=message.route).update(paused_until=timezone.now() + LEASE)


def _try(message: Message) -> bool:
    if message.crashes > MAX_CRASHES:
        _end(message, State.PARKED, Refused("Its worker was killed each time."))
        return False
    try:
        write(message)
        status = SEND[message.channel](message)
    except NotWanted as reason:
        _unwanted(message, reason)
    except Refused as reason:
        _end(message, State.PARKED, reason)
    except TryLater as reason:
        _later(message, reason)
    except Exception as error:
        logger.exception("Message %s failed", message.ref)
        _unexpected(message, error)
    else:
        _sent(message, status)
        return True
    return False


def _sent(message: Message, status: int | None) -> None:
    with transaction.atomic():
        _mark(message, state=State.SENT, sent_at=timezone.now(), last_error="")
        Attempt.objects.create(message=message, succeeded=True, status=status)
        _route_works(message)


def _end(message: Message, state: State, reason: NotDelivered) -> None:
    logger.warning("Message %s is %s: %s", message.ref, state, reason.note)
    with transaction.atomic():
        _route_works(message)
        _mark(message, state=state, last_error=reason.note)
        Attempt.objects.create(message=message, succeeded=False, status=reason.status, note=reason.note[:500])


def _unwanted(message: Message, reason: NotDelivered) -> None:
    _end(message, State.CANCELLED, reason)
    if reason.status == webhook.GONE:
        WebhookEndpoint.objects.filter(messages=message).update(active=False)


def _unexpected(message: Message, error: Exception) -> None:
    """Our own fault. Counts like a crash, because nobody knows whether it will ever work."""
    message.crashes += 1
    Message.objects.filter(pk=message.pk).update(crashes=message.crashes)
    if message.crashes > MAX_CRASHES:
        _end(message, State.PARKED, Refused(repr(error)))
    else:
        _later(message, TryLater(repr(error)))


def _later(message: Message, reason: TryLater) -> None:
    now = timezone.now()
    channel = Channel(message.channel)
    if now - message.queued_at > GIVE_UP_AFTER[channel]:
        _end(message, State.PARKED, reason)
        return
    pause = min(FIRST_PAUSE * 2 ** min(message.attempts - 1, 20), LONGEST_PAUSE[channel])
    pause = max(pause * random.uniform(0.8, 1.2), timedelta(seconds=reason.not_before))
    with transaction.atomic():
        if reason.route_broken:
            rest = _rest_route(message.route, channel)
            pause = pause if reason.suspect else min(pause, rest)
        else:
            _route_works(message)
        _mark(message, state=State.QUEUED, due_at=now + pause, last_error=reason.note)
        Attempt.objects.create(message=message, succeeded=False, status=reason.status, note=reason.note[:500])


def _route_works(message: Message) -> None:
    Route.objects.filter(name=message.route).delete()


def _rest_route(name: str, channel: Channel) -> timedelta:
    route, _made = Route.objects.select_for_update().get_or_create(
        name=name, defaults={"paused_until": timezone.now()}
    )
    route.failures += 1
    rest = min(ROUTE_REST * 2 ** min(route.failures - 1, 20), LONGEST_REST[channel])
    route.paused_until = timezone.now() + rest
    route.save()
    return rest


def _mark(message: Message, **values: object) -> None:
    """Only while the claim is still ours: `attempts` grows with every claim."""
    ours = Message.objects.filter(pk=message.pk, state=State.SENDING, attempts=message.attempts)
    ours.update(claimed_until=None, **values)


def _lock(pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended('outbox', %s))", [pk])
        return cursor.fetchone()[0]


def _unlock(pk: int) -> None:
    # A session that is gone has let go already.
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended('outbox', %s))", [pk])
