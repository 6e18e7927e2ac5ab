"""What the commands do before they have a virtual environment."""

import ast
import importlib.util
import os
import socket
import subprocess
import sys

import pytest

from prm.devservices.paths import BASE_DIR

SCRIPTS = BASE_DIR / "script"


@pytest.fixture
def bootstrap(monkeypatch, tmp_path):
    """The module, for a checkout in an empty folder, whose programs only pretend to run."""
    spec = importlib.util.spec_from_file_location("_bootstrap", SCRIPTS / "_bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "BASE", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    (tmp_path / "requirements.txt").write_text("Django==5.2\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npytest==9\n")
    return module


@pytest.fixture
def ran(monkeypatch, bootstrap):
    """The commands that would have run; one whose words are in ``ran.failing`` fails."""

    class Ran(list):
        failing: tuple[str, ...] = ()

    commands = Ran()

    def output(command, environment=None):
        words = " ".join(str(word) for word in command)
        commands.append(words)
        if " venv " in words:
            bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            bootstrap.PYTHON.touch()
            (bootstrap.VENV / "pyvenv.cfg").write_text(words)
        return int(any(part in words for part in commands.failing)), "one\nERROR: the reason\n"

    monkeypatch.setattr(bootstrap, "_output", output)
    return commands


def prepare(bootstrap, requirements="requirements.txt"):
    return bootstrap._make_venv(), bootstrap._install(requirements)


@pytest.mark.parametrize("name", ["_bootstrap.py", "server", "test", "bench"])
def test_an_old_python_can_read_far_enough_to_say_that_it_is_old(name):
    ast.parse((SCRIPTS / name).read_text(), feature_version=(3, 7))


def test_an_old_python_is_told_so(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"^Python 3.11 or newer is needed and this is 3.9.2; "):
        bootstrap._check_python()


@pytest.mark.parametrize(
    ("missing", "check", "sentence"),
    [
        ("ensurepip", "_make_venv", r"apt install python3\.\d+-venv$"),
        ("ssl", "_check_python", "lacks the standard module ssl; install a complete one.$"),
    ],
)
def test_a_python_without_a_module_is_told_which(bootstrap, monkeypatch, missing, check, sentence):
    real = importlib.util.find_spec
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None if name == missing else real(name))
    with pytest.raises(SystemExit, match=sentence):
        getattr(bootstrap, check)()


def test_nothing_is_done_twice_until_a_requirement_changes(bootstrap, ran, tmp_path):
    assert prepare(bootstrap) == (True, True)
    assert prepare(bootstrap) == (False, False)
    (tmp_path / "requirements.txt").write_text("Django==5.3\n")
    assert prepare(bootstrap) == (False, True)


def test_a_changed_requirement_also_counts_for_the_file_that_includes_it(bootstrap, ran, tmp_path):
    assert prepare(bootstrap, "requirements-dev.txt") == (True, True)
    assert prepare(bootstrap, "requirements.txt") == (False, False)
    (tmp_path / "requirements.txt").write_text("Django==5.3\n")
    assert prepare(bootstrap, "requirements-dev.txt") == (False, True)


def test_pip_installs_what_uv_cannot(bootstrap, ran):
    ran.failing = (" -m uv ",)
    assert prepare(bootstrap) == (True, True)
    assert " -m pip install" in ran[-1]
    assert ran[-1].endswith("requirements.txt")


def test_a_failed_installation_gives_the_reason_and_is_begun_afresh(bootstrap, ran):
    ran.failing = ("requirements.txt",)
    with pytest.raises(SystemExit, match=r"^Installing requirements.txt failed: ERROR: the reason "):
        prepare(bootstrap)
    ran.failing = ()
    assert prepare(bootstrap) == (True, True)


def test_a_virtual_environment_that_does_not_work_is_made_again(bootstrap, ran):
    prepare(bootstrap)
    ran.failing = ("import pip",)
    assert bootstrap._make_venv()


def test_a_missing_module_is_looked_for_where_it_belongs(bootstrap, tmp_path):
    (tmp_path / "leads").mkdir()
    assert bootstrap.missing_module("leads.rules").startswith("The portal's own module leads.rules is missing: ")
    assert f"remove the folder {tmp_path}/.venv" in bootstrap.missing_module("celery")


def test_a_taken_port_is_refused_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, SCRIPTS / "server", "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert done.stdout == ""
    assert (
        done.stderr == f"Port {port} of 127.0.0.1 is in use; stop what uses it, or choose another one with --port.\n"
    )


def test_an_address_of_another_machine_is_refused_in_one_sentence():
    command = [sys.executable, SCRIPTS / "server", "--host", "192.0.2.1"]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "192.0.2.1" in done.stderr


@pytest.mark.parametrize(
    "given", [{}, {"DATABASE_URL": "postgres://a@127.0.0.1:1/b", "REDIS_URL": "redis://127.0.0.1:1"}]
)
def test_a_state_folder_that_cannot_be_written_is_one_sentence(given):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    done = subprocess.run(
        [sys.executable, SCRIPTS / "server", "--port", str(port)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **given, "PRM_STATE": "/dev/null/state"},
    )
    assert done.returncode == 1
    assert done.stdout == ""
    sentence = done.stderr.splitlines()[-1]
    assert "/dev/null/state" in sentence
    assert "PRM_STATE" in sentence
    assert "Traceback" not in done.stderr
