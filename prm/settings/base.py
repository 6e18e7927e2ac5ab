"""Settings shared by every environment. Nothing here starts, opens or connects to anything."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from prm.devservices import paths as devservices

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# -- who we are
SITE_NAME = env("SITE_NAME", default="Northwind Partners")
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
PRM_DEMO = env.bool("PRM_DEMO", default=False)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <partners@northwind.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Business time of people who have set nothing of their own.
DEFAULT_COUNTRY = env("DEFAULT_COUNTRY", default="NL")
DEFAULT_CURRENCY = env("DEFAULT_CURRENCY", default="EUR")

# -- the house
INSTALLED_APPS = [
    "reports",
    "deals.incentives",
    "deals",
    "leads",
    "partners.goals",
    "partners.library",
    "partners",
    "prm.importing",
    "prm.promises",
    "prm.outbox",
    "prm.accounts",
    "prm.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "prm.accounts.apps.SessionsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_cotton",
    "django_countries",
    "django_filters",
    "django_htmx",
    "django_include_bootstrap",
    "django_prometheus",
    "django_structlog",
    "django_tables2",
    "djmoney",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "health_check",
    "lucide",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "prm.core.middleware.RefuseHostileInput",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "prm.accounts.middleware.CurrentUserMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "prm.core.logs.RequestLog",
    "prm.core.middleware.HistoryMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "prm.urls"
WSGI_APPLICATION = "prm.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "prm.core.context_processors.site",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "prm.core.templatetags.ui"],
        },
    },
]
COTTON_DIR = "components"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "core/table.html"
NAVIGATION = "prm.navigation.NAVIGATION"
SETTINGS_PAGES = "prm.settings_pages.SETTINGS_PAGES"

# -- what can be imported, by the apps that know what the rows mean
IMPORTERS = {
    "partners": "partners.importing.PartnerImporter",
    "leads": "leads.importing.LeadImporter",
    "opportunities": "deals.importing.OpportunityImporter",
    "registrations": "deals.importing.RegistrationImporter",
}

# -- data
DATABASES = {
    "default": env.db("DATABASE_URL") if env("DATABASE_URL", default="") else devservices.database_settings(),
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    "-c lock_timeout=5s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s "
    # Of disks without moving parts. By PostgreSQL's own 4, foreign keys into a table that was small when they were
    # first checked are checked by reading it whole for as long as the connection lives.
    "-c random_page_cost=1.1"
)
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "prm.core.cache.ResilientRedisCache",
        "LOCATION": REDIS_URL or devservices.cache_url(),
        "KEY_PREFIX": "prm",
    }
}

# -- work: a task is a hint, so losing one costs seconds, never the work
CELERY_BROKER_URL = REDIS_URL or devservices.broker_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for ever
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
    "max_retries": 1,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Every task may run twice, so one that loses the broker goes on: killing it in mid-send would send a mail again.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_ROUTES = {"*.bulk.*": {"queue": "bulk"}}  # a task named <app>.bulk.<verb>; people wait for all others
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "prm.celery:SteadyScheduler"

# -- people
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mail is unique by a constraint on its lower case
AUTHENTICATION_BACKENDS = ["prm.accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "prm.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "prm.accounts.adapters.SocialAccountAdapter"
MFA_ADAPTER = "prm.accounts.adapters.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation's link proves the address; sign-up is closed
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {"login": "prm.accounts.forms.SignInForm"}
# Django's own: allauth's writes an address row for people it knows, which a clock can tell.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
PASSWORD_RESET_TIMEOUT = 7200  # seconds
# How many proxies of ours stand before the web process. 0: X-Forwarded-For is never believed.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # phones' clocks drift; a code and all before it are used up in the database
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation proved it; there is no second address to verify
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "prm.accounts.forms.AuthenticateForm",
    "reauthenticate": "prm.accounts.forms.ReauthenticateForm",
}
USERSESSIONS_TRACK_ACTIVITY = False  # CurrentUserMiddleware does, without a write per page
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict = {}
# Where the sign-in form may lead after our own answer: Chromium holds form-action against redirects too.
OIDC_ORIGINS: list[str] = []
if env("OIDC_SERVER_URL", default=""):
    OIDC_ORIGINS = env.list("OIDC_ORIGINS", default=["/".join(env("OIDC_SERVER_URL").split("/")[:3])])
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": env("OIDC_PROVIDER_ID", default="sso"),
                "name": env("OIDC_NAME", default="Single sign-on"),
                "client_id": env("OIDC_CLIENT_ID"),
                "secret": env("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": env("OIDC_SERVER_URL")},
            }
        ],
    }

# -- mail: everything leaves through the outbox, which delivers with OUTBOX_EMAIL_BACKEND
EMAIL_BACKEND = "prm.outbox.backends.OutboxEmailBackend"
OUTBOX_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
# Webhooks go to https on the public internet only, except to these hosts ("erp.intern:8443") that the operator names.
WEBHOOK_TRUSTED_HOSTS = env.list("WEBHOOK_TRUSTED_HOSTS", default=[])

# How long it is kept who looked at what is a partner's; the partner reads it until then.
LOOKS_KEPT_DAYS = env.int("LOOKS_KEPT_DAYS", default=730)

# -- pages, languages, files
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env("MEDIA_ROOT", default=str(devservices.state_dir() / "media"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
MAX_REQUEST_BYTES = 64 * 1024 * 1024  # files included; what a page takes is usually less
FILE_UPLOAD_PERMISSIONS = 0o640

# -- security ground
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "prm.core.views.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *OIDC_ORIGINS],
        "frame-ancestors": [NONE],
    }
}

# -- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["prm.accounts.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["prm.core.api.permissions.RoleAndScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "prm.core.api.pagination.RefCursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["prm.core.api.throttling.TokenRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"token": env("API_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "prm.core.api.problems.handler",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Partner portal API",
    "DESCRIPTION": "Leads, offers, deals and registrations, for partners' own systems and the vendor's.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "LossReason": "deals.enums.LossReason",
        "CloseReason": "leads.enums.CloseReason",
        "ContactRole": "deals.enums.ContactRole",
        "DealStage": "deals.enums.Stage",
        "DeclineReason": "leads.enums.DeclineReason",
        "DocumentKind": "partners.library.enums.DocumentKind",
        "LeadState": "leads.enums.LeadState",
        "MemberRole": "prm.accounts.enums.MEMBER_ROLES",
        "PartnerState": "partners.enums.PartnerState",
        "PartnerType": "partners.enums.PartnerType",
    },
}

# -- watching it run
READINESS = {
    "database": "prm.core.health.database",
    "broker": "prm.core.health.broker",
    "worker": "prm.outbox.selectors.worker_seen_lately",
}
# /metrics is shown to these networks, and to whoever sends METRICS_TOKEN as a bearer token.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
METRICS_NETWORKS = env.list("METRICS_NETWORKS", default=["127.0.0.0/8", "::1/128"])
SENTRY_DSN = env("SENTRY_DSN", default="")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_secrets": {"()": "prm.core.logs.WithoutSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
