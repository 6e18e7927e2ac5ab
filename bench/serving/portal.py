"""The portal as in development, on the database of the measurement."""

import os

from prm.settings.development import *  # noqa: F403
from prm.settings.development import DATABASES

DATABASES["default"]["NAME"] = os.environ["PRM_BENCH_DATABASE"]
