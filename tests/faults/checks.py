"""What must hold after any fault, read from the outside: the ledger, the mail server, the database."""

from tests.portal import Portal, wait_for

from .partner import Ledger
from .sink import Sink


def nothing_is_lost(portal: Portal, ledger: Ledger) -> None:
    """R1: every acknowledged registration stands in the database, once, submitted."""
    with portal.query() as cursor:
        cursor.execute("SELECT ref, state FROM deals_registration")
        states = dict(cursor.fetchall())
    missing = [ref for ref in ledger.acknowledged if ref not in states]
    assert missing == [], f"{len(missing)} of {len(ledger.acknowledged)} acknowledged registrations are lost"
    assert [ref for ref in ledger.acknowledged if states[ref] == "draft"] == []
    assert len(set(ledger.acknowledged)) == len(ledger.acknowledged)


def submitted(portal: Portal) -> list[str]:
    """Every submitted registration, acknowledged or cut off before its answer."""
    with portal.query() as cursor:
        cursor.execute("SELECT ref FROM deals_registration WHERE state <> 'draft'")
        return [ref for (ref,) in cursor.fetchall()]


def everyone_is_thanked(portal: Portal, sink: Sink, seconds: float) -> None:
    """R1, R4, R5: within this time each submitted registration has its acknowledgement at the mail server."""

    def all_there() -> bool:
        return all(acknowledgements(sink, ref) for ref in submitted(portal))

    wait_for(all_there, seconds, "every registration acknowledged by mail")


def nobody_is_thanked_twice(portal: Portal, sink: Sink, repeats: int = 0) -> None:
    """R3: one Message-ID for each event, and no more than `repeats` deliveries of the same one again."""
    again = 0
    for ref in submitted(portal):
        ids = acknowledgements(sink, ref)
        assert len(ids) <= 1, f"{ref} was acknowledged under {len(ids)} ids"
        again += sum(count - 1 for count in ids.values())
    assert again <= repeats, f"{again} mails were delivered again"


def acknowledgements(sink: Sink, ref: str) -> dict[str, int]:
    """The acknowledgement mails to the partner about this registration: Message-ID and how often it came."""
    return {
        key: count
        for key, count in sink.ids_about(ref).items()
        if any(str(m["Message-ID"]) == key and "cleo@" in str(m["To"]) for m in sink.kept)
    }
