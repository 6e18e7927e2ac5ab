"""The portal as in development, on the database of the measurement, with a broker and a cache to itself."""

import os

from prm.settings.development import *  # noqa: F403
from prm.settings.development import CACHES, CELERY_BROKER_URL, DATABASES

DATABASES["default"]["NAME"] = os.environ["PRM_BENCH_DATABASE"]
CACHES["default"]["KEY_PREFIX"] = os.environ["PRM_BENCH_DATABASE"]
CELERY_BROKER_URL += "?virtual_host=14"
