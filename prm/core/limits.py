"""How often somebody may ask. Counted in the cache, so a lost cache forgets and never locks anybody out."""

import time

from django.core.cache import cache


def within(name: str, who: object, amount: int, seconds: int) -> bool:
    """Counts this call and says whether `who` stays within `amount` calls of `name` per window of `seconds`."""
    key = f"limit:{name}:{who}:{int(time.time() // seconds)}"
    cache.add(key, 0, timeout=seconds * 2)
    try:
        return cache.incr(key) <= amount
    except ValueError:  # the counter vanished between the two calls
        cache.set(key, 1, timeout=seconds * 2)
        return True


def seconds_left(seconds: int) -> int:
    """In how many seconds (at least one) the running window of so many seconds ends, and counting begins anew."""
    return max(1, round(seconds - time.time() % seconds + 0.5))
