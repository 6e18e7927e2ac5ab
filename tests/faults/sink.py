"""A mail server that remembers what it accepted, and can be told to misbehave."""

import asyncio
import email
import threading
from collections import Counter
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.portal import free_port


class Sink:
    """Accepts mail on a loopback port. `answer` is what it says after DATA; anything but 250 is a refusal."""

    def __init__(self) -> None:
        self.port = free_port()
        self.answer = "250 kept"
        self.pause = 0.0  # seconds it takes to answer
        self.held: list[EmailMessage] = []  # of conversations that wait for that answer
        self.kept: list[EmailMessage] = []
        self._guard = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> "Sink":
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        with self._guard:
            self.held.append(message)
        try:
            await asyncio.sleep(self.pause)
        finally:
            with self._guard:
                self.held.remove(message)
        if self.answer.startswith("250"):
            with self._guard:
                self.kept.append(message)
        return self.answer

    def is_busy_with(self, recipient: str) -> bool:
        """Whether a mail to this address was handed over and waits for the answer."""
        with self._guard:
            return any(recipient in str(message["To"]) for message in self.held)

    def ids_about(self, words: str) -> Counter[str]:
        """How often each Message-ID arrived among the mails whose subject holds `words`."""
        with self._guard:
            return Counter(str(message["Message-ID"]) for message in self.kept if words in str(message["Subject"]))
