"""Worlds that differ only in who else is after a customer, and the eyes of a partner that must not tell them apart."""

import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from deals import services
from deals.models import Opportunity, Registration
from deals.selectors.checking import LOOK_BACK_DAYS
from leads.models import Lead
from leads.services.customers import match_or_create, match_or_create_contact
from prm.accounts.services import create_token
from prm.outbox.models import Message
from prm.outbox.services import add_endpoint
from prm.outbox.transports import mail

from .conftest import LETTER, facts

# What only the other side wrote: the partner's words and the vendor's.
THEIRS, OURS = "Zwaluw", "Kestrel"


# -- who is on the other side


def _register(cast, **changes):
    told = {"company": f"Hofmann {THEIRS} B.V.", "need": f"{THEIRS} need", "contact_name": THEIRS, **changes}
    product = told.pop("product", cast.product)
    return services.register(cast.cleo, None, facts(product, **told))


def _hofmann():
    return match_or_create(name=f"Hofmann {OURS} GmbH", domain="hofmann.example", country="NL", city="Utrecht")


def _vendors_deal(cast, **changes):
    now = timezone.now()
    times = {"stage_since": now, "last_activity_at": now, "opened_at": now}
    values = {"stage": "prospecting", "product": cast.product, **times, **changes}
    name = f"{OURS} direct"
    return Opportunity.objects.create(
        name=name, customer=_hofmann(), sales_rep=cast.ben, deal_source="import", **values
    )


def _lead(cast, state, **changes):
    now = timezone.now()
    customer = _hofmann()
    return Lead.objects.create(
        direction="outbound", state=state, customer=customer, lead_source="web", product=cast.product,
        contact=match_or_create_contact(customer, name=OURS), need=OURS, arrived_at=now, state_since=now,
        last_activity_at=now, **changes,
    )  # fmt: skip


def nobody(cast):
    return None


def partner_registers(cast):
    return _register(cast)


def partner_has_to_complete(cast):
    return services.request_changes(cast.ben, _register(cast), ["need"], "How many sites?")


def partner_is_being_rejected(cast):
    return services.start_rejection(cast.ben, _register(cast), **LETTER)


def partner_is_protected(cast):
    return services.approve(cast.ben, _register(cast))


def vendor_sells(cast):
    return _vendors_deal(cast)


def vendor_sells_anything(cast):
    return _vendors_deal(cast, product=None)


def partner_works_a_deal(cast):
    return services.withdraw(cast.cleo, partner_is_protected(cast))


def partner_works_a_lead(cast):
    return _lead(cast, "accepted", partner=cast.one, member=cast.cleo.member)


def vendor_has_a_lead(cast):
    return _lead(cast, "qualified")


def _lost(cast, days):
    then = timezone.now() - timedelta(days=days)
    return _vendors_deal(cast, stage="lost", closed_at=then, loss_reason="price", last_activity_at=then)


def vendor_was_in_touch(cast):
    return _lost(cast, 20)


def vendor_was_in_touch_long_ago(cast):
    return _lost(cast, LOOK_BACK_DAYS + 1)


def partner_drafts(cast):
    return services.save_draft(cast.cleo, None, facts(cast.product, company=f"Hofmann {THEIRS}"))


def partner_was_rejected(cast):
    return services.confirm_rejection(cast.ada, partner_is_being_rejected(cast))


def vendor_turned_a_lead_down(cast):
    return _lead(cast, "disqualified")


RED = (
    partner_registers, partner_has_to_complete, partner_is_being_rejected, partner_is_protected, vendor_sells,
    vendor_sells_anything,
)  # fmt: skip
YELLOW = (partner_works_a_deal, partner_works_a_lead, vendor_has_a_lead, vendor_was_in_touch)
GREEN = (nobody, partner_drafts, partner_was_rejected, vendor_was_in_touch_long_ago, vendor_turned_a_lead_down)


def end(cast, other) -> None:
    """The other side gives the customer up."""
    if isinstance(other, Registration):
        services.withdraw(cast.cleo, other)
    else:
        services.lose(cast.ben, other, "price")


# -- what a partner sees

