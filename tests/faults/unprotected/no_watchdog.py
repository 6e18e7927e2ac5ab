"""A watchdog that never barks: a deaf worker stays deaf."""

from prm import watchdog

watchdog.LOOKS = 10**9
