"""Calls per token and minute."""

import time
from typing import Any

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class TokenRateThrottle(BaseThrottle):
    """A fixed window counted with one atomic increment: 600/min means 600 in each minute of the clock."""

    scope = "token"

    def __init__(self) -> None:
        amount, _, period = str(api_settings.DEFAULT_THROTTLE_RATES[self.scope]).partition("/")
        self.amount = int(amount)
        self.duration = SECONDS[period[0]]

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.auth is None:
            return True
        self.now = time.time()
        return self._count(f"api-rate:{request.auth.pk}:{int(self.now // self.duration)}") <= self.amount

    def _count(self, key: str) -> int:
        cache.add(key, 0, timeout=self.duration * 2)
        try:
            return cache.incr(key)
        except ValueError:  # the counter vanished between the two calls
            cache.set(key, 1, timeout=self.duration * 2)
            return 1

    def wait(self) -> float:
        return self.duration - self.now % self.duration
