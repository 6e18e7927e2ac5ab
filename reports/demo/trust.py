"""What makes the vendor's side visible: who looked at partners' customers, and a partner's webhook with its calls."""

from datetime import datetime, timedelta

from prm.core.models import LookKind
from prm.outbox.enums import Channel, Event, State

from .people import Cast
from .world import Row, World, page

TOLD_FOR = timedelta(days=60)
PAGES = {"leads.Lead": "leads:detail", "deals.Opportunity": "deals:detail", "deals.Registration": "deals:registration"}


class Looks:
    """Whoever of the vendor's staff changed something of a partner's opened it first."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.customers = {row.id: row for row in world.tables["leads.Customer"]}
        self.subjects = {(table, row.id): row for table in PAGES for row in world.tables[table]}
        self.told: set[tuple] = set()
        for entry in list(world.tables["core.TimelineEntry"]):
            self._of_entry(entry)

    def _of_entry(self, entry: Row) -> None:
        person = self.world.people.get(entry.actor_id)
        is_recent = entry.at > self.world.now - TOLD_FOR
        by_hand = entry.icon != "mail-check"  # the portal acknowledges in the rep's name
        if person is None or person.partner_id or not entry.partner_id or not (is_recent and by_hand):
            return
        subject = self.subjects.get((entry.subject_table, entry.object_id))
        if subject is not None:
            self._look(entry, subject, person, LookKind.OPENED, entry.at - timedelta(minutes=3))
            self._look(entry, subject, person, LookKind.CHANGED, entry.at)

    def _look(self, entry: Row, subject: Row, person: Row, kind: LookKind, at: datetime) -> None:
        hour = at.replace(minute=0, second=0, microsecond=0)
        key = (entry.subject_table, subject.id, person.id, kind, hour)
        if key in self.told:
            return
        self.told.add(key)
        self.world.add(
            "core.Look",
            subject_table=entry.subject_table,
            object_id=subject.id,
            label=self._label(entry.subject_table, subject)[:200],
            url=page(PAGES[entry.subject_table], subject),
            partner_id=entry.partner_id,
            viewer_id=person.id,
            viewer_name=person.name,
            kind=str(kind),
            at=at,
            hour=hour,
        )

    def _label(self, table: str, subject: Row) -> str:
        if table == "deals.Opportunity":
            name = subject.name
        elif table == "deals.Registration":
            name = subject.company
        else:
            name = subject.get("as_entered", {}).get("company") or self.customers[subject.customer_id].name
        return f"{subject.ref} · {name}"


def webhooks(world: World, cast: Cast) -> None:
    """Cleo's ERP hears of offers and deals. Its address is a name that leads nowhere, and the webhook is off."""
    admin = cast.named["Cleo Maassen"].user
    endpoint = world.add(
        "outbox.WebhookEndpoint",
        "W",
        user_id=admin.id,
        url="https://erp.partner.example",
        secret="whsec_ZGVtbyBzZWNyZXQsIG5vYm9keSBpcyBjYWxsZWQ=",
        events=[str(Event.DEAL_WON), str(Event.OFFER_MADE), str(Event.REGISTRATION_DECIDED)],
        active=False,
    )
    mine = [row for row in world.tables["leads.Offer"] if row.partner_id == admin.partner_id and row.state != "open"]
    for number, offer in enumerate(sorted(mine, key=lambda row: row.offered_at)[-4:]):
        _call(world, admin, endpoint, offer, answers=(503, 200) if number == 1 else (200,))


def _call(world: World, admin: Row, endpoint: Row, offer: Row, answers: tuple[int, ...]) -> None:
    at = offer.offered_at
    last = at + timedelta(minutes=len(answers))
    call = world.add(
        "outbox.Message",
        "O",
        channel=str(Channel.WEBHOOK),
        recipient_id=admin.id,
        endpoint_id=endpoint.id,
        address=endpoint.url,
        subject=str(Event.OFFER_MADE),
        payload={"type": str(Event.OFFER_MADE), "timestamp": at.isoformat(), "data": {"ref": offer.ref}},
        route=f"endpoint:{endpoint.id}",
        state=str(State.SENT),
        attempts=len(answers),
        created_at=at,
        updated_at=last,
        queued_at=at,
        due_at=at,
        sent_at=last,
    )
    call["key"] = f"demo/{call.ref}"
    call["message_id"] = f"msg_demo_{call.ref}"
    for minutes, status in enumerate(answers, start=1):
        note = "" if status == 200 else f"The endpoint answered {status}."
        tried = {"at": at + timedelta(minutes=minutes), "succeeded": status == 200, "status": status, "note": note}
        world.add("outbox.Attempt", message_id=call.id, **tried)
