"""Imports through the API: handed in, checked, started; never by a partner."""

import base64
import json

import pytest
from django.test import Client

from prm.accounts.services import create_token
from prm.importing import services
from prm.importing.models import ImportRun

pytestmark = pytest.mark.django_db
CSV = "company,contact_name,contact_email,country\nHofmann GmbH,Ida Visser,ida@hofmann.example,NL\n"


def caller(user):
    _token, secret = create_token(user=user, name="program", scopes=["imports:read", "imports:write"])

    def call(method, path, body=None, **headers):
        data = "" if body is None else json.dumps(body)
        headers = {"authorization": f"Bearer {secret}"} | {key.replace("_", "-"): v for key, v in headers.items()}
        return Client().generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)

    return call


def test_a_file_is_handed_in_checked_and_started(ada):
    call = caller(ada)
    body = {"kind": "leads", "source": "crm", "files": [{"name": "leads.csv", "text": CSV}]}
    made = call("POST", "imports", body, idempotency_key="k")
    assert made.status_code == 201, made.content
    assert call("POST", "imports", body, idempotency_key="k").json() == made.json()
    run = ImportRun.objects.get()
    assert call("POST", f"imports/{run.ref}/start").status_code == 409, "not checked yet"
    services.work(run.pk)
    checked = call("GET", f"imports/{run.ref}").json()
    assert (checked["state"], checked["is_preview"], checked["rows"]["read"]) == ("ready", True, 1)
    assert call("POST", f"imports/{run.ref}/start").json()["state"] == "waiting"
    assert call("GET", "imports").json()["results"][0]["ref"] == run.ref


def test_what_cannot_be_used_is_refused_by_name(ada):
    call = caller(ada)
    for files in (
        [],
        [{"name": "x.csv"}],
        [{"name": "x.csv", "text": CSV, "base64": "eA=="}],
        [{"name": "x.csv", "base64": "not base64!"}],
        [{"name": "x.csv", "text": CSV}, {"name": "x.csv", "text": CSV}],
        [{"name": "x.xlsx", "base64": base64.b64encode(b"no workbook").decode()}],
    ):
        answer = call("POST", "imports", {"kind": "leads", "files": files})
        assert answer.status_code == 422, answer.content
        assert answer.json()["detail"]
    assert not ImportRun.objects.exists()


def test_a_discarded_file_is_gone(ada):
    call = caller(ada)
    ref = call("POST", "imports", {"kind": "leads", "files": [{"name": "a.csv", "text": CSV}]}).json()["ref"]
    assert call("POST", f"imports/{ref}/discard").json()["state"] == "discarded"


def test_sales_reps_import_nothing(ben):
    call = caller(ben)
    assert call("GET", "imports").status_code == 403
    assert call("POST", "imports", {"kind": "leads", "files": [{"name": "a.csv", "text": CSV}]}).status_code == 403
