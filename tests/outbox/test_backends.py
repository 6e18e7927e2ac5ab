"""Mail as files: written whole, and a repeat is the same file."""

from email import policy
from email.parser import BytesParser

import pytest
from django.core.mail import EmailMessage, get_connection

from prm.outbox import services
from prm.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.OUTBOX_EMAIL_BACKEND = "prm.outbox.backends.FileEmailBackend"
    return settings.MAIL_FOLDER


def test_a_mail_becomes_a_file(post, folder):
    message = post(html="<p>Hello</p>")
    services.deliver(message.pk)
    [file] = folder.iterdir()
    assert file.suffix == ".eml"
    mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert (mail["To"], mail["Message-ID"]) == ("carl@example.com", message.message_id)
    assert mail.get_body().get_content().strip() == "<p>Hello</p>"


def test_a_repeat_overwrites_it(post, folder):
    message = post()
    services.deliver(message.pk)
    Message.objects.update(state="queued")
    services.deliver(message.pk)
    assert len(list(folder.iterdir())) == 1


def test_every_mail_has_a_file_of_its_own(post, folder):
    for number in range(3):
        services.deliver(post(f"event-{number}").pk)
    assert len(list(folder.iterdir())) == 3


def test_a_name_leads_nowhere_else(folder, settings):
    mail = EmailMessage("S", "b", None, ["a@example.com"], headers={"Message-ID": "<../../../evil\\x@example.com>"})
    get_connection(settings.OUTBOX_EMAIL_BACKEND).send_messages([mail])
    [file] = folder.iterdir()
    assert file.parent == folder
