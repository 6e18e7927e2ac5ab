"""script/server, whole: real servers, web, workers and beat, on a state folder of its own."""

import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from prm.devservices.paths import BASE_DIR
from prm.devservices.process import wait_until

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds processes by /proc")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def processes_of(state: Path) -> dict[int, str]:
    """Everything that was started for this state folder and still lives."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"PRM_STATE={state}\0".encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return {pid: command for pid, command in found.items() if command}


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.fixture
def begin(open_folder):
    started = []
    state = open_folder / "state"

    def begin(port: int) -> subprocess.Popen:
        given = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE"}}
        process = subprocess.Popen(
            [BASE_DIR / "script" / "server", "--empty", "--port", str(port)],
            env={**given, "PRM_STATE": str(state)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.terminate()
        process.communicate()
    for pid in processes_of(state):
        os.kill(pid, signal.SIGKILL)


def ready(process: subprocess.Popen) -> str:
    """The line that gives the address."""
    for line in process.stdout:
        if line.startswith("Ready: "):
            return line
    pytest.fail(process.stderr.read())


@pytest.mark.slow
def test_it_serves_restarts_what_dies_and_leaves_nothing_running(begin, open_folder):
    state, port = open_folder / "state", free_port()
    server = begin(port)
    assert f"http://127.0.0.1:{port}" in ready(server)
    assert status_of(f"http://127.0.0.1:{port}/healthz") == 200

    def runs(*parts: str) -> list[int]:
        return [pid for pid, command in processes_of(state).items() if all(part in command for part in parts)]

    assert wait_until(lambda: runs("-Q interactive") and runs("-Q bulk") and runs("prm beat"), 20)
    database = runs("postgres -D")
    assert len(database) == 1
    os.kill(database[0], signal.SIGKILL)
    assert wait_until(lambda: runs("postgres -D") not in ([], database), 20)

    key = state / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    kept = key.read_text()
    server.send_signal(signal.SIGTERM)
    assert server.wait(30) == 0
    assert processes_of(state) == {}

    second = begin(port)
    ready(second)
    assert key.read_text() == kept
    second.send_signal(signal.SIGINT)
    assert second.wait(30) == 0
    assert processes_of(state) == {}


def test_ctrl_c_during_the_start_leaves_nothing_running(begin, open_folder):
    state = open_folder / "state"
    server = begin(free_port())
    assert wait_until(lambda: any("_prepare.py" in command for command in processes_of(state).values()), 60)
    server.send_signal(signal.SIGINT)
    assert server.wait(30) == 0
    assert processes_of(state) == {}
