"""The house's laws that a reader could break without noticing (who may import whom is import-linter's part)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
ROOMS = ("prm", "partners", "leads", "deals", "reports")
LONGEST_FILE = 500
OPEN_TO_OTHER_APPS = {
    "services",
    "selectors",
    "models",
    "enums",
    "rules",
    "signals",
    "routing",
    "standing",
    "tier_card",
    "funding",
    "identity",
    "importing",
    "files",
    "downloads",
}
APPS = {
    "reports", "deals.incentives", "deals", "leads", "partners.goals", "partners.library", "partners",
    "prm.promises", "prm.outbox", "prm.accounts",
}  # fmt: skip
PURE = ("partners/tiering.py", "prm/core/quarters.py",
        "leads/scoring.py", "leads/replaying.py", "leads/learning/model.py", "leads/learning/judging.py",
        "leads/learning/trial.py",
        "leads/routing.py", "leads/identity.py", "deals/approvals.py", "deals/conflicts.py", "deals/telling.py",
        "deals/incentives/plans.py",
        "deals/incentives/funding.py",
        "reports/waterfall.py", "reports/periods.py", "reports/figures.py",
        "deals/incentives/statements.py",
        "prm/core/charts.py", "prm/core/calendar.py")  # fmt: skip


def sources(*folders: str, suffix: str = ".py") -> Iterator[Path]:
    for folder in folders:
        for path in sorted((BASE / folder).rglob(f"*{suffix}")):
            if "migrations" not in path.parts:
                yield path


def imports(path: Path) -> Iterator[str]:
    """Absolute dotted names that a module imports, relative ones resolved."""
    package = list(path.relative_to(BASE).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level] if node.level else []
            head = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{head}.{alias.name}" for alias in node.names)


def app_of(dotted: str) -> str:
    """The innermost app that holds this module, or '' for none of ours."""
    found = [app for app in APPS if dotted == app or dotted.startswith(app + ".")]
    return max(found, key=len, default="")


@pytest.mark.parametrize("folder", [*ROOMS, "tests", "script", "bench"])
def test_no_file_is_too_long(folder: str) -> None:
    long = {str(path.relative_to(BASE)): len(path.read_text().splitlines()) for path in sources(folder)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_apps_use_only_each_others_open_modules() -> None:
    """Across apps: services, selectors, models, enums, rules (and the pure modules), never views or forms."""
    strangers = []
    for path in sources(*ROOMS):
        dotted = ".".join(path.relative_to(BASE).with_suffix("").parts)
        home = app_of(dotted)
        for name in imports(path):
            target = app_of(name)
            if not home or not target or target == home:
                continue
            module = name.removeprefix(target).strip(".").split(".")[0]
            family = home.startswith(f"{target}.")  # money speaks with the voice of deals
            if module and module not in OPEN_TO_OTHER_APPS and not (family and module in ("messages", "presentation")):
                strangers.append(f"{dotted} imports {name}")
    assert strangers == []


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_know_no_database_and_no_clock(name: str) -> None:
    text = (BASE / name).read_text()
    used = set(imports(BASE / name))
    assert not {
        module for module in used if module.startswith(("django.db", "django.utils.timezone", "random.random"))
    }
    assert not re.search(r"\.objects\b|timezone\.now\(|datetime\.now\(|date\.today\(", text)


def test_views_contain_no_queries() -> None:
    """get → form → one service → message → redirect: the ORM stays in selectors and services."""
    asking = []
    for path in sources(*ROOMS):
        relative = str(path.relative_to(BASE))
        if re.search(r"/views(/|\.py)", relative) and not relative.startswith("prm/core/"):
            found = re.findall(r"\.objects\.(?:create|filter|get|exclude|update|bulk_create)\(", path.read_text())
            asking += [f"{relative}: {call}" for call in found]
    assert asking == []


def test_no_signal_handlers_on_save() -> None:
    handlers = [path for path in sources(*ROOMS) if re.search(r"\b(post|pre)_(save|delete)\b", path.read_text())]
    assert handlers == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("inline style", r"\sstyle=[\"']"),
        ("inline handler", r"\son(click|submit|change|load|input)=[\"']"),
        ("inline script", r"<script(?![^>]*(\ssrc=|type=\"application/json\"))[^>]*>"),
        ("inline style sheet", r"<style\b"),
        ("foreign host", r"(src|href)=[\"']https?://"),
        ("unescaped text", r"\|\s*safe\b|autoescape off"),
    ],
)
def test_templates_hold_to_the_strict_policy(what: str, pattern: str) -> None:
    pages = [path for path in sources("templates", suffix=".html") if "mail" not in path.parts]
    found = [
        f"{path.relative_to(BASE)}: {match[0]}" for path in pages if (match := re.search(pattern, path.read_text()))
    ]
    assert found == []


def test_no_language_of_tools_in_the_project() -> None:
    """Nothing in the tree may point at a machine's own paths."""
    found = [path for path in sources(*ROOMS, "script", "bench") if "/work/main" in path.read_text()]
    assert found == []
