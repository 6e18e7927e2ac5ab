"""gunicorn's hooks under script/server."""

import fcntl
import os


def on_starting(_server):
    """With --preload this runs after the application was loaded and before anything listens.

    So the application loads while the database is made ready, on the other core, and nobody is answered before it is.
    """
    from django.urls import get_resolver

    _loaded = get_resolver().url_patterns  # once here, and not by each worker at its first request
    with open(os.environ["PRM_GATE"]) as gate:
        fcntl.flock(gate, fcntl.LOCK_SH)
