"""One migrated database; each test process, and each portal of its own, starts from its copy in place of migrating."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connections

from prm import devservices
from prm.devservices.binaries import postgres_program
from prm.devservices.paths import state_dir

BASE = Path(settings.BASE_DIR)
PREFIX = "prm_template_"


def template() -> str:
    """The name of a database migrated by the migrations as they stand. Made once, by whoever comes first."""
    name = PREFIX + _fingerprint()
    with (state_dir() / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name not in _existing():
            _make(name)
    return name


def dump() -> Path:
    """The same as a file of SQL, for a portal with servers of its own."""
    with devservices.running():
        name = template()
        file = state_dir() / f"{name}.sql"
        with (state_dir() / "template.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                _write(name, file)
    return file


def _write(name: str, file: Path) -> None:
    for old in state_dir().glob(f"{PREFIX}*.sql*"):
        old.unlink()
    unfinished = file.with_suffix(".sql_new")
    values = connections["default"].settings_dict
    where = ["--host", values["HOST"], "--port", str(values["PORT"]), "--username", values["USER"]]
    environment = {**os.environ, "PGPASSWORD": values["PASSWORD"] or ""}
    command = [str(postgres_program("pg_dump")), *where, "--no-owner", "--file", str(unfinished), name]
    subprocess.run(command, env=environment, check=True)
    unfinished.rename(file)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    folders = ["prm", "partners", "leads", "deals", "reports"]
    files = [path for folder in folders for path in (BASE / folder).rglob("migrations/*.py")]
    for path in [*sorted(files), BASE / "requirements.txt", BASE / "prm" / "core" / "references.py"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _admin() -> psycopg2.extensions.connection:
    values = connections["default"].settings_dict
    session = psycopg2.connect(
        host=values["HOST"], port=values["PORT"], user=values["USER"], password=values["PASSWORD"], dbname="postgres"
    )
    session.autocommit = True
    return session


def _existing() -> set[str]:
    with contextlib.closing(_admin()) as session, session.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


def _make(name: str) -> None:
    unfinished = f"{name}_new"
    with contextlib.closing(_admin()) as session, session.cursor() as cursor:
        for old in _existing():
            if old.startswith(PREFIX):
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{unfinished}"')
    values = connections["default"].settings_dict
    password = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    place = f"{values['HOST']}:{values['PORT']}"
    tail = ""
    if values["HOST"].startswith("/"):  # a socket's folder
        place, tail = "", f"?host={values['HOST']}&port={values['PORT']}"
    url = f"postgresql://{values['USER']}{password}@{place}/{unfinished}{tail}"
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "prm.settings.test"}
    subprocess.run(command, cwd=BASE, env=environment, check=True)
    with contextlib.closing(_admin()) as session, session.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
