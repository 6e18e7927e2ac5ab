"""An acknowledgement that comes when the broker is gone is given up: the task comes again, which each can bear."""

from typing import Any

from celery.worker import request


class Request(request.Request):
    """kombu asks a closed connection for its host and raises AttributeError, which would end the whole worker."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connection_errors: tuple[type[Exception], ...] = (*self.connection_errors, AttributeError)
