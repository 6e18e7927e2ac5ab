"""Many leads received at once are what they would be one after another."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.models import Contact, Customer, Lead, Passage
from leads.services import entering, merging
from leads.services.entering import LeadData
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from prm.promises.models import Nudge, Promise

from .conftest import lead_data

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
NEED = "Forty workstations for the new plant, and somebody who sets them up."
# Few words, so that rows repeat each other: one company in several spellings, one person in several ways of writing.
ROWS = st.lists(
    st.builds(
        dict,
        company=st.sampled_from(["Acme B.V.", "ACME", "Boreas", "Boreas GmbH", "Merged Mill"]),
        website=st.sampled_from(["", "", "https://www.acme.example/", "acme.example"]),
        country=st.sampled_from(["", "NL", "DE"]),
        city=st.sampled_from(["", "Utrecht"]),
        industry=st.sampled_from(["", "retail", "health"]),
        contact_name=st.sampled_from(["Ann Straße", "ANN STRASSE", "ann straße", "Bo", " bo "]),
        contact_title=st.sampled_from(["", "Head of IT"]),
        contact_email=st.sampled_from(["", "", "Ann@Acme.example", "bo@gmail.com", "bo@acme.example"]),
        contact_phone=st.sampled_from(["", "+31 6 9876 5432"]),
        need=st.sampled_from(["", NEED]),
        value=st.sampled_from([None, Decimal("5"), Decimal("60000.005")]),
        external_id=st.sampled_from(["", "", "1", "2"]),
        keep=st.sampled_from([False, False, True]),
        product=st.booleans(),
    ),
    min_size=1,
    max_size=10,
)


def one_after_another(actor: Any, data: Sequence[LeadData]) -> list[Lead]:
    return [entering.receive_outbound(actor, one) for one in data]


def outcome(receive: Any, cast: Any, data: Sequence[LeadData], before: int) -> dict[str, Any]:
    """Everything that is there afterwards, without row numbers; nothing of it stays."""
    with transaction.atomic(), time_machine.travel("2026-03-02 09:00+00:00", tick=False):
        kept, gone = (
            Customer.objects.create(name=name, identity=f"n:{name.lower()}|NL") for name in ("Mill", "Merged Mill")
        )
        merging.merge_customers(cast.ada, kept, gone, "One company")
        leads = [*one_after_another(cast.ada, data[:before]), *receive(cast.ada, data[before:])]
        found = everything(leads)
        transaction.set_rollback(True)
    return found


def everything(returned: Sequence[Lead]) -> dict[str, Any]:
    leads = list(Lead.objects.select_related("customer", "contact").order_by("pk"))
    place = {lead.pk: number for number, lead in enumerate(leads)}
    refs = {lead.ref: f"#{number}" for number, lead in enumerate(leads)}

    def plain(text: str) -> str:
        for ref, number in refs.items():
            text = text.replace(ref, number)
        return text

    steps = Nudge.objects.order_by("promise__object_id", "level")
    return {
        "returned": [refs[lead.ref] for lead in returned],
        "as_returned": [facts_of(lead) for lead in returned],
        "leads": [facts_of(lead) for lead in leads],
        "customers": sorted(
            (c.identity, c.name, c.domain, str(c.country), c.city, c.industry) for c in Customer.objects.all()
        ),
        "contacts": sorted((c.customer.identity, c.name, c.title, c.email, c.phone) for c in Contact.objects.all()),
        "passages": sorted((place[p.lead_id], p.step, p.hours, p.direction) for p in Passage.objects.all()),
        "timeline": sorted_by_lead(TimelineEntry.objects.order_by("pk"), place),
        "promises": [
            (
                place[p.object_id],
                p.kind,
                p.owed_by_id,
                p.subject_label,
                plain(p.url),
                p.due_at,
                p.allowed_hours,
                p.side,
            )
            for p in Promise.objects.order_by("object_id")
        ],
        "steps": [(place[n.promise.object_id], n.step, n.level, n.fraction, n.at) for n in steps],
        "messages": sorted(
            (plain(m.key), m.channel, m.recipient_id, m.subject, m.text, plain(m.url), m.state)
            for m in Message.objects.all()
        ),
    }


def facts_of(lead: Lead) -> tuple[Any, ...]:
    return (
        lead.state, lead.direction, lead.score, lead.chance, lead.rank, lead.score_lines, lead.missing, lead.need,
        lead.value, lead.product_id, lead.lead_source, lead.source, lead.external_id, lead.arrived_at,
        lead.customer.identity, lead.contact.name, lead.contact.email,
    )  # fmt: skip


def sorted_by_lead(entries: Any, place: dict[int, int]) -> list[tuple[Any, ...]]:
    rows = [
        (place[e.object_id], e.sentence, e.detail, e.icon, e.actor_id, e.actor_name, e.partner_id, e.at)
        for e in entries
        if e.object_id in place and e.content_type.model == "lead"
    ]
    return sorted(rows, key=lambda row: row[0])


@FEW
@given(rows=ROWS, before=st.integers(0, 4))
def test_many_at_once_are_what_they_would_be_one_after_another(cast, rows, before) -> None:
    User.objects.get_or_create(
        email="second@example.com", defaults={"name": "Second manager", "role": Role.CHANNEL_MANAGER}
    )
    data = [LeadData(**{**row, "product": cast.product if row["product"] else None}, source="crm") for row in rows]
    assert outcome(entering.receive_many, cast, data, before) == outcome(one_after_another, cast, data, before)


def test_the_number_of_statements_does_not_grow_with_the_leads(cast) -> None:
    def statements(count: int, start: int) -> int:
        data = [
            lead_data(
                company=f"Mill {start + number % (count // 2)}",
                website="",
                contact_email=f"p{number}@gmail.com",
                country="NL" if number % 3 else "",
            )
            for number in range(count)
        ]
        with CaptureQueriesContext(connection) as asked:
            entering.receive_many(cast.ada, data)
        return len(asked)

    statements(4, 0)
    assert statements(40, 1000) == statements(4, 500)


def test_one_that_cannot_be_a_lead_lets_none_in_and_only_sellers_enter(cast) -> None:
    with pytest.raises(InvalidInput):
        entering.receive_many(cast.ada, [lead_data(), lead_data(value=Decimal(10) ** 12)])
    with pytest.raises(NotAllowed):
        entering.receive_many(cast.carl, [lead_data()])
    assert entering.receive_many(cast.ada, []) == []
    assert not Lead.objects.exists()


def test_texts_that_look_like_the_end_of_a_copy_stay_texts(cast) -> None:
    odd = 'one\n\\.\ntwo\t"three"'
    lead = entering.receive_outbound(cast.ada, lead_data(need=odd, contact_name="\\.", company='\\. "Mill"'))
    timeline.record_many(Lead, cast.ada, [timeline.Line(lead.pk, "\\.", detail=odd)], lead.arrived_at)
    assert TimelineEntry.objects.filter(object_id=lead.pk, sentence="\\.", detail=odd).exists()
    lead.refresh_from_db()
    assert (lead.need, lead.contact.name, lead.customer.name) == (odd, "\\.", '\\. "Mill"')
