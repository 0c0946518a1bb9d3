"""Settings: read from the environment, safe where it is silent; see docs/operators.md."""

import os
import tempfile
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from config import broker, folders

BASE_DIR = folders.ROOT
env = environ.Env()

# Everything that Greffe keeps is in this one folder.
DATA = folders.data_folder()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)


def secret_key() -> str:
    """The key of this installation: from the environment, else made once and kept in DATA.

    Several processes may start at once in an empty folder; linking the finished file into
    place lets exactly one of them win, and nobody reads a half-written key.
    """
    if given := env.str("SECRET_KEY", default=""):
        return given
    kept = DATA / "secret_key"
    if not kept.exists():
        with tempfile.NamedTemporaryFile("w", dir=DATA, delete=False) as made:
            made.write(get_random_secret_key())
        try:
            os.link(made.name, kept)
        except FileExistsError:
            pass
        finally:
            Path(made.name).unlink()
    return kept.read_text()


SECRET_KEY = secret_key()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config.apps.GreffeConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "guardian",
    "investigations",
    "casefiles",
    "search",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.PrivateResponses",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'greffe.sqlite3'}")}
# Kept open from one request to the next: closing SQLite's last connection folds its log away.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for the writer (WAL); writers queue up for half a minute before they
    # give up, and take the lock at the start, so that none fails half-way through.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "investigations.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ANONYMOUS_USER_NAME = None  # guardian: nobody is granted anything without an account
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "search:home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# In the session: a cookie would keep names in the browser, in the clear, past the log-out.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- transport --------------------------------------------------------------------------------
# Behind HTTPS say HTTPS=true: cookies are then never sent in the clear.
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- language ---------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")
USE_TZ = True

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "config" / "static", ("npm", folders.SCRIPTS)]
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
ORIGINALS = DATA / "originals"
RENDITIONS = DATA / "renditions"
IMAGES = DATA / "images"
INDEXES = DATA / "indexes"
INCOMING = DATA / "incoming"
INCOMING.mkdir(mode=0o700, exist_ok=True)
FILE_UPLOAD_HANDLERS = ["casefiles.uploads.BoundedFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(INCOMING)
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_MB", default=1024) * 1_000_000
MAX_PAGES = env.int("MAX_PAGES", default=10_000)
DEMO = env.bool("GREFFE_DEMO", default=True)  # in an empty installation only

# --- reading ----------------------------------------------------------------------------------
TESSDATA = Path(env.str("TESSDATA_PREFIX", default=str(folders.TESSDATA)))
PAGE_SECONDS = env.int("PAGE_SECONDS", default=90)  # a page that takes longer is given up
SURVEY_SECONDS = env.int("SURVEY_SECONDS", default=60)
PREPARE_SECONDS = env.int("PREPARE_SECONDS", default=180)  # to open a file that is no sound PDF
PREPARE_MEMORY_BYTES = env.int("PREPARE_MEMORY_MB", default=2500) * 1_000_000
# All that may come out of one file, with what is inside of what is inside it.
MAX_UNPACKED_BYTES = env.int("MAX_UNPACKED_MB", default=8000) * 1_000_000
READERS = env.int("GREFFE_READERS", default=0) or os.cpu_count() or 1  # in each process
READER_MEMORY_BYTES = env.int("READER_MEMORY_MB", default=1500) * 1_000_000

# --- search -----------------------------------------------------------------------------------
SEARCH_ENGINE = env.str("SEARCH_ENGINE", default="whoosh")

# --- mail -------------------------------------------------------------------------------------
# None is sent unless a server is named, and the address that a link in a mail begins with.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="greffe@localhost")
GREFFE_ADDRESS = env.str("GREFFE_ADDRESS", default="")  # https://greffe.example

# --- queue ------------------------------------------------------------------------------------
# A server of one's own where REDIS_URL names one, else the private one of config.broker.
REDIS_URL = env.str("REDIS_URL", default="") or f"unix://{broker.socket_path(DATA)}"
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_TASK_PUBLISH_RETRY = False  # the sweeper sends again what could not be sent
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ROUTES = {
    "casefiles.tasks.read_*": {"queue": "pages"},
    "search.tasks.*": {"queue": "index"},
}
CELERY_BEAT_SCHEDULE = {
    "sweep pages": {"task": "casefiles.tasks.sweep", "schedule": 15, "options": {"expires": 15}},
    "sweep indexes": {"task": "search.tasks.sweep", "schedule": 15, "options": {"expires": 15}},
    "look for alerts": {"task": "search.tasks.alert", "schedule": 60, "options": {"expires": 60}},
    "send digests": {
        "task": "search.tasks.send_digests",
        "schedule": 1800,
        "options": {"expires": 1800},
    },
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # A person who mistyped an address is no event for the operator.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
