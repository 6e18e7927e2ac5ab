"""A partner's own system: registers deals through the API and writes down every answer it got."""

import http.client
import itertools
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.portal import Portal


@dataclass
class Ledger:
    """What the outside knows: the reference of every acknowledged registration, and how long each answer took."""

    acknowledged: list[str] = field(default_factory=list)
    unanswered: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def p99(self) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


class PartnerSystem:
    """Registers one invented customer after another. A request that got no answer is not repeated: it may be lost."""

    def __init__(self, portal: Portal, token: str) -> None:
        self.portal = portal
        self.token = token
        self.ledger = Ledger()
        self._numbers = itertools.count(1)

    def register(self, count: int, threads: int = 4) -> Ledger:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda _: self.register_one(), range(count)))
        return self.ledger

    def register_for(self, stop: threading.Event, threads: int = 4) -> threading.Thread:
        """Goes on until `stop` is set."""

        def work() -> None:
            while not stop.is_set():
                self.register_one()

        def all_work() -> None:
            with ThreadPoolExecutor(threads) as pool:
                for _ in range(threads):
                    pool.submit(work)

        thread = threading.Thread(target=all_work)
        thread.start()
        return thread

    def register_one(self) -> None:
        number = next(self._numbers)
        began = time.monotonic()
        try:
            status, answer = self._post(self._body(number))
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            with self.ledger.guard:
                self.ledger.unanswered += 1
            time.sleep(0.1)
            return
        with self.ledger.guard:
            self.ledger.seconds.append(time.monotonic() - began)
            if status == 201:
                self.ledger.acknowledged.append(answer["ref"])
            else:
                self.ledger.errors.append(f"{status} {answer}")

    def _post(self, body: dict[str, str]) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            connection.request("POST", "/api/v1/registrations", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            connection.close()

    @staticmethod
    def _body(number: int) -> dict[str, str]:
        return {
            "company": f"Faultless {number} B.V.",
            "website": f"faultless-{number}.example",
            "country": "NL",
            "city": "Utrecht",
            "contact_name": "Ida Visser",
            "contact_email": f"ida@faultless-{number}.example",
            "product": "gtx-pro",
            "amount": "12000.00",
            "currency": "EUR",
            "close_on": "2099-06-30",
            "need": "Two sites to equip; met them twice.",
            "external_id": f"X-{number}",
        }
