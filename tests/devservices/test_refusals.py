"""What the servers refuse, in a sentence, and whom they run as."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from prm.devservices import account, binaries

from .checkout import Checkout, heard
from .test_servers import PIDS, START

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")


def owner(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def make_data_folder(checkout: Checkout, version: str = "18") -> Path:
    data = checkout.state / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text(f"{version}\n")
    if os.geteuid() == 0:
        shutil.chown(data, account.service_account().pw_uid)
    return data


def test_data_of_another_version_is_left_alone(checkout: Checkout):
    data = make_data_folder(checkout, version="17")
    sentence = checkout.refusal("devservices.start_postgres()")
    assert sentence.startswith(f"The data folder {data} was made by PostgreSQL 17, and this is PostgreSQL 18: ")
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_that_holds_something_else_is_left_alone(checkout: Checkout):
    data = make_data_folder(checkout)
    (data / "PG_VERSION").rename(data / "thesis.txt")
    assert f"{data} is not a data folder of PostgreSQL" in checkout.refusal("devservices.start_postgres()")
    assert [path.name for path in data.iterdir()] == ["thesis.txt"]


@as_root
def test_data_of_another_account_is_left_alone(checkout: Checkout):
    data = make_data_folder(checkout)
    os.chown(data, 12345, 12345)
    assert f"The data folder {data} belongs to user 12345" in checkout.refusal("devservices.start_postgres()")
    assert data.stat().st_uid == 12345


def test_a_state_folder_that_cannot_be_written(checkout: Checkout):
    checkout.state = Path("/dev/null/state")
    sentence = checkout.refusal("devservices.start_postgres()")
    assert "cannot write to the state folder /dev/null/state" in sentence
    assert "PRM_STATE" in sentence
    checkout.state = checkout.base / "state"


def test_a_socket_folder_laid_out_by_somebody_else_is_refused(checkout: Checkout):
    _state, run = checkout.folders()
    run.symlink_to(checkout.base)
    try:
        assert f"The folder {run} belongs to somebody else" in checkout.refusal("devservices.start_valkey()")
    finally:
        run.unlink()


@as_root
def test_root_runs_both_servers_as_an_unprivileged_account(checkout: Checkout):
    checkout.state = checkout.base / ("a long name with spaces " * 6).strip()
    checkout.state.mkdir()
    [said] = checkout.run(START + PIDS + "say(pids=pids)")
    assert {owner(pid) for pid in said["pids"]} == {account.service_account().pw_uid}
    assert account.service_account().pw_uid != 0


@as_root
def test_root_is_told_when_the_account_cannot_reach_the_state_folder(checkout: Checkout):
    closed = checkout.base / "closed"
    closed.mkdir(mode=0o700)
    checkout.state = closed / "state"
    assert checkout.refusal("devservices.start_postgres()").startswith(f"{closed} is closed to ")


@as_root
def test_programs_the_account_cannot_reach_are_copied(checkout: Checkout):
    packages = checkout.base / "closed" / "packages"
    packages.mkdir(parents=True)
    for program in (binaries.postgres_program("postgres"), binaries.valkey_program()):
        package = next(folder for folder in program.parents if folder.parent.name == "site-packages")
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                subprocess.run(["cp", "-a", folder, packages], check=True)
    packages.parent.chmod(0o700)
    checkout.environment = {"PYTHONPATH": str(packages)}
    [said] = checkout.run(START + "say(started=started, rows=sql('SELECT 1'))")
    assert said == {"started": [True, True], "rows": [[1]]}
    assert list((checkout.state / "programs").iterdir())


def test_an_ordinary_user_at_a_long_path_with_spaces(ordinary_checkout: Checkout):
    program = START + PIDS + "say(pids=pids, me=os.geteuid(), rows=sql('SELECT 1'), state=str(paths.state_dir()))\n"
    running = ordinary_checkout.begin(program + "input()")
    said = heard(running)
    assert said["rows"] == [[1]]
    assert said["me"] != 0
    assert {owner(pid) for pid in said["pids"]} == {said["me"]}
    assert said["state"] == str(ordinary_checkout.base / ".local")
