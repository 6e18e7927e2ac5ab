"""From a bare Python to the project's own: makes .venv, installs into it, and runs the same command again inside.

Only the standard library, and nothing a Python too old for the project could not parse: it must still be told so.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
# Installs several times faster than pip; where it cannot be had, pip does the same.
UV = "uv==0.13.9"
# Handed over to the same command inside .venv, and to nothing else.
BEGAN = "PRM_COMMAND_BEGAN"
_began = os.environ.pop(BEGAN, None) or str(time.time())


def fail(sentence):
    sys.exit(sentence)


def missing_module(name):
    if (BASE / name.split(".")[0]).exists():
        return f"The portal's own module {name} is missing: this checkout is incomplete."
    return f"The Python module {name} is missing; remove the folder {VENV} and start again."


def enter(requirements):
    """Returns inside .venv, with everything ``requirements`` names installed, or ends with one sentence."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that a running installer ends too
    _check_python()
    with _one_at_a_time():
        made = _make_venv()
        installed = _install(requirements)
    if made or installed or Path(sys.prefix).resolve() != VENV.resolve():
        os.execve(PYTHON, [str(PYTHON), *sys.argv], {**_with_bytecode(), BEGAN: _began})
    sys.path.insert(0, str(BASE))
    os.chdir(BASE)


def _with_bytecode():
    """Every program compiled once, whatever this machine's habit: without, each process spends seconds on it anew.

    It is kept in .venv, so the tree stays clean for those who do not want bytecode in it.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(VENV / "bytecode")}


def seconds_since_start():
    return time.time() - float(_began)


@contextlib.contextmanager
def step(name):
    """One line of the report: the name now, the seconds when it is done."""
    report(f"  {name:<24}", end="")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        report("")
        raise
    report(f"{time.monotonic() - began:6.1f} s")


def report(text, end="\n"):
    """Progress goes to the error output; what a command is asked for goes to the standard output."""
    sys.stderr.write(text + end)
    sys.stderr.flush()


def _check_python():
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < OLDEST:
        fail(f"Python 3.11 or newer is needed and this is {found}; run it with a newer one: python3.12 {sys.argv[0]}")
    for module in ("venv", "ssl", "sqlite3", "zlib"):
        if importlib.util.find_spec(module) is None:
            fail(
                f"This Python ({sys.executable}, {found}) lacks the standard module {module}; install a complete one."
            )


@contextlib.contextmanager
def _one_at_a_time():
    """Two commands started together must not install into one .venv; the lock goes with the process."""
    with (BASE / "requirements.txt").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make_venv():
    """True when a virtual environment had to be made: there was none, it is broken, or its filling was interrupted."""
    if not _interrupted().exists() and _works():
        return False
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        fail(
            f"This Python cannot make virtual environments (no ensurepip); on Debian or Ubuntu: apt install {package}"
        )
    with step("virtual environment"):
        base_python = getattr(sys, "_base_executable", sys.executable)
        _run([base_python, "-m", "venv", "--clear", VENV], "The virtual environment .venv could not be made")
    return True


def _interrupted():
    return VENV / "installing"


def _works():
    """Whether there is a Python in .venv that starts and can install; moving it or upgrading its base breaks it."""
    return PYTHON.exists() and _output([PYTHON, "-c", "import pip"])[0] == 0


def _install(requirements):
    """True when something was installed, because the requirements or the Python changed since the last time."""
    stamp = VENV / "installed.json"
    done = json.loads(stamp.read_text()) if stamp.exists() else {}
    if done.get(requirements) == _digest(requirements):
        return False
    with step("packages"):
        _interrupted().touch()
        _run_installer(requirements)
        _interrupted().unlink()
    done.update({name: _digest(name) for name in _files_of(requirements)})
    stamp.write_text(json.dumps(done, indent=1))
    return True


def _files_of(requirements):
    """A requirements file and those it includes."""
    text = (BASE / requirements).read_text()
    included = re.findall(r"^-r (\S+)", text, re.MULTILINE)
    return [requirements, *(found for name in included for found in _files_of(name))]


def _digest(requirements):
    files = [VENV / "pyvenv.cfg", *(BASE / name for name in _files_of(requirements))]
    return hashlib.sha256("\n".join(file.read_text() for file in files).encode()).hexdigest()


def _run_installer(requirements):
    wanted = ["-r", BASE / requirements]
    uv = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, *wanted]
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if _output([*pip, UV])[0] == 0 and _output(uv, _uv_environment())[0] == 0:
        return
    _run([*pip, *wanted], f"Installing {requirements} failed")


def _uv_environment():
    """uv does not read pip's configuration; what a machine behind a mirror or a proxy needs is passed on."""
    _code, listed = _output([PYTHON, "-m", "pip", "config", "list"])
    told = dict(re.findall(r"^[\w:]+\.(index-url|cert)='(.*)'$", listed, re.MULTILINE))
    names = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    return {**{names[key]: value for key, value in told.items()}, **os.environ}


def _run(command, failure):
    code, output = _output(command)
    if code != 0:
        lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no reason was given"]
        fail(f"{failure}: {lines[-1]} (all of it: {shlex.join(str(word) for word in command)})")


def _output(command, environment=None):
    """The exit code of a program and all that it said."""
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
    )
    return done.returncode, done.stdout.decode(errors="replace")
