"""What is refused before it reaches a page: bodies that would fill the disk, and NUL."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@pytest.mark.parametrize("path", ["/accounts/login/", "/library/new/", "/api/v1/leads", "/nowhere/"])
def test_a_body_beyond_the_limit_is_refused_unread(db, settings, path):
    settings.MAX_REQUEST_BYTES = 1024 * 1024
    file = SimpleUploadedFile("big.pdf", b"x" * (1024 * 1024 + 1))
    response = Client().post(path, {"file": file})
    assert response.status_code == 413
    assert b"more than 1 MB" in response.content
    assert (response["Content-Type"] == "application/problem+json") == path.startswith("/api/")


@pytest.mark.parametrize("path", ["/search/?q=a%00b", "/library/?kind=%00", "/?%00=1"])
def test_nul_is_refused_with_a_sentence(db, path):
    response = Client().get(path)
    assert response.status_code == 400 and "cannot be stored" in response.content.decode()