WORDS = f"q={THEIRS}", f"q={OURS}"
PAGES = (
    "/", "/notices/", "/deals/", "/deals/board/", "/deals/registrations/", "/leads/", "/reports/waterfall/",
    "/reports/promises/", "/search/?q=Hofmann",
)  # fmt: skip
API = ("registrations", "deals", "leads")
# Where somebody looks who wants to know: by every word of the others, in files, through filters.
CORNERS = (
    "/deals/register/", "/fees/", "/reports/looks/", "/deals/registrations/?state=contested",
    *(f"{path}?{word}" for path in ("/search/", "/deals/", "/deals/registrations/", "/leads/") for word in WORDS),
    *(f"{path}?export={kind}" for path in ("/deals/", "/deals/registrations/") for kind in ("csv", "xlsx")),
    "/leads/?export=csv",
)  # fmt: skip
API_CORNERS = (
    "registrations?state=contested",
    *(f"{path}?{word}" for path in ("registrations", "deals", "leads") for word in WORDS),
)
SCOPES = [
    f"{name}:{way}" for name in ("registrations", "deals", "leads", "webhooks") for way in ("read", "write")
]  # fmt: skip
# Ids and moments of writing: no two rows share them, whoever is on the other side.
NORMAL = (
    (re.compile(r"\b[A-Z]{1,2}-[0-9A-Z]{6}\b"), "REF"),
    (re.compile(r"\b[a-z]{1,2}-[0-9a-z]{6}\b"), "ref"),
    (re.compile(r'(csrfmiddlewaretoken" value|csrf-token" content)="\w+"'), "CSRF"),
    (re.compile(r'"X-CSRFToken": *"\w+"|X-CSRFToken&quot;: &quot;\w+'), "CSRF"),
    (re.compile(r'"(created|updated)_at": ?"[^"]+"'), "WRITTEN"),
    (re.compile(r'<time datetime="[^"]+\.\d{6}\+00:00"[^>]*>[^<]*</time>'), "WRITTEN"),
    (re.compile(r"by-mail/[^/\s\"]+/"), "by-mail/TOKEN/"),
    (re.compile(r"<dcterms:\w+[^>]*>[^<]+<"), "WRITTEN"),
)
HIDDEN_HEADERS = {"Set-Cookie", "Content-Length", "X-Request-ID", "Server-Timing"}


def plain(text: str) -> str:
    for pattern, word in NORMAL:
        text = pattern.sub(word, text)
    return text


@dataclass
class Eyes:
    """Everything that one person was shown, by where and when it was."""

    person: Any
    step: str = "before"
    seen: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cache.clear()
        self.client = Client()
        self.client.force_login(self.person)
        self.secret = create_token(user=self.person, name="tests", scopes=SCOPES)[1]
        self.endpoint = add_endpoint(actor=self.person, url="https://crm.example.com/hook")

    def keep(self, where: str, text: str) -> None:
        self.seen[plain(f"{self.step}: {where}")] = plain(text)

    def see(self, where: str, answer: Any) -> Any:
        headers = {name: value for name, value in answer.headers.items() if name not in HIDDEN_HEADERS}
        self.keep(where, f"{answer.status_code}\n{headers}\n{_text_of(answer)}")
        return answer

    def page(self, path: str) -> Any:
        return self.see(f"GET {path}", self.client.get(path))

    def post(self, path: str, data: dict[str, Any], **extra: Any) -> Any:
        return self.see(f"POST {path} {extra or ''}", self.client.post(path, data, **extra))

    def api(self, path: str, body: dict[str, Any] | None = None) -> Any:
        client, headers = Client(), {"Authorization": f"Bearer {self.secret}"}
        path = f"/api/v1/{path}"
        if body is None:
            return self.see(f"API GET {path}", client.get(path, headers=headers))
        sent = client.post(path, json.dumps(body), content_type="application/json", headers=headers)
        return self.see(f"API POST {path} {sorted(body)}", sent)

    def look_around(self, step: str, *rows: Any, into_corners: bool = False) -> None:
        """The lists, pages, calls and mails there are for this person now; into corners, files and searches too."""
        self.step = step
        for path in (*PAGES, *(CORNERS if into_corners else ()), *(row.get_absolute_url() for row in rows)):
            self.page(path)
        for path in (*API, *(API_CORNERS if into_corners else ()), *(_address(row) for row in rows)):
            self.api(path)
        mine = Message.objects.filter(recipient=self.person) | Message.objects.filter(endpoint=self.endpoint)
        for number, message in enumerate(mine.order_by("pk")):
            self.keep(f"message {number}", _letter(message))


def _address(row: Any) -> str:
    return f"{'registrations' if isinstance(row, Registration) else 'deals'}/{row.ref}"


def _text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(f"{name}: {book.read(name).decode()}" for name in sorted(book.namelist()))


def _letter(message: Message) -> str:
    """Channel, address and content as they leave; a mail with its headers and files."""
    row = f"{message.channel} {message.url} {message.payload} {message.due_at} {message.subject}"
    if message.channel != "mail":
        return f"{row} {message.text}"
    built = mail.build(message)
    headers = {
        name: value for name, value in built.message().items() if name not in ("Message-ID", "Date", "Content-Type")
    }
    return f"{row}\n{headers}\n{message.text}\n{message.html}\n{[file[1] for file in built.attachments]}"
