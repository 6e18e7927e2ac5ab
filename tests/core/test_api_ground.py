"""What every route of the API gets from its base: who, how much, how often, and what a refusal looks like."""

import json
from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from prm.accounts.models import ApiToken
from prm.accounts.scopes import LABELS
from prm.core.api.views import ApiList, ApiView
from prm.core.errors import VisibilityNotDefined
from tests.core import api_routes
from tests.core.api_caller import THINGS, Caller, fields_of, problem

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.api_routes")]


@pytest.fixture(autouse=True)
def nothing_special():
    api_routes.during.update(seconds=0.0, **{"raise": None})
    api_routes.made.clear()


@pytest.fixture
def cleos(cleo):
    return Caller(cleo)


@pytest.fixture
def dans(dan):
    return Caller(dan)


# -- who


def test_a_route_that_names_no_roles_or_scopes_does_not_start():
    class NoRoles(ApiList):
        model, scopes = ApiToken, {"GET": "leads:read"}

    class NoScope(ApiList):
        model, roles, scopes = ApiToken, ("finance",), {"POST": "leads:write"}

    for view in (NoRoles, NoScope):
        with pytest.raises(VisibilityNotDefined):
            view.as_view()


def test_without_a_token_and_with_a_dead_one(cleos):
    for header in ("", "Bearer nothing"):
        answer = cleos("GET", THINGS, authorization=header)
        problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_signed_in_browser_is_nobody_here(cleo, as_):
    problem(as_(cleo).get(THINGS), 401)
    problem(as_(cleo).post(THINGS, {"name": "x"}, content_type="application/json"), 401)


def test_a_scope_is_needed_for_each_method(cleo):
    reader = Caller(cleo, "leads:read")
    assert reader("GET", THINGS).status_code == 200
    body = problem(reader("POST", THINGS, {"name": "x"}), 403)
    assert "leads:write" in body["detail"]
    problem(Caller(cleo, "deals:read")("GET", THINGS), 403)


def test_a_role_is_needed(cleos, gus):
    problem(cleos("GET", "/api/v1/staff"), 403)
    assert Caller(gus)("GET", "/api/v1/staff").status_code == 200


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"name": "mine"}),
        ("DELETE", "", None),
        ("POST", "/leave", {}),
        ("POST", "/break", {"how": "x"}),
    ],
)
def test_a_foreign_row_is_not_there(cleos, dans, method, tail, body):
    before = list(ApiToken.objects.order_by("pk").values())
    foreign = dans(method, cleos.own() + tail, body)
    missing = dans(method, f"{THINGS}/K-000000{tail}", body)
    assert problem(foreign, 404) == problem(missing, 404)
    assert list(ApiToken.objects.order_by("pk").values()) == before, "a refusal leaves no trace"


def test_a_list_shows_ones_own(cleos, dans):
    assert {row["ref"] for row in cleos("GET", THINGS).json()["results"]} == {cleos.thing.ref, cleos.token.ref}


def test_only_what_succeeds_is_noted_as_use(cleos):
    problem(cleos("GET", f"{THINGS}/K-000000"), 404)
    cleos.token.refresh_from_db()
    assert cleos.token.last_used_at is None
    cleos("GET", THINGS)
    cleos.token.refresh_from_db()
    assert cleos.token.last_used_at


def test_history_knows_the_owner_of_the_token(cleos, cleo):
    from pghistory.models import Context

    cleos("PATCH", cleos.own(), {"name": "renamed"})
    metadata = Context.objects.order_by("-created_at").first().metadata
    assert (metadata["user"], metadata["actor"], metadata["via"]) == (cleo.pk, "Cleo Maes", "api")


# -- what comes in


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x", "owner": "me"}, "owner"),
        ({"name": "x", "ref": "K-000000"}, "ref"),
        ({"name": "x", "created_at": "2020-01-01"}, "created_at"),
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": ["x"]}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "x", "note": "y" * 10_001}, "note"),
        ({"name": "x", "amount": "-1"}, "amount"),
        ({"name": "x", "amount": "1e400"}, "amount"),
        ({"name": "x", "amount": 10**30}, "amount"),
        ({"name": "x", "tags": ["t"] * 201}, "tags"),
        ({"name": "x", "tags": ["t" * 10_001]}, "tags.0"),
        ({"name": "x", "tags": {"a": 1}}, "tags"),
        ([], "body"),
        ("text", "body"),
        (7, "body"),
    ],
)
def test_a_wrong_body_names_the_field_and_makes_nothing(cleos, body, field):
    assert field in fields_of(cleos("POST", THINGS, body))
    assert not api_routes.made


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"name": "a\\u0000b"}',
        b'{"na\\u0000me": "x"}',
        b'{"name": "\\ud800"}',
        b'{"name": ' + b"[" * 100_000,
        b'{"name": ' + b"[" * 30 + b"]" * 30 + b"}",
        b'{"name": "x", "amount": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_we_can_keep_is_a_clear_400(cleos, raw):
    answer = cleos("POST", THINGS, raw=raw)
    problem(answer, 422 if raw == b"" else 400)
    assert not api_routes.made


