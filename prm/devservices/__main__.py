"""``python -m prm.devservices`` keeps both servers running until Ctrl-C, for manage.py in another terminal."""

import argparse
import signal
import sys

from . import DevServicesError, running
from .paths import run_dir

DESCRIPTION = "Keeps PostgreSQL and Valkey running until Ctrl-C, for manage.py in another terminal."
# Blocked before anything starts, so that an early Ctrl-C waits for its turn.
ENDINGS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}

argparse.ArgumentParser(prog="python -m prm.devservices", description=DESCRIPTION).parse_args()
signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
try:
    with running():
        sys.stdout.write(f"PostgreSQL and Valkey listen in {run_dir()}. Ctrl-C ends them.\n")
        sys.stdout.flush()
        signal.sigwait(ENDINGS)
except DevServicesError as error:
    sys.exit(str(error))
