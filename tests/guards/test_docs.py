"""The guides name what the pages really say, and their links lead somewhere."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import resolve

from prm.core.api.routing import fallback

from .test_architecture import BASE, ROOMS, sources

DOCS = BASE / "docs"
GUIDES = sorted((DOCS / "guides").glob("*.md"))
PAGES = [*sorted(DOCS.rglob("*.md")), BASE / "README.md", BASE / "CONTRIBUTING.md"]
# What the guides stress for a reason of their own.
NOT_OURS = {"What cannot be undone:", "bold"}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("”", '"').replace("“", '"')).lower()


@cache
def said() -> str:
    """Everything that pages, forms, tables and mails can say."""
    files = [*sources(*ROOMS), *sources("templates", suffix=".html"), *sources("templates", suffix=".txt")]
    return plain("\n".join(path.read_text() for path in files))


def links(path: Path) -> Iterator[str]:
    return iter(re.findall(r"\]\(([^)\s]+)\)", path.read_text()))


@pytest.mark.parametrize("guide", [*GUIDES, DOCS / "operating.md", DOCS / "api.md"], ids=lambda path: path.stem)
def test_what_a_guide_names_is_on_a_page(guide: Path) -> None:
    named = {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", guide.read_text(), re.S)}
    assert [words for words in sorted(named - NOT_OURS) if plain(words).rstrip(".") not in said()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(BASE)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """Pictures are made by the journeys, so a new one may not be there yet."""
    local = [
        link.partition("#")[0] for link in links(page) if not link.startswith(("http", "#")) and "tour/" not in link
    ]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_every_command_of_the_operators_guide_exists() -> None:
    table = (DOCS / "operating.md").read_text().partition("## Commands")[2]
    rows = "".join(row.split(" | ")[0] for row in table.splitlines() if row.startswith("| `"))
    commands = set(re.findall(r"`(\w+)", rows))
    assert "route_leads" in commands
    assert commands - set(get_commands()) == set()


def test_every_collection_of_the_api_guide_answers() -> None:
    lines = (DOCS / "api.md").read_text().partition("## Collections")[2].partition("## From")[0].splitlines()
    rows = [line.split(" | ")[0] for line in lines if line.startswith("| `")]
    collections = [name for row in rows for name in re.findall(r"`([\w/]+)`", row)]
    assert "registrations" in collections
    unknown = [name for name in collections if resolve(f"/api/v1/{name}").func is fallback]
    assert unknown == []
