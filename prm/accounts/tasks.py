"""Entry points of the workers."""

from celery import shared_task

from . import services


@shared_task(name="accounts.tidy")
def tidy() -> None:
    """Safe to run twice, and late: what is kept longer does no harm."""
    services.forget_old_api_requests()
    services.forget_dead_sessions()