def test_other_media_types_sizes_methods_and_tastes(cleos):
    problem(cleos("POST", THINGS, raw=b"name=x", content_type="application/x-www-form-urlencoded"), 415)
    problem(cleos("POST", THINGS, raw=b'{"name": "' + b"x" * 1_100_000 + b'"}'), 413)
    assert problem(cleos("PUT", THINGS, {"name": "x"}), 405)
    assert "GET" in cleos("PUT", THINGS, {"name": "x"})["Allow"]
    problem(cleos("GET", THINGS, accept="text/html"), 406)


def test_nul_in_an_address_is_a_problem_too(cleos):
    problem(cleos("GET", f"{THINGS}?cursor=%00"), 400)
    problem(cleos("GET", f"{THINGS}/%00"), 400)


def test_an_unknown_address_is_a_problem_and_a_last_slash_is_forgiven(cleos):
    problem(cleos("GET", "/api/v1/nothing"), 404)
    problem(cleos("GET", "/api/v1/things/../../admin/"), 404)
    assert cleos("GET", f"{THINGS}/").status_code == 200
    assert cleos("GET", f"{cleos.own()}/").json()["ref"] == cleos.thing.ref
    problem(cleos("GET", f"{THINGS}/", authorization=""), 401)


@pytest.mark.parametrize("query", ["partner=P-1", "page=2", "format=json", "role=admin"])
def test_an_unknown_parameter_is_refused_and_not_ignored(cleos, query):
    assert fields_of(cleos("GET", f"{THINGS}?{query}"), 400) == {query.split("=")[0]}
    assert fields_of(cleos("GET", f"{cleos.own()}?{query}"), 400)


# -- paging


def walk(caller, query="limit=2"):
    refs, url = [], f"{THINGS}?{query}"
    while url:
        page = caller("GET", url).json()
        refs += [row["ref"] for row in page["results"]]
        url = page["next"]
        yield refs, page


def test_pages_show_each_row_once_also_while_rows_arrive(cleos, cleo):
    for number in range(5):
        ApiToken.objects.create(user=cleo, name=f"{number}", digest=f"{number}")  # all of one instant
    expected = set(ApiToken.objects.values_list("ref", flat=True))
    for seen, _page in walk(cleos):
        late = ApiToken.objects.create(user=cleo, name="late", digest=f"late-{len(seen)}")
        ApiToken.objects.filter(pk=late.pk).update(created_at=timezone.now() + timedelta(hours=1))
    assert set(seen) == expected
    assert len(seen) == len(expected)


def test_changes_since_come_oldest_first_and_with_a_zone(cleos, cleo):
    for number in range(3):
        ApiToken.objects.create(user=cleo, name=f"{number}", digest=f"{number}")
    since = (timezone.now() - timedelta(days=1)).isoformat()
    pages = list(walk(cleos, f"limit=2&updated_since={since}"))  # the + of the zone is not escaped
    seen = [ref for ref in pages[-1][0] if ref != cleos.token.ref]  # the token changes with each call
    assert len(seen) == len(set(seen)) == 4
    assert cleos("GET", f"{THINGS}?updated_since=2999-01-01T00:00:00Z").json() == {"next": None, "results": []}


@pytest.mark.parametrize(
    "query",
    [
        *(f"limit={limit}" for limit in ("0", "201", "x", "-1", "%D9%A3")),
        *(f"cursor={cursor}" for cursor in ("x", "W10=", "%C3%A9")),
        *(f"updated_since={time}" for time in ("yesterday", "2026-13-01T00:00:00Z")),
    ],
)
def test_a_wrong_paging_parameter_is_named(cleos, query):
    assert fields_of(cleos("GET", f"{THINGS}?{query}"), 400) == {query.split("=")[0]}


def test_a_cursor_of_another_order_is_refused(cleos, cleo):
    for number in range(3):
        ApiToken.objects.create(user=cleo, name=f"{number}", digest=f"{number}")
    cursor = cleos("GET", f"{THINGS}?limit=1").json()["next"].split("cursor=")[1]
    assert fields_of(cleos("GET", f"{THINGS}?updated_since=2026-01-01T00:00:00Z&cursor={cursor}"), 400) == {"cursor"}


def test_a_page_costs_the_same_for_one_row_and_for_thirty(cleos, cleo, django_assert_num_queries):
    cleos("GET", THINGS)
    for number in range(30):
        ApiToken.objects.create(user=cleo, name=f"{number}", digest=f"{number}")
    with django_assert_num_queries(3):  # the token, the page, the note of use
        cleos("GET", THINGS)


