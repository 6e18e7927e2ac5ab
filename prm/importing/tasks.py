"""Entry points of the workers. Both are bulk work: nobody waits for them as for an answer."""

from celery import shared_task

from . import services


@shared_task(name="importing.bulk.work")
def work(number: int) -> None:
    """Checks or imports one run, by row number. Safe to run twice and side by side."""
    services.work(number)


@shared_task(name="importing.bulk.sweep")
def sweep() -> None:
    """Does what no worker has begun or finished. Safe to run twice and side by side."""
    services.sweep()
