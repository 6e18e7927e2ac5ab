"""Signs of life of the workers."""

from datetime import timedelta

from django.utils import timezone

from ..models import WorkerSeen

FORGET_AFTER = timedelta(days=1)


def note_worker(name: str) -> None:
    """Remembers that the worker with this name did something just now; forgets those long gone."""
    now = timezone.now()
    WorkerSeen.objects.update_or_create(name=name[:200], defaults={"seen_at": now})
    WorkerSeen.objects.filter(seen_at__lt=now - FORGET_AFTER).delete()