def test_too_many_calls_wait(cleos, dans, settings, monkeypatch):
    from rest_framework.settings import api_settings

    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", {"token": "3/min"})
    monkeypatch.setattr("prm.core.api.throttling.time.time", lambda: 1_800_000_000.0)
    answers = [cleos("GET", THINGS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    problem(answers[-1], 429)
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    assert dans("GET", THINGS).status_code == 200, "each token has its own count"


# -- writing


def test_a_row_is_made_shown_changed_and_removed(cleos):
    made = cleos("POST", THINGS, {"name": "new"})
    assert made.status_code == 201
    assert made["ETag"]
    url = f"{THINGS}/{made.json()['ref']}"
    shown = cleos("GET", url)
    assert shown["ETag"] == made["ETag"]
    changed = cleos("PATCH", url, {"name": "newer"})
    assert (changed.status_code, changed.json()["name"]) == (200, "newer")
    assert changed["ETag"] != shown["ETag"]
    assert cleos("DELETE", url).status_code == 204
    problem(cleos("GET", url), 404)


@pytest.mark.parametrize("style", ["{}", "W/{}", '"0", {}', "*"])
def test_if_match_lets_the_current_version_write(cleos, style):
    etag = cleos("GET", cleos.own())["ETag"]
    assert cleos("PATCH", cleos.own(), {"name": "x"}, if_match=style.format(etag)).status_code == 200


@pytest.mark.parametrize("stale", ['"0"', "nonsense", 'W/"0"', '""'])
def test_a_stale_version_writes_nothing(cleos, stale):
    problem(cleos("PATCH", cleos.own(), {"name": "x"}, if_match=stale), 412, "stale-version")
    problem(cleos("POST", f"{cleos.own()}/leave", {}, if_match=stale), 412)
    problem(cleos("DELETE", cleos.own(), if_match=stale), 412)
    cleos.thing.refresh_from_db()
    assert cleos.thing.name == "thing"


def test_what_left_ones_sight_is_answered_with_its_reference_only(cleos, ben):
    answer = cleos("POST", f"{cleos.own()}/leave", {})
    assert answer.json() == {"ref": cleos.thing.ref}


def test_an_action_takes_no_unknown_field(cleos):
    assert fields_of(cleos("POST", f"{cleos.own()}/leave", {"status": "won"})) == {"status"}


# -- refusals and failures


def test_a_refusal_of_the_rules_keeps_its_sentence_and_fields(cleos):
    body = problem(cleos("POST", f"{cleos.own()}/break", {"how": "rule"}), 409)
    assert body["detail"] == "Not like this."
    assert body["errors"] == [{"field": "how", "message": "Try another way."}]


def test_the_databases_no_is_a_clear_answer(cleos):
    problem(cleos("POST", f"{cleos.own()}/break", {"how": "range"}), 400, "invalid-value")
    body = problem(cleos("POST", f"{cleos.own()}/break", {"how": "unique"}), 409, "conflict")
    assert "digest" not in json.dumps(body)


def test_a_surprise_is_a_plain_500_and_is_reported(cleos, caplog):
    body = problem(cleos("POST", f"{cleos.own()}/break", {"how": "surprise"}), 500, "internal-error")
    assert "secret" not in json.dumps(body)
    assert "a surprise with a secret in it" in caplog.text


# -- the description


def test_the_schema_is_valid_and_tells_the_ground_rules():
    schema = SchemaGenerator(urlconf="tests.core.api_routes").get_schema(request=None, public=True)
    validate_schema(schema)
    things = schema["paths"]["/api/v1/things"]
    names = {parameter["name"] for parameter in things["get"]["parameters"]}
    assert {"limit", "cursor", "updated_since"} <= names
    assert "Idempotency-Key" in {parameter["name"] for parameter in things["post"]["parameters"]}
    assert set(things["post"]["responses"]) >= {"201", "401", "403", "409", "413", "422", "429"}
    assert things["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "PaginatedOutList"
    )
    body = things["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert body.endswith("/In")
    assert schema["components"]["schemas"]["In"]["additionalProperties"] is False
    assert schema["components"]["schemas"]["In"]["properties"]["note"]["maxLength"] == 10_000


@pytest.mark.urls("prm.urls")
def test_every_real_route_names_a_scope_that_a_token_can_have():
    views = [
        pattern.callback.cls
        for pattern in _patterns(get_resolver("prm.api").url_patterns)
        if hasattr(pattern.callback, "cls")
    ]
    named = {scope for view in views if issubclass(view, ApiView) for scope in view.scopes.values()}
    assert named <= set(LABELS)


def _patterns(entries):
    for entry in entries:
        yield from _patterns(entry.url_patterns) if hasattr(entry, "url_patterns") else [entry]


@pytest.mark.urls("prm.urls")
def test_people_and_programs_read_the_same_description(client, monkeypatch):
    from prm.core.api import docs

    generator = SchemaGenerator(urlconf="tests.core.api_routes")
    monkeypatch.setattr(docs, "SchemaGenerator", lambda: generator)
    docs.chapters.cache_clear()
    try:
        page = client.get("/api/v1/docs/").content.decode()
    finally:
        docs.chapters.cache_clear()
    for words in ("/api/v1/things/{ref}/leave", "leads:write", "Idempotency-Key", "text ≤ 10000", "Gives the row to"):
        assert words in page
    assert "<script>" not in page and "style=" not in page
    assert client.get("/api/v1/schema/?format=json").json()["openapi"].startswith("3.1")
