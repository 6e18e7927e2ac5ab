"""A program of somebody's, calling the API of api_routes."""

import json

from django.test import Client

from prm.accounts import services
from prm.accounts.models import ApiToken

THINGS = "/api/v1/things"


class Caller:
    """Somebody's program."""

    def __init__(self, user, *scopes):
        scopes = scopes or ("leads:read", "leads:write")
        self.token, self.secret = services.create_token(user=user, name="program", scopes=scopes)
        self.thing = ApiToken.objects.create(user=user, name="thing", digest=f"thing of {self.token.pk}")
        self.client = Client(raise_request_exception=False)

    def __call__(self, method, path, body=None, *, raw=None, content_type="application/json", **headers):
        data = raw if raw is not None else json.dumps(body) if body is not None else ""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers.setdefault("authorization", f"Bearer {self.secret}")
        return self.client.generic(method, path, data, content_type=content_type, headers=headers)

    def own(self) -> str:
        return f"{THINGS}/{self.thing.ref}"


def problem(answer, status, code=None):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"] and body["detail"] and body["type"].startswith("urn:prm:problem:")
    assert code is None or body["type"].removeprefix("urn:prm:problem:") == code
    return body


def fields_of(answer, status=422):
    return {error["field"] for error in problem(answer, status)["errors"]}
