"""Whether workers work and messages leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from prm.outbox.enums import UNFINISHED
from prm.outbox.models import Message, WorkerSeen
from prm.promises.models import Nudge


@dataclass(frozen=True)
class Machinery:
    """`seen_at` is when a worker was last seen (UTC); `waiting_long` are messages due for more than five minutes."""

    workers: int
    seen_at: datetime | None
    waiting: int
    waiting_long: int
    parked_steps: int


def machinery(now: datetime) -> Machinery:
    workers = WorkerSeen.objects.aggregate(
        lately=Count("pk", filter=Q(seen_at__gt=now - timedelta(minutes=1))), last=Max("seen_at")
    )
    messages = Message.objects.filter(state__in=sorted(UNFINISHED)).aggregate(
        all=Count("pk"), long=Count("pk", filter=Q(due_at__lt=now - timedelta(minutes=5)))
    )
    steps = Nudge.objects.parked().count()
    return Machinery(workers["lately"], workers["last"], messages["all"], messages["long"], steps)
