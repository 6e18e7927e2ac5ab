"""Logs say who was refused what, and hold no link that would still work."""

import logging

import pytest
from django.http import HttpRequest
from django.urls import reverse

from prm.core import links, logs

TOKEN = links.make("deals.update", subject="D-7K3M9Q", person="U-7K3M9Q", fingerprint="1")


@pytest.mark.parametrize(
    "path",
    [
        f"/deals/by-mail/{TOKEN}/",
        f"/offers/answer/{TOKEN}/",
        f"/accounts/invitation/{'Ab3_-' * 8}/",
        "/accounts/password/reset/key/1-cy0nrq-5f0f8a1c2b3d4e5f6a7b8c9d0e1f2a3b/",
    ],
    ids=["deal", "offer", "invitation", "password"],
)
def test_a_secret_in_an_address_is_left_out(path):
    request = HttpRequest()
    request.method, request.path = "GET", path
    told = logs.RequestLog.format_request(request)
    assert told.endswith("/…/")
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s: %s", ("Gone", path), None)
    logs.WithoutSecrets().filter(record)
    assert record.getMessage().endswith("/…/")


@pytest.mark.parametrize(
    "path", ["/deals/registrations/R-7K3M9Q/confirm-rejection/", "/api/v1/registrations/R-7K3M9Q/request-changes", "/"]
)
def test_other_addresses_stay_as_they_are(path):
    assert logs.without_secrets(path) == path


@pytest.mark.django_db
def test_a_refusal_is_logged_with_the_person(cast, as_, caplog):
    with caplog.at_level(logging.WARNING, logger="prm.security"):
        as_(cast.carl).get(reverse("accounts:people"))
    [line] = [record.getMessage() for record in caplog.records if record.name == "prm.security"]
    assert line.startswith(f"Refused: GET /accounts/people/ by {cast.carl.ref} from ")


@pytest.mark.django_db
def test_a_refused_program_is_logged_too(cast, client, caplog):
    from prm.accounts.services import create_token

    _token, secret = create_token(user=cast.carl, name="crm", scopes=["leads:read"])
    with caplog.at_level(logging.WARNING, logger="prm.security"):
        client.get("/api/v1/deals", headers={"authorization": f"Bearer {secret}"})
    assert any("/api/v1/deals by " + cast.carl.ref in record.getMessage() for record in caplog.records)
    assert secret not in caplog.text
