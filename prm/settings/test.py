"""The hostile test run: real Postgres and Valkey, quick hashing, mail kept in memory."""

from .base import *  # noqa: F403
from .base import DATABASES, REST_FRAMEWORK, TEMPLATES, devservices, env

SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES["default"]["TEST"] = {"NAME": env("PRM_TEST_DB", default="test_prm")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_FOLDER = devservices.state_dir() / "mail-test"
MEDIA_ROOT = str(devservices.state_dir() / "media-test")
DEV_MAIL_PAGE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = False
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED(%s)"
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"token": "100000/min"}
