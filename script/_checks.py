"""The steps of script/test."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import time

from _bootstrap import BASE, report

from prm import devservices
from prm.devservices import DevServicesError

PYTHON = sys.executable
APPS = ["prm", "partners", "leads", "deals", "reports"]
# Programs without a suffix, which the tools do not find by themselves.
COMMANDS = ["script/server", "script/test", "script/bench"]
IMPORT_LINTER = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
CHECKS = {
    "ruff check": [PYTHON, "-m", "ruff", "check", ".", *COMMANDS],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", ".", *COMMANDS],
    "djlint": [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates", *APPS],
    "mypy": [PYTHON, "-m", "mypy", *APPS, "bench"],
    "import contracts": [PYTHON, "-c", IMPORT_LINTER],
    "migrations complete": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "production settings": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_CHROMIUM = "Browser tests were skipped: no Chromium. Install one (apt install chromium) or name it in PRM_CHROMIUM."


def run_all(arguments):
    """Runs every step, says what failed, and returns the exit code. With arguments the only step is pytest."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prm.settings.test")
    notes, failed = [], []
    if not _find_chromium():
        notes.append(NO_CHROMIUM)
        if os.environ.get("CI") == "true":
            failed.append("Chromium")
    try:
        with devservices.running():
            if not arguments:
                failed += [name for name, command in CHECKS.items() if not _passes(name, command)]
            code, summary = _pytest(arguments)
    except DevServicesError as error:
        sys.exit(str(error))
    _conclude(summary, failed, notes)
    return code or bool(failed)


def _passes(name, command):
    """Runs one check; what it says is only of interest when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=BASE,
        env=_production() if name == "production settings" else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    passed = done.returncode == 0
    report(f"  {name:<24}{time.monotonic() - began:6.1f} s{'' if passed else '  FAILED'}")
    if not passed:
        report(done.stdout)
    return passed


def _production():
    """An environment in which the production settings load; nothing connects to what it names."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "prm.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": "postgres://portal:secret@database.example/portal",
        "REDIS_URL": "redis://broker.example:6379/0",
        "ALLOWED_HOSTS": "portal.example",
        "SITE_URL": "https://portal.example",
        "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
        "DEFAULT_FROM_EMAIL": "portal@portal.example",
    }


def _pytest(arguments):
    """Shows pytest's output as it comes; its exit code and its last line."""
    # One more than two cores: the tests of faults and in the browser, a process each, wait more than they work.
    in_parallel = [] if any(word.startswith("-n") for word in arguments) else ["-n", "3", "--dist", "loadgroup"]
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    command = [PYTHON, "-m", "pytest", *in_parallel, *colour, *arguments]
    shown = bytearray()
    with subprocess.Popen(command, cwd=BASE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        try:
            while chunk := process.stdout.read1(65536):
                sys.stdout.buffer.write(chunk)
                sys.stdout.buffer.flush()
                shown = (shown + chunk)[-4000:]
        except BaseException:
            process.terminate()
            raise
    return process.returncode, shown.decode(errors="replace").strip().split("\n")[-1]


def _conclude(summary, failed, notes):
    """Whoever reads only the last line, as some build servers do, must not miss a check that failed before pytest."""
    for note in notes:
        report(note)
    if not failed and not notes:
        return
    if failed:
        report(f"Failed besides the tests: {', '.join(failed)}.")
    counted = {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|error|skipped)", summary)}
    passed, skipped = counted.get("passed", 0), counted.get("skipped", 0)
    bad = counted.get("failed", 0) + counted.get("error", 0) + len(failed)
    sys.stderr.flush()
    sys.stdout.write(f"{passed} passed, {bad} failed, {skipped} skipped\n")


def _find_chromium():
    """Names the browser to the tests in PRM_CHROMIUM. False when there is none."""
    found = os.environ.get("PRM_CHROMIUM") or _chromium_on_path()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        report("  Chromium is missing; apt installs it.")
        install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["sh", "-c", install], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment)
        found = _chromium_on_path()
    if found:
        os.environ["PRM_CHROMIUM"] = found
    return bool(found)


def _chromium_on_path():
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
