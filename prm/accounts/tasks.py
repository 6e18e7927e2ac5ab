"""Entry points of the workers."""

from celery import shared_task

from . import services


@shared_task(name="accounts.forget_old_api_requests")
def forget_old_api_requests() -> None:
    """Safe to run twice, and late: a key that is kept longer does no harm."""
    services.forget_old_api_requests()
