"""The API under calls that schemathesis makes up from its own description: no 5xx, and nobody else's rows.

Cases are drawn in-process from a fixed seed, some that keep to the description and some that break it; references in
the address are now and then those of real rows, also of the other partner. What a call writes is rolled back.
"""

import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from deals.incentives.models import Budget, Fee, MdfProof, MdfRequest
from deals.models import DealFile, Opportunity, Registration
from leads.models import Lead, Offer
from partners.library.models import Document
from partners.models import Member, Partner
from prm.accounts.scopes import scopes_for
from prm.accounts.services import create_token
from prm.importing.models import ImportRun
from prm.outbox.models import WebhookCall, WebhookEndpoint
from tests.world import CANARY, make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = 3  # per operation and person


@pytest.fixture(scope="module")
def described() -> Any:
    return schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))


@pytest.fixture
def world(cast):
    return make(cast)


ROWS = {
    "leads": Lead, "offers": Offer, "deals": Opportunity, "registrations": Registration, "fees": Fee,
    "partners": Partner, "members": Member, "documents": Document, "webhooks": WebhookEndpoint, "imports": ImportRun,
    "mdf-requests": MdfRequest, "mdf-budgets": Budget, "mdf-proofs": MdfProof,
    "deal-files": DealFile,
}  # fmt: skip


def row_of(template: str, world: dict[type, Any]) -> Any:
    """The row that an address of the API is about."""
    if "/webhooks/calls/" in template:
        return world[WebhookCall]
    return world[ROWS[template.split("/")[3]]]


def send(client: Client, case: Any, secret: str, world: dict[type, Any], dice: random.Random) -> Any:
    """The case as a request of Django's own; a reference in its address is mostly one that exists."""
    path = str(case.formatted_path)
    template = case.operation.path
    if "{ref}" in template and dice.random() < 0.9:
        path = template.replace("{ref}", row_of(template, world).ref)
    query = case.query if isinstance(case.query, dict) else {}
    headers = {str(name): str(value) for name, value in dict(case.headers or {}).items()}
    headers = {name: value for name, value in headers.items() if value.isascii() and value.isprintable()}
    headers["authorization"] = f"Bearer {secret}"
    body = b"" if case.media_type is None else _as_json(case.body)
    return client.generic(
        case.method, path, body, content_type="application/json", headers=headers, query_params=_plain(query)
    )


def _as_json(body: Any) -> bytes:
    try:
        return json.dumps(body).encode()
    except (TypeError, ValueError):
        return b"{"


def _plain(query: dict[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in query.items()}


@pytest.mark.parametrize("name", ["dan", "cleo", "gus"])
def test_no_call_breaks_it_and_none_tells_of_others(described, cast, world, name: str) -> None:
    person = getattr(cast, name)
    _token, secret = create_token(user=person, name="schemathesis", scopes=list(scopes_for(person.role)))
    client, dice = Client(raise_request_exception=False), random.Random(7)
    broken: list[str] = []
    told: list[str] = []
    answered: Counter[int] = Counter()

    def call(case: Any) -> None:
        with transaction.atomic():
            answer = send(client, case, secret, world, dice)
            transaction.set_rollback(True)
        answered[answer.status_code] += 1
        words = f"{case.method} {answer.request['PATH_INFO']} {case.query} {case.body!r:.300}: {answer.status_code}"
        if answer.status_code >= 500:
            broken.append(words)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if name == "dan" and CANARY.encode() in text:
            told.append(words)

    for result in described.get_all_operations():
        exercise(result.ok(), call)
    assert broken == []
    assert told == []
    assert answered[200] and answered[404], f"the calls did not get through to the rows: {answered}"


def exercise(operation: Any, call: Callable[[Any], None]) -> None:
    """Calls an operation with cases that keep to its description and with cases that break it."""
    kinds = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    bounded = settings(
        max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate], derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    bounded(given(st.one_of(kinds))(call))()
