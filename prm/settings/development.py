"""One machine, one person: the demo and development. Mail becomes files under the state folder."""

from .base import *  # noqa: F403
from .base import MIDDLEWARE, devservices, env

DEBUG = env.bool("DEBUG", default=False)
# script/server passes a key generated per installation; a bare manage.py gets a throw-away one.
SECRET_KEY = env("SECRET_KEY", default="") or devservices.secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
MAIL_FOLDER = devservices.state_dir() / "mail"
OUTBOX_EMAIL_BACKEND = "prm.outbox.backends.FileEmailBackend"
if env("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
    OUTBOX_EMAIL_BACKEND = vars()["EMAIL_BACKEND"]
    EMAIL_BACKEND = "prm.outbox.backends.OutboxEmailBackend"
DEV_MAIL_PAGE = True
MIDDLEWARE = ["prm.core.middleware.TellQueries", *MIDDLEWARE]
WHITENOISE_USE_FINDERS = True  # static files straight from their folders: nothing to collect on one machine
WHITENOISE_AUTOREFRESH = True  # an edited stylesheet shows at once
