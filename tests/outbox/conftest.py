"""Mail templates of our own, and mail servers that behave as told."""

import smtplib
from pathlib import Path

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.template import engines
from django.template.loaders.cached import Loader

from prm.outbox import services
from prm.outbox.services import nudging


@pytest.fixture(autouse=True)
def _templates(monkeypatch):
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, Path(__file__).parent / "templates"])
    yield
    for loader in engine.template_loaders:
        if isinstance(loader, Loader):
            loader.reset()


@pytest.fixture(autouse=True)
def hints(monkeypatch):
    """The hints that were sent, in place of a broker."""
    sent = []
    monkeypatch.setattr(nudging, "_resting_until", 0.0)
    monkeypatch.setattr(nudging.hints, "send_task", lambda name, args=(), **options: sent.append((name, *args)))
    return sent


class ScriptedBackend(BaseEmailBackend):
    """A mail server that answers each mail by `script(mail)`, which may raise; `taken` is what it accepted."""

    taken: list = []
    script = staticmethod(lambda mail: None)
    opening = staticmethod(lambda: None)

    def open(self):
        type(self).opening()

    def send_messages(self, mails):
        for mail in mails:
            type(self).script(mail)
            self.taken.append(mail)
        return len(mails)


@pytest.fixture
def server(settings):
    settings.OUTBOX_EMAIL_BACKEND = f"{__name__}.ScriptedBackend"
    ScriptedBackend.taken = []
    ScriptedBackend.script = staticmethod(lambda mail: None)
    ScriptedBackend.opening = staticmethod(lambda: None)
    return ScriptedBackend


def raiser(error):
    def raise_it(*_args):
        raise error

    return staticmethod(raise_it)


def refusal(code, text="no"):
    return raiser(smtplib.SMTPRecipientsRefused({"carl@example.com": (code, text.encode())}))


@pytest.fixture
def post():
    """`post("key")`: a mail without a template to carl@example.com."""

    def posted(key="event-1", **kwargs):
        mail = {"address": "carl@example.com", "subject": "Hello", "text": "Hello Carl"}
        return services.post_raw_mail(key=key, **(mail | kwargs))

    return posted
