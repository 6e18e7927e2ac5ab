"""Programs that are kept running, with real processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from prm.devservices import supervise
from prm.devservices.errors import DevServicesError
from prm.devservices.paths import BASE_DIR
from prm.devservices.process import wait_until

SLEEP = ["sleep", "600"]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a program that its parent died")


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(monkeypatch, tmp_path, said):
    monkeypatch.setenv("PRM_STATE", str(tmp_path))
    monkeypatch.setattr(supervise, "LONGEST_PAUSE", 0.0)
    supervisor = supervise.Supervisor(os.environ, str(tmp_path), say=said.append)
    yield supervisor
    supervisor.stop()


def pid_of(supervisor, place=0) -> int:
    return supervisor.programs[place].process.pid


def alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(state) and not state.startswith("Z")


def check_until(supervisor, condition):
    def checked():
        supervisor.check()
        return condition()

    assert wait_until(checked, 20)


def test_a_killed_program_is_started_again_and_that_is_said(supervisor, said):
    supervisor.start("web", SLEEP)
    supervisor.start("beat", SLEEP)
    killed, other = pid_of(supervisor), pid_of(supervisor, 1)
    os.kill(killed, 9)
    check_until(supervisor, lambda: supervisor.programs[0].process and pid_of(supervisor) != killed)
    assert said == ["web was killed by signal 9; it starts again in 0 seconds."]
    assert pid_of(supervisor, 1) == other


def test_pauses_grow(monkeypatch, supervisor, said):
    monkeypatch.setattr(supervise, "LONGEST_PAUSE", 30.0)
    monkeypatch.setattr(supervise, "ATTEMPTS", 9)
    supervisor.start("web", ["false"])
    for _ in range(8):
        supervisor.programs[0].process.wait()
        supervisor.check()
        supervisor.programs[0].next_try = 0
        supervisor.check()
    assert [float(sentence.split()[-2]) for sentence in said] == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_program_that_keeps_ending_is_given_up_with_its_last_words(supervisor, said):
    supervisor.start("web", ["sh", "-c", "echo I lack a module; exit 3"])
    with pytest.raises(DevServicesError, match="web ended with code 3, 5 times in a row: I lack a module"):
        check_until(supervisor, lambda: False)
    assert len(said) == 4


def test_stopping_ends_also_what_ignores_it_and_what_it_started(monkeypatch, supervisor, tmp_path):
    monkeypatch.setattr(supervise, "PATIENCE", 0.3)
    children = tmp_path / "children"
    supervisor.start("worker", ["sh", "-c", f"trap '' TERM; sleep 600 & echo $! > {children}; wait; wait"])
    assert wait_until(lambda: children.exists() and children.read_text().strip(), 10)
    pids = [pid_of(supervisor), int(children.read_text())]
    supervisor.stop()
    assert wait_until(lambda: not any(alive(pid) for pid in pids), 10)


def test_a_killed_program_leaves_no_children_beside_its_successor(supervisor, tmp_path):
    children = tmp_path / "children"
    supervisor.start("worker", ["sh", "-c", f"sleep 600 & echo $! >> {children}; wait"])
    assert wait_until(lambda: children.exists() and children.read_text().strip(), 10)
    orphan = int(children.read_text())
    os.kill(pid_of(supervisor), 9)
    check_until(supervisor, lambda: len(children.read_text().split()) == 2)
    assert wait_until(lambda: not alive(orphan), 10)


@linux_only
def test_programs_end_with_a_supervisor_that_is_killed(tmp_path):
    program = (
        "import os, time\nfrom prm.devservices.supervise import Supervisor\n"
        f"supervisor = Supervisor(os.environ, '/', say=print)\nsupervisor.start('web', {SLEEP})\n"
        "print(supervisor.programs[0].process.pid, flush=True)\ntime.sleep(600)"
    )
    environment = {**os.environ, "PRM_STATE": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE
    ) as process:
        pid = int(process.stdout.readline())
        assert alive(pid)
        process.kill()
    assert wait_until(lambda: not alive(pid), 10)
    assert Path(tmp_path, "logs", "web.log").exists()
