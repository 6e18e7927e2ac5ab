"""A checkout of its own for one test, and the programs that run in it."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from prm.devservices import account
from prm.devservices.paths import BASE_DIR

# Every program a test runs begins with this. Its main process says what happened as JSON and obeys lines.
PRELUDE = """
import json, os, signal, sys, psycopg2
from prm import devservices
from prm.devservices import paths, postgres, valkey

def say(**facts):
    print(json.dumps(facts), flush=True)

def sql(statement):
    settings = paths.database_settings()
    session = psycopg2.connect(host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname="prm")
    session.autocommit = True
    with session.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    session.close()
    return rows

def ask_valkey(command):
    import socket
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(paths.valkey_socket()))
        connection.sendall(command.encode() + b"\\r\\n")
        return connection.recv(4096).decode()
"""


@dataclass
class Checkout:
    base: Path
    state: Path | None
    python: str = sys.executable
    environment: dict[str, str] = field(default_factory=dict)
    as_user: dict[str, Any] = field(default_factory=dict)
    started: list[subprocess.Popen] = field(default_factory=list)

    def begin(self, program: str) -> subprocess.Popen:
        """Starts a program in this checkout and leaves it running."""
        kept = {name: value for name, value in os.environ.items() if name != "PRM_STATE"}
        state = {"PRM_STATE": str(self.state)} if self.state else {}
        process = subprocess.Popen(
            [self.python, "-c", PRELUDE + program],
            cwd=self.base,
            env={**kept, **self.environment, **state},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **self.as_user,
        )
        self.started.append(process)
        return process

    def run(self, program: str) -> list[dict[str, Any]]:
        """What the program said, line by line."""
        output, errors = self.begin(program).communicate(timeout=60)
        assert self.started[-1].returncode == 0, errors
        return [json.loads(line) for line in output.splitlines()]

    def refusal(self, program: str) -> str:
        """The sentence of the DevServicesError that ends the program."""
        _output, errors = self.begin(program).communicate(timeout=60)
        name, _colon, sentence = errors.strip().splitlines()[-1].partition(": ")
        assert name == "prm.devservices.errors.DevServicesError", errors
        return sentence

    def folders(self) -> tuple[Path, Path]:
        [said] = self.run("say(state=str(paths.state_dir()), run=str(paths.run_dir()))")
        return Path(said["state"]), Path(said["run"])

    def clean_up(self) -> None:
        for process in self.started:
            process.kill()
            process.communicate()
        [left] = self.run("devservices.stop()\nsay(folders=[str(paths.state_dir()), str(paths.run_dir())])")
        for folder in left["folders"]:
            shutil.rmtree(folder, ignore_errors=True)


def heard(process: subprocess.Popen) -> dict[str, Any]:
    """The next thing a running program says."""
    line = process.stdout.readline()
    if line:
        return json.loads(line)
    pytest.fail(process.stderr.read())


def tell(process: subprocess.Popen) -> None:
    """Lets a running program pass its next input()."""
    process.stdin.write("\n")
    process.stdin.flush()


def copy_package(base: Path) -> None:
    shutil.copytree(
        BASE_DIR / "prm" / "devservices", base / "prm" / "devservices", ignore=shutil.ignore_patterns("__pycache__")
    )
    (base / "prm" / "__init__.py").touch()


def python_for_anybody() -> str | None:
    """A Python that an ordinary user may run, of the version our packages were built for."""
    version = f"python3.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        if Path(candidate).exists() and account.closed_folder(Path(candidate).resolve().parent) is None:
            return candidate
    return None


def packages_folder() -> Path:
    return Path(psycopg2.__file__).resolve().parents[1]
