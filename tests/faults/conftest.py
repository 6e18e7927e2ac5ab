"""Each test has a portal of its own, with the smallest programme, a mail server, and a partner's system beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.portal import BASE, Portal

from .partner import PartnerSystem
from .sink import Sink

PROGRAMME = """
from datetime import timedelta
from tests.cast import Cast
from prm.accounts.services import create_token
from prm.outbox.models import Message
from partners.library import services as library
from partners.library.models import Document, DocumentVersion
from django.utils import timezone
cast = Cast.make()
rules = Document.objects.create(title="Rules of engagement", kind="rules_of_engagement")
version = DocumentVersion.objects.create(document=rules, number=1, body="Be fair.", published_at=timezone.now(),
                                         published_by=cast.gus)
library.acknowledge(actor=cast.cleo, version=version)
token = create_token(user=cast.cleo, name="faults", scopes=["registrations:write"])[1]
Message.objects.all().delete()  # the notice of the token: each scene begins with nothing to send
print("TOKEN", token)
"""


@dataclass
class Scene:
    portal: Portal
    sink: Sink
    partner: PartnerSystem


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist, which reads the group from the marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.xdist_group("faults"))


@pytest.fixture(scope="session")
def template() -> Iterator[tuple[Portal, str]]:
    """A stopped portal with the programme in it, and the token of partner one; each scene starts from its copy."""
    portal = Portal(PYTHONPATH=str(BASE))
    try:
        portal.start_servers()
        portal.restore()
        said = portal.manage("shell", "--no-imports", "-c", PROGRAMME)
        portal.end("servers")
        yield portal, said.split("TOKEN ")[1].split()[0]
    finally:
        portal.stop()


@pytest.fixture
def scene(template: tuple[Portal, str]) -> Iterator[Callable[..., Scene]]:
    """`scene(beat=False)` starts a portal without beat; other words become its environment."""
    made: list[Scene] = []

    def start(*, worker: bool = True, beat: bool = True, **environment: str) -> Scene:
        sink = Sink().start()
        portal = Portal(template[0], EMAIL_URL=sink.url, API_RATE="100000/min", PYTHONPATH=str(BASE), **environment)
        made.append(Scene(portal, sink, PartnerSystem(portal, template[1])))
        portal.start(worker=worker, beat=beat)
        return made[-1]

    yield start
    for scene in made:
        ledger = scene.partner.ledger
        print(f"acknowledged {len(ledger.acknowledged)}, unanswered {ledger.unanswered}, last {ledger.errors[-3:]}")
        for process in ("web", "worker", "beat"):
            print(f"-- {process}\n{scene.portal.log(process)[-3000:]}")
        print((scene.portal.folder / "state/logs/postgres.log").read_text()[-3000:])
        scene.portal.stop()
        scene.sink.stop()
