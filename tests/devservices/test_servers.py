"""The embedded servers, started for real."""

import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest

from prm.devservices import account

from .checkout import Checkout, heard, tell

START = "started = [devservices.start_postgres(), devservices.start_valkey()]\n"
PIDS = "pids = [postgres.server_pid(), valkey.server_pid()]\n"
HOLD = START + PIDS + "say(started=started, pids=pids)\ninput()\n"


def alive(pid: int) -> bool:
    """Alive and not a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except FileNotFoundError:
        return False


def test_a_fresh_start_makes_both_servers(checkout: Checkout):
    program = START + "say(started=started, run=str(paths.run_dir()), valkey=ask_valkey('CONFIG GET port'))\n"
    program += "say(rows=sql(\"SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'prm'\"))\n"
    program += "say(rows=sql('SHOW listen_addresses') + sql('SHOW synchronous_commit'))\n"
    servers, locale, network = checkout.run(program)
    assert servers["started"] == [True, True]
    assert locale["rows"] == [["b", "C.UTF-8"]]
    assert network["rows"] == [[""], ["on"]]
    assert servers["valkey"].split() == ["*2", "$4", "port", "$1", "0"]
    assert stat.S_IMODE(Path(servers["run"]).stat().st_mode) == 0o700


def test_asking_for_help_starts_nothing(checkout: Checkout):
    for words, code in (["--help"], 0), (["now"], 2):
        command = [checkout.python, "-m", "prm.devservices", *words]
        state = {**os.environ, "PRM_STATE": str(checkout.state)}
        said = subprocess.run(command, cwd=checkout.base, env=state, capture_output=True, text=True, timeout=30)
        assert (said.returncode, "usage: python -m prm.devservices" in said.stdout + said.stderr) == (code, True)
    assert not checkout.folders()[1].exists()


def test_four_processes_at_once_start_each_server_once(checkout: Checkout):
    users = [checkout.begin("say(ready=True)\ninput()\n" + HOLD + "say(stopped=devservices.stop())") for _ in range(4)]
    for user in users:
        heard(user)
    for user in users:
        tell(user)
    said = [heard(user) for user in users]
    assert sorted(facts["started"][0] for facts in said) == [False, False, False, True]
    assert sorted(facts["started"][1] for facts in said) == [False, False, False, True]
    assert len({tuple(facts["pids"]) for facts in said}) == 1

    starter_first = sorted(zip(said, users, strict=True), key=lambda pair: not any(pair[0]["started"]))
    stopped = []
    for _facts, user in starter_first:
        assert all(alive(pid) for pid in said[0]["pids"])
        tell(user)
        stopped.append(heard(user)["stopped"])
    assert stopped == [False, False, False, True]
    assert not checkout.folders()[1].exists()
    assert not any(alive(pid) for pid in said[0]["pids"])


def test_a_crashed_user_does_not_keep_the_servers_running(checkout: Checkout):
    crashed, other = checkout.begin(HOLD), checkout.begin(HOLD + "say(stopped=devservices.stop())")
    pids = heard(crashed)["pids"]
    heard(other)
    crashed.kill()
    crashed.wait()
    assert all(alive(pid) for pid in pids)
    tell(other)
    assert heard(other) == {"stopped": True}
    assert not any(alive(pid) for pid in pids)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_a_starter_that_blocks_signals_does_not_make_the_servers_deaf(checkout: Checkout):
    """Valkey keeps what it inherits: it would sit out the polite signal until the firm one, 15 seconds later."""
    blocked = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})\n"
    starter = checkout.begin(blocked + HOLD + "say(stopped=devservices.stop())")
    for pid in heard(starter)["pids"]:
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        assert int(status["SigBlk"], 16) & (1 << (signal.SIGTERM - 1) | 1 << (signal.SIGINT - 1)) == 0
    tell(starter)
    assert heard(starter) == {"stopped": True}


def test_leaving_an_inner_use_keeps_the_servers(checkout: Checkout):
    program = "with devservices.running():\n    with devservices.running():\n        pass\n"
    program += "    say(rows=sql('SELECT 1'))\nsay(left=[postgres.server_pid(), valkey.server_pid()])"
    assert checkout.run(program) == [{"rows": [[1]]}, {"left": [None, None]}]


@pytest.mark.parametrize("starter_lives", [False, True], ids=["starter gone", "starter alive and not looking"])
def test_rows_survive_a_kill_of_both(checkout: Checkout, starter_lives):
    write = "sql('CREATE TABLE t AS SELECT 42 AS n')\nask_valkey('SET kept 42')\n"
    starter = checkout.begin(START + PIDS + write + "say(pids=pids)\ninput()\n")
    pids = heard(starter)["pids"]
    if not starter_lives:
        starter.kill()
        starter.wait()
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    read = "say(started=started, rows=sql('SELECT n FROM t'), kept=ask_valkey('GET kept'))"
    assert checkout.run(START + read) == [{"started": [True, True], "rows": [[42]], "kept": "$2\r\n42\r\n"}]


@pytest.fixture
def somebody_else():
    """A living process of the account PostgreSQL runs as, which has nothing to do with it."""
    process = subprocess.Popen(["sleep", "600"], cwd="/", **account.popen_options())
    yield process.pid
    process.kill()
    process.wait()


@pytest.mark.parametrize("written", ["dead", "reused", "empty", "nonsense"])
def test_stale_pid_files_do_not_block_a_start(checkout: Checkout, somebody_else, written):
    pids = heard(holder := checkout.begin(HOLD))["pids"]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    holder.kill()
    holder.wait()
    state, run = checkout.folders()
    lock_files = [state / "postgres" / "postmaster.pid", run / ".s.PGSQL.5432.lock", state / "valkey" / "valkey.pid"]
    for lock_file in lock_files:
        _first, *rest = lock_file.read_text().split("\n")
        ids = {"dead": str(pids[0]), "reused": str(somebody_else), "nonsense": "no number"}
        lock_file.write_text("" if written == "empty" else "\n".join([ids[written], *rest]))
    assert checkout.run(START + "say(started=started, rows=sql('SELECT 1'))") == [
        {"started": [True, True], "rows": [[1]]}
    ]
    assert alive(somebody_else)


def test_a_start_waits_until_the_killed_servers_children_let_go_of_the_data(checkout: Checkout):
    program = "devservices.start_postgres()\nsession = psycopg2.connect(host=str(paths.run_dir()), user='prm')\n"
    program += "say(server=postgres.server_pid(), child=session.get_backend_pid())\ninput()\n"
    pids = heard(first := checkout.begin(program))
    os.kill(pids["child"], signal.SIGSTOP)
    os.kill(pids["server"], signal.SIGKILL)
    log = checkout.state / "logs" / "postgres.log"
    second = checkout.begin("say(started=devservices.start_postgres())")
    deadline = time.monotonic() + 20
    while "still in use" not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "still in use" in log.read_text()
    assert second.poll() is None
    os.kill(pids["child"], signal.SIGCONT)
    assert heard(second) == {"started": True}
    assert first.poll() is None


def test_a_server_whose_socket_was_swept_away_is_replaced(checkout: Checkout):
    old = heard(checkout.begin(HOLD))["pids"]
    state, run = checkout.folders()
    for file in run.iterdir():
        file.unlink()
    an_hour_ago = time.time() - 3600
    os.utime(state / "postgres" / "postmaster.pid", (an_hour_ago, an_hour_ago))
    [said] = checkout.run(START + PIDS + "say(pids=pids, rows=sql('SELECT 1'), valkey=ask_valkey('PING'))")
    assert said["rows"] == [[1]]
    assert said["valkey"] == "+PONG\r\n"
    assert not set(old) & set(said["pids"])
    assert not any(alive(pid) for pid in old)
