"""The documents of the programme, and who has accepted them."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from partners.enums import PartnerType
from partners.library.enums import DocumentKind

from . import texts
from .people import Cast
from .world import Row, World

TYPES = {"csv": "text/csv", "txt": "text/plain"}
# Kind, title, summary, texts (oldest first) with the days since, for which types, from which tier, to be accepted.
DOCUMENTS = (
    (DocumentKind.RULES_OF_ENGAGEMENT, "Rules of engagement", "Who sells to whom, and what happens when two meet.",
     ((texts.RULES_OF_ENGAGEMENT_1, 700), (texts.RULES_OF_ENGAGEMENT, 372)), (), None, True),
    (DocumentKind.QUALIFICATION, "Qualification criteria", "What an opportunity needs before it can be registered.",
     ((texts.QUALIFICATION, 600),), (), None, False),
    (DocumentKind.COMPENSATION, "Compensation plan", "What a won deal earns, and when it is paid.",
     ((texts.COMPENSATION, 500),), (), None, True),
    (DocumentKind.CONTRACT, "Partner contract, general terms", "Duration, data, who sells in whose name.",
     ((texts.CONTRACT, 800),), (), None, False),
    (DocumentKind.PRICE_LIST, "Price list", "List prices and discounts of this quarter.",
     ((texts.PRICE_LIST, 45),), (PartnerType.RESELLER, PartnerType.INTEGRATOR, PartnerType.DISTRIBUTOR,
                                 PartnerType.MSP, PartnerType.OEM), None, False),
    (DocumentKind.COLLATERAL, "Sense and Insight on one page", "To leave with a customer.",
     ((texts.COLLATERAL, 210),), (), None, False),
    (DocumentKind.COLLATERAL, "Preview: what comes next quarter", "For partners who plan with us.",
     (("Gateway Max gets a second uplink, Insight a monthly report by mail. Please do not pass this on before the "
       "first of the quarter.", 20),), (), "Gold", False),
    (DocumentKind.TRAINING, "Your first ninety days", "What to do first, second and third.",
     ((texts.TRAINING, 400),), (), None, False),
)  # fmt: skip


class Library:
    """Publishes the documents. `rules` is the version of the rules of engagement in force.

    `files` are the files of documents to be stored: path and content.
    """

    def __init__(self, world: World, cast: Cast) -> None:
        self.world, self.cast = world, cast
        self.files: dict[str, bytes] = {}
        newest = [self._publish(*facts) for facts in DOCUMENTS]
        self.rules = newest[0]
        self._accept()

    def _publish(
        self,
        kind: DocumentKind,
        title: str,
        summary: str,
        versions: tuple,
        types: tuple,
        tier: str | None,
        must_acknowledge: bool,
    ) -> Row:
        first = self._published(versions[0][1])
        document = self.world.add(
            "library.Document",
            "DO",
            title=title,
            kind=str(kind),
            summary=summary,
            partner_types=[str(each) for each in types],
            minimum_tier_id=self.cast.tiers[tier].id if tier else None,
            must_acknowledge=must_acknowledge,
            withdrawn_at=None,
            created_at=first,
            updated_at=first,
        )
        for number, (body, days) in enumerate(versions, start=1):
            version = self.world.add(
                "library.DocumentVersion",
                document_id=document.id,
                number=number,
                body=body,
                published_at=self._published(days),
                published_by_id=self.cast.managers[0].id,
                **self._file(kind, body, number),
            )
            sentence = f"published version {number}"
            manager = self.cast.managers[0]
            self.world.tell("library.Document", document, self._published(days), manager, sentence, icon="file-up")
        return version

    def _file(self, kind: DocumentKind, body: str, number: int) -> dict[str, Any]:
        """The price list as a table, what is left with a customer as a text; the others are read here."""
        if kind == DocumentKind.PRICE_LIST:
            rows = [f"{product.code},{product.name},{product.list_price}" for product in self.cast.products]
            name, content = "price-list.csv", "\n".join(["code,product,list price EUR", *rows, ""]).encode()
        elif kind in (DocumentKind.COLLATERAL, DocumentKind.TRAINING):
            name, content = f"{kind}-{hashlib.sha256(body.encode()).hexdigest()[:6]}.txt", f"{body}\n".encode()
        else:
            return {}
        path = f"library/demo/v{number}-{name}"
        self.files[path] = content
        facts = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return {"file": path, "file_name": name, "content_type": TYPES[name.rsplit(".")[-1]], **facts}

    def _published(self, days: int) -> datetime:
        return self.world.now - timedelta(days=days, hours=-10)

    def _accept(self) -> None:
        """Everybody who works has accepted the rules; some have the plan still to read."""
        rules, plan = (self._newest(kind) for kind in ("Rules of engagement", "Compensation plan"))
        for number, member in enumerate(self.cast.members):
            to_read = number % 3 == 1 or member.user.name in self.cast.named
            for version, accepted in ((rules, True), (plan, not to_read)):
                if accepted:
                    self.world.add(
                        "library.Acknowledgement",
                        version_read_id=version.id,
                        user_id=member.user.id,
                        partner_id=member.partner.row.id,
                        accepted_at=version.published_at + timedelta(days=1 + number % 5, hours=number % 7),
                    )

    def _newest(self, title: str) -> Row:
        document = next(row for row in self.world.tables["library.Document"] if row.title == title)
        return [row for row in self.world.tables["library.DocumentVersion"] if row.document_id == document.id][-1]
