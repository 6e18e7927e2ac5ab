"""The hostile test run: real Postgres and Valkey, quick hashing, mail kept in memory."""

from .base import *  # noqa: F403
from .base import DATABASES, INSTALLED_APPS, MIDDLEWARE, REST_FRAMEWORK, devservices, env

SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES["default"]["TEST"] = {"NAME": env("PRM_TEST_DB", default="test_prm")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"  # nothing here has to survive a power cut
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
CELERY_BROKER_URL = devservices.broker_url() + "?virtual_host=15"  # no running worker listens here
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
# What is read one by one: by Django a dead session to delete it, by allauth a passkey to check it, by us an account
# to lock it; a row that is sent with If-Match is locked by the API and once more by the service.
LOCKED_BY_SERVICE_TOO = (
    "deals.Opportunity", "deals.Registration", "importing.ImportRun", "incentives.Fee", "leads.Lead",
    "outbox.WebhookEndpoint", "partners.Member", "partners.Partner",
)  # fmt: skip
LOCKED_ONE_BY_ONE = ("sessions.Session", "mfa.Authenticator", "accounts.User", *LOCKED_BY_SERVICE_TOO)
# Django remembers a content type once it was read; a cold process reads several.
ZEAL_ALLOWLIST = [{"model": name, "field": "get()"} for name in (*LOCKED_ONE_BY_ONE, "contenttypes.ContentType")]
ZEAL_RAISE = True  # an N+1 in a page fails the test that opens it
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"token": "100000/min"}
WHITENOISE_AUTOREFRESH = True  # looks for a static file when asked; nothing is collected for tests
