"""Everything script/server does once it runs inside .venv."""

import contextlib
import fcntl
import http.client
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time

import _bootstrap
from _bootstrap import fail, report, step

from prm import devservices
from prm.devservices import DevServicesError, locks, paths
from prm.devservices.supervise import Supervisor, last_line

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PATIENCE = 60
HEALTH = "/healthz"


def serve(arguments):
    """Runs the portal until it is told to end; the exit code."""
    for module in ("gunicorn", "celery"):
        if importlib.util.find_spec(module) is None:
            fail(_bootstrap.missing_module(module))
    ending = _listen_for_the_end()
    supervisor = None
    try:
        _start_servers()
        environment = _environment(arguments)
        supervisor = Supervisor(environment, str(_bootstrap.BASE), say=lambda sentence: report(f"  {sentence}"))
        with _gate(environment, ending):
            _start_web(supervisor, arguments)
            people = _prepare(environment, arguments, ending)
        _wait_for_web(supervisor, arguments, ending)
        _start_workers(supervisor)
        if not ending.is_set():
            _announce(environment, people, arguments)
        _watch(supervisor, ending)
    except DevServicesError as error:
        report(str(error))
        return 1
    finally:
        if supervisor:
            supervisor.stop()
        if locks.has_lease():
            devservices.stop()
    report("Stopped. The data is kept.")
    return 0


def _watch(supervisor, ending):
    while not ending.wait(1):
        supervisor.check()
        devservices.revive(supervisor.say)


def _listen_for_the_end():
    """From now on Ctrl-C, SIGTERM and a closed terminal set an event, and every step looks at it."""
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ending.set())
    return ending


def _start_servers():
    if devservices.uses_postgres():
        with step("PostgreSQL"):
            devservices.start_postgres()
    if devservices.uses_valkey():
        with step("Valkey"):
            devservices.start_valkey()


def _environment(arguments):
    given = dict(os.environ)
    state = paths.state_dir()
    defaults = {
        "DJANGO_SETTINGS_MODULE": "prm.settings.development",
        "SECRET_KEY": _secret_key(state),
        "SITE_URL": _site_url(arguments),
        "ALLOWED_HOSTS": ",".join(_names(arguments.host)),
        "PRM_DEMO": "0" if arguments.empty else "1",
        "PYTHONUNBUFFERED": "1",
    }
    # The folder may have been given relative to where the command was called.
    return {**defaults, **given, "PRM_STATE": str(state), "PRM_GATE": str(state / "database.lock")}


def _secret_key(state):
    """Made once for this installation, readable by its owner alone."""
    file = paths.secret_key_file()
    try:
        state.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            unfinished = file.with_suffix(".new")
            unfinished.touch(mode=0o600)
            unfinished.write_text(secrets.token_urlsafe(50))
            unfinished.rename(file)
        return file.read_text()
    except OSError as error:
        reason = f"The state folder {state} cannot be used ({error.strerror})"
        raise DevServicesError(f"{reason}; set PRM_STATE to a folder that can be written.") from error


def _site_url(arguments):
    host = arguments.host or LOOPBACK[0]
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname()
    return f"http://{f'[{host}]' if ':' in host else host}:{arguments.port}"


def _names(host):
    """The host names this portal answers to."""
    names = ["127.0.0.1", "localhost", "[::1]"]
    if host in ("0.0.0.0", "::"):
        names += [socket.gethostname(), *socket.gethostbyname_ex(socket.gethostname())[2]]
    elif host:
        names.append(f"[{host}]" if ":" in host else host)
    return names


@contextlib.contextmanager
def _gate(environment, ending):
    """Closed while the database is made ready: the web process loads but does not listen, another start waits."""
    with open(environment["PRM_GATE"], "a") as gate:
        while not ending.is_set():
            try:
                fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                ending.wait(0.1)
        yield


def _prepare(environment, arguments, ending):
    """Brings the database up to date. Who can sign in, as a text."""
    command = [sys.executable, str(_bootstrap.BASE / "script" / "_prepare.py")]
    if not arguments.empty:
        command.append("--demo")
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        threading.Thread(target=_end_early, args=(process, ending), daemon=True).start()
        people = process.stdout.read()
    if process.returncode and not ending.is_set():
        raise SystemExit(1)  # it has said why
    return people


def _end_early(process, ending):
    while process.poll() is None:
        if ending.wait(0.2):
            process.kill()


def _start_web(supervisor, arguments):
    host = arguments.host or LOOPBACK[0]
    listen = f"{f'[{host}]' if ':' in host else host}:{arguments.port}"
    serve_pages = ["-m", "gunicorn", "prm.wsgi", "--bind", listen, "--workers", "2", "--threads", "4", "--preload"]
    hooks = ["--config", str(_bootstrap.BASE / "script" / "_gunicorn.py")]
    supervisor.start("web", [sys.executable, *serve_pages, *hooks, "--no-control-socket", "--graceful-timeout", "10"])


def _wait_for_web(supervisor, arguments, ending):
    host = {None: "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(arguments.host, arguments.host)
    deadline = time.monotonic() + PATIENCE
    with step("web"):
        while not ending.is_set() and not _answers(host, arguments.port):
            supervisor.check()
            if time.monotonic() > deadline:
                raise DevServicesError(f"The web process does not answer: {last_line('web')} (see {paths.log_dir()}).")
            ending.wait(0.1)


def _start_workers(supervisor):
    """What a person waits for has a worker of its own: were bulk work done by the same one, a long import could hold
    all its processes while an acknowledgement is due."""
    celery = [sys.executable, "-m", "celery", "-A", "prm"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    supervisor.start("worker", [*worker, "-Q", "interactive", "-n", "interactive@%h", "--concurrency", "2"])
    supervisor.start("worker-bulk", [*worker, "-Q", "bulk", "-n", "bulk@%h", "--concurrency", "1"])
    supervisor.start("beat", [*celery, "beat", "--loglevel", "INFO"])


def _answers(host, port):
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", HEALTH, headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _announce(environment, people, arguments):
    if arguments.host not in (None, *LOOPBACK):
        report(f"Warning: everybody who can reach {arguments.host} can reach this portal, and it is not encrypted.")
    else:
        report(f"  for passkeys             http://localhost:{arguments.port} (browsers give none to a bare address)")
    report(f"  logs and data            {paths.state_dir()}")
    took = _bootstrap.seconds_since_start()
    sys.stdout.write(f"{people}\nReady: {environment['SITE_URL']} (after {took:.0f} s; Ctrl-C ends it)\n")
    sys.stdout.flush()
