"""Where the embedded servers keep their data and listen.

Everything here only computes: nothing is created, started or looked up, so settings may import it.
"""

import hashlib
import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
POSTGRES_PORT = "5432"
DATABASE_NAME = "prm"
DATABASE_USER = "prm"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def state_dir() -> Path:
    """The folder of everything worth keeping: data, logs, mail files, the secret key.

    ``PRM_STATE`` names it. Otherwise it lies inside the checkout, except for root: PostgreSQL then runs as another
    account, which a checkout below /root would lock out.
    """
    if chosen := os.environ.get("PRM_STATE"):
        return Path(chosen).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/prm-dev") / _digest(f"{BASE_DIR}:0")
    return BASE_DIR / ".local"


def run_dir() -> Path:
    """The folder of the sockets, one for each state folder and user.

    It is not below the state folder because a socket's path may be 103 bytes long on macOS and 107 on Linux.
    """
    return Path("/tmp") / f"prm-{os.geteuid()}-{_digest(f'{state_dir()}:{os.geteuid()}')}"


def log_dir() -> Path:
    return state_dir() / "logs"


def postgres_data() -> Path:
    return state_dir() / "postgres"


def valkey_data() -> Path:
    return state_dir() / "valkey"


def postgres_socket() -> Path:
    return run_dir() / f".s.PGSQL.{POSTGRES_PORT}"


def valkey_socket() -> Path:
    return run_dir() / "valkey.sock"


def database_settings() -> dict[str, str]:
    """The embedded PostgreSQL as an entry of Django's ``DATABASES``."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE_NAME,
        "USER": DATABASE_USER,
        "HOST": str(run_dir()),
        "PORT": POSTGRES_PORT,
    }


def broker_url() -> str:
    """The embedded Valkey for Celery, whose transport knows no ``valkey://``."""
    return f"redis+socket://{valkey_socket()}"


def cache_url() -> str:
    """The embedded Valkey for Django's Redis cache."""
    return f"unix://{valkey_socket()}"


def secret_key_file() -> Path:
    return state_dir() / "secret_key"


def secret_key() -> str:
    """This installation's key, once ``script/server`` has made one; until then a new one at every call."""
    try:
        return secret_key_file().read_text().strip()
    except OSError:
        return secrets.token_urlsafe(50)
