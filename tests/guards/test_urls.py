"""Every address × every role: let in, or refused with the database unchanged (R7)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from deals.incentives.models import Budget
from deals.models import Opportunity, Registration
from leads.models import Lead, PolicyDraft
from partners.library.models import Document
from partners.models import Product, Tier
from prm.accounts.enums import Role
from prm.core.api.views import ApiView
from prm.core.views.base import Guarded
from prm.importing.models import ImportRun
from prm.outbox.models import Message
from tests.cast import Cast
from tests.unchanged import unchanged
from tests.world import CANARY, make

from .access import DEVELOPMENT_ONLY, FOREIGN_PREFIXES, PAGES, PUBLIC

# What the programme publishes to everybody: another partner may open it too.
SHARED = {Document, Tier, Product}


def addresses() -> Iterator[tuple[str, URLPattern]]:
    def walk(patterns: Any, namespace: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in patterns:
            if isinstance(entry, URLPattern):
                yield f"{namespace}{entry.name or ''}", entry
            else:
                yield from walk(entry.url_patterns, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)

    yield from walk(get_resolver().url_patterns, "")


def is_foreign(name: str, entry: URLPattern) -> bool:
    ours = entry.callback.__module__.split(".")[0] in ("prm", "partners", "leads", "deals", "reports")
    return not ours and (name.startswith((*FOREIGN_PREFIXES, "accounts:no_")) or not entry.name)


NAMED = {name: entry for name, entry in addresses() if not is_foreign(name, entry)}
VIEWS = {name: getattr(entry.callback, "view_class", None) for name, entry in NAMED.items()}
API = {name: view for name, view in VIEWS.items() if isinstance(view, type) and issubclass(view, ApiView)}
OTHERS = {
    name: view
    for name, view in VIEWS.items()
    if name not in API and not name.startswith(DEVELOPMENT_ONLY) and name not in ("api:", "accounts:mfa")
}


def test_every_address_has_a_row() -> None:
    assert sorted(set(OTHERS) - set(PAGES) - set(PUBLIC)) == [], "give each a row in tests/guards/access.py"
    assert sorted((set(PAGES) | set(PUBLIC)) - set(OTHERS)) == [], "rows for addresses that are gone"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_says_the_same_as_the_table(name: str) -> None:
    view = VIEWS[name]
    assert isinstance(view, type), f"{name} is not a class with a guard"
    assert issubclass(view, Guarded)
    assert frozenset(view.roles) == frozenset(PAGES[name])


@pytest.fixture
def world(cast: Cast) -> dict[type, Any]:
    return make(cast)


# Addresses that stand below the row of another model than the one they show, or have none.
ROW_IN_THE_ADDRESS = {
    "deals:for_lead": Lead,
    "deals:registration_edit": Registration,
    "imports:problems": ImportRun,
    "lead_settings:draft": PolicyDraft,
    "incentives:budget": Budget,
    "incentives:for_deal": Opportunity,
    "library:download": Document,
    "outbox:open_notice": Message,
}


def model_of(name: str) -> type:
    """Whose reference stands in the address."""
    return ROW_IN_THE_ADDRESS.get(name) or VIEWS[name].model


def url_of(name: str, world: dict[type, Any]) -> str:
    needed = re.findall(r"\(\?P<(\w+)>|<(?:\w+:)?(\w+)>", _route(name))
    values: dict[str, Any] = {}
    for keyword in (a or b for a, b in needed):
        values[keyword] = world[model_of(name)].ref if keyword == "ref" else 1
    return reverse(name, kwargs=values)


def _route(name: str) -> str:
    return str(NAMED[name].pattern)


def asked(client: Client, url: str, method: str) -> int:
    return getattr(client, method)(url, {"is_staff": "1", "role": "administrator", "partner": "1"}).status_code


@pytest.mark.parametrize("name", sorted(PAGES))
def test_who_gets_in(name: str, cast: Cast, world: dict[type, Any], as_: Any) -> None:
    url = url_of(name, world)
    people = [cast.gus, cast.ada, cast.ben, cast.fay, cast.cleo, cast.carl]
    with unchanged(f"anonymous {url}"):
        assert asked(Client(), url, "get") == asked(Client(), url, "post") == 302
    for person in people:
        client = as_(person)
        if person.role in PAGES[name]:
            with unchanged(f"GET {url} by {person}"):
                answer = client.get(url)
            assert answer.status_code < 500
            continue
        with unchanged(f"{person} on {url}"):
            assert asked(client, url, "get") == 403
            assert asked(client, url, "post") == 403


@pytest.mark.parametrize("name", sorted(name for name in PAGES if "<ref" in _route(name) or "ref>" in _route(name)))
def test_another_partner_finds_nothing(name: str, cast: Cast, world: dict[type, Any], as_: Any) -> None:
    """Dan has the role and the reference, and not the partner: 404 as if it did not exist."""
    if model_of(name) in SHARED or Role.PARTNER_ADMIN not in PAGES[name]:
        pytest.skip("published to everybody, or for staff only")
    client, url = as_(cast.dan), url_of(name, world)
    with unchanged(f"Dan on {url}"):
        assert client.get(url).status_code == 404
        assert asked(client, url, "post") in (404, 405)


@pytest.mark.parametrize("name", sorted(name for name, roles in PAGES.items() if Role.PARTNER_ADMIN in roles))
def test_no_page_tells_another_partner(name: str, cast: Cast, world: dict[type, Any], as_: Any) -> None:
    """The canary stands in every text of partner one; Dan reads it nowhere, in no list, file or search."""
    if "ref" in _route(name):
        pytest.skip("answered 404 above")
    client, url = as_(cast.dan), url_of(name, world)
    for query in ({}, {"q": "Zwaluw"}, {"search": "Zwaluw"}, {"export": "csv"}):
        answer = client.get(url, query)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        echoed = text.decode(errors="replace").replace("value=&quot;", "")
        assert CANARY not in echoed, f"{url} {query}"
