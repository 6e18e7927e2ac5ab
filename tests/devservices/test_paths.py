"""Where things live: computed, never made."""

from pathlib import Path

import pytest

from prm.devservices import paths


@pytest.fixture(autouse=True)
def no_chosen_state(monkeypatch):
    monkeypatch.delenv("PRM_STATE", raising=False)


def as_user(monkeypatch, uid: int) -> tuple[Path, Path]:
    monkeypatch.setattr(paths.os, "geteuid", lambda: uid)
    return paths.state_dir(), paths.run_dir()


@pytest.mark.parametrize("uid", [0, 1000])
def test_two_checkouts_share_nothing(monkeypatch, uid):
    here = as_user(monkeypatch, uid)
    monkeypatch.setattr(paths, "BASE_DIR", Path("/elsewhere"))
    there = as_user(monkeypatch, uid)
    assert here[0] != there[0]
    assert here[1] != there[1]


def test_two_users_of_one_checkout_share_nothing(monkeypatch):
    root, ada, ben = (as_user(monkeypatch, uid) for uid in (0, 1000, 1001))
    assert len({root[1], ada[1], ben[1]}) == 3
    assert root[0] != ada[0]


def test_prm_state_moves_the_data_and_the_sockets(monkeypatch, tmp_path):
    sockets_before = paths.run_dir()
    monkeypatch.setenv("PRM_STATE", str(tmp_path))
    assert paths.state_dir() == tmp_path
    assert paths.run_dir() != sockets_before


def test_a_socket_path_fits_however_long_the_state_folder_is(monkeypatch):
    monkeypatch.setenv("PRM_STATE", "/" + "x" * 250)
    monkeypatch.setattr(paths.os, "geteuid", lambda: 4_294_967_294)
    assert len(f"{paths.postgres_socket()}.lock") <= 103


def test_computing_makes_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("PRM_STATE", str(tmp_path / "state"))
    paths.database_settings(), paths.broker_url(), paths.cache_url(), paths.secret_key()
    assert not paths.state_dir().exists()
    assert not paths.run_dir().exists()


def test_a_kept_secret_key_is_used_and_a_missing_one_is_never_the_same(monkeypatch, tmp_path):
    monkeypatch.setenv("PRM_STATE", str(tmp_path))
    assert paths.secret_key() != paths.secret_key()
    paths.secret_key_file().write_text("kept\n")
    assert paths.secret_key() == "kept"
