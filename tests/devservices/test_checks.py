"""script/test: what it says at the end, and which browser it finds."""

import contextlib
import importlib

import pytest

from prm.devservices.paths import BASE_DIR


@pytest.fixture
def checks(monkeypatch):
    monkeypatch.syspath_prepend(BASE_DIR / "script")
    monkeypatch.setenv("PRM_CHROMIUM", "")
    monkeypatch.setenv("CI", "false")
    module = importlib.import_module("_checks")
    monkeypatch.setattr(module.devservices, "running", contextlib.nullcontext)
    return module


def test_the_last_line_counts_the_checks_that_failed_before_the_tests(checks, capsys):
    checks._conclude("== 7 passed, 2 failed, 1 skipped in 3.2s ==", ["mypy", "djlint"], [])
    shown = capsys.readouterr()
    assert shown.err == "Failed besides the tests: mypy, djlint.\n"
    assert shown.out == "7 passed, 4 failed, 1 skipped\n"


def test_pytests_own_summary_stays_last_when_there_is_nothing_to_add(checks, capsys):
    checks._conclude("== 7 passed in 3.2s ==", [], [])
    assert capsys.readouterr() == ("", "")


def test_a_failed_check_fails_the_run_although_the_tests_pass(checks, monkeypatch, capsys):
    monkeypatch.setattr(checks, "CHECKS", {"good": ["true"], "bad": ["sh", "-c", "echo the reason; exit 1"]})
    monkeypatch.setattr(checks, "_find_chromium", lambda: True)
    monkeypatch.setattr(checks, "_pytest", lambda arguments: (0, "7 passed in 3.2s"))
    assert checks.run_all([])
    shown = capsys.readouterr()
    assert "the reason" in shown.err
    assert shown.out.splitlines()[-1] == "7 passed, 1 failed, 0 skipped"


def test_with_arguments_only_the_tests_run(checks, monkeypatch):
    monkeypatch.setattr(checks, "CHECKS", {"bad": ["false"]})
    monkeypatch.setattr(checks, "_find_chromium", lambda: True)
    monkeypatch.setattr(checks, "_pytest", lambda arguments: (0, " ".join(arguments)))
    assert not checks.run_all(["-k", "offer"])


@pytest.mark.parametrize(("on_build_server", "fails"), [("false", False), ("true", True)])
def test_a_missing_browser_is_said_and_fails_on_a_build_server(checks, monkeypatch, capsys, on_build_server, fails):
    monkeypatch.setenv("CI", on_build_server)
    monkeypatch.setattr(checks, "CHECKS", {})
    monkeypatch.setattr(checks.shutil, "which", lambda name: None)
    monkeypatch.setattr(checks, "_pytest", lambda arguments: (0, "7 passed"))
    assert bool(checks.run_all([])) is fails
    assert "Browser tests were skipped" in capsys.readouterr().err


def test_the_browser_is_handed_to_the_tests(checks, monkeypatch):
    monkeypatch.setattr(checks.shutil, "which", {"google-chrome": "/opt/chrome"}.get)
    assert checks._find_chromium()
    assert checks.os.environ["PRM_CHROMIUM"] == "/opt/chrome"
    monkeypatch.setenv("PRM_CHROMIUM", "/my/browser")
    assert checks._find_chromium()
    assert checks.os.environ["PRM_CHROMIUM"] == "/my/browser"
