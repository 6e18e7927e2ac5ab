"""Who can be signed in as, with which password, and what lies in their notices."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.outbox.enums import Channel, State

from .people import Cast, slug
from .roster import VENDOR_DOMAIN
from .world import Row, World

FILE_NAME = "demo-people.json"
# Name, and what a visitor finds there.
PEOPLE = {
    "Carl Smeets": "Answers offers, contacts customers, registers deals",
    "Cleo Maassen": "Runs the team at the same partner and sees all of its business",
    "Dan Whitlock": "Works at another partner and sees nothing of the first",
    "Ben Achterberg": "Receives what partners bring: leads and registrations to decide",
    "Tove Halvorsen": "Product specialist: receives what concerns Insight, from everywhere",
    "Ada van Rossum": "Looks after partners: held leads, conflicts, rejections, what is late",
    "Fay Okafor": "Approves and pays fees",
    "Gudrun Falk": "Runs the programme and the portal",
}


@dataclass(frozen=True)
class Person:
    """A card on the sign-in page."""

    email: str
    name: str
    role: str
    company: str
    note: str
    password: str


def give_passwords(people: list[User], folder: Path) -> list[Person]:
    """A new password for all of them, written down (0600) in `folder` where the sign-in page reads it.

    One for all: it protects an installation that shows it on its first page, and is different in each.
    """
    password = "-".join(secrets.choice(SYLLABLES) + secrets.choice(SYLLABLES) for _ in range(4))
    cards = [_card(user, password) for user in people]
    encoded = make_password(password)
    with transaction.atomic():
        for user in people:
            User.objects.filter(pk=user.pk).update(password=encoded)
        _write(folder / FILE_NAME, json.dumps([asdict(card) for card in cards], indent=1, ensure_ascii=False))
    return cards


SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprstvz" for vowel in "aeiou"]


def _card(user: User, password: str) -> Person:
    member = getattr(user, "member", None)
    company = member.partner.name if member else "Northwind"
    return Person(user.email, user.name, str(Role(user.role).label), company, PEOPLE[user.name], password)


def _write(path: Path, text: str) -> None:
    """Never readable by others, not even for a moment; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def demo_users() -> list[User]:
    """The accounts of the cards, in their order."""
    emails = [f"{slug(name).split('-')[0]}.{slug(name).split('-')[-1]}" for name in PEOPLE]
    rows = User.objects.filter(name__in=PEOPLE, is_active=True).select_related("member__partner").order_by("pk")
    known = {user.name: user for user in rows if user.email.split("@")[0] in emails}
    return [known[name] for name in PEOPLE if name in known]


# -- what lies in their notices and in the outbox


def notices(world: World, cast: Cast) -> None:
    """A handful of messages that were sent: nothing of the programme's past is sent again."""
    people = {person.name: person for person in world.people.values()}
    leads = [row for row in world.tables["leads.Offer"] if row.state == "open"]
    for name in PEOPLE:
        person = people[name]
        mine = [row for row in leads if row.recipient_id == person.id][:2]
        for number, offer in enumerate(mine):
            title = "A lead is offered to you" if person.partner_id else "A partner's lead waits for your answer"
            _notice(world, person, title, f"/offers/{offer.ref}/" if person.partner_id else "/leads/", number)
    for number, name in enumerate(("Ada van Rossum", "Fay Okafor", "Gudrun Falk", "Cleo Maassen")):
        _notice(world, people[name], "Welcome to the partner portal", "/", number + 3)
    _parked_mail(world, cast)


def _notice(world: World, person: Row, title: str, url: str, hours: int) -> None:
    at = world.now - timedelta(hours=hours + 4)
    _message(world, person, Channel.NOTICE, State.SENT, at, subject=title, url=url, sent_at=at, read_at=None)


def _parked_mail(world: World, cast: Cast) -> None:
    """One mail that could not be delivered, for the administrator to look at."""
    member = next(m for m in cast.members if not m.user.is_active)
    at = world.now - timedelta(hours=15)
    text = "Hello,\n\nthe price list of this quarter is in the library.\n"
    error = "550 5.1.1 The mailbox does not exist."
    facts = {"subject": "The new price list is out", "text": text, "attempts": 1, "last_error": error, "route": "mail"}
    _message(world, member.user, Channel.MAIL, State.PARKED, at, address=member.user.email, **facts)


def _message(world: World, person: Row, channel: Channel, state: State, at: object, **columns: object) -> None:
    row = world.add(
        "outbox.Message",
        "O",
        channel=str(channel),
        recipient_id=person.id,
        state=str(state),
        due_at=at,
        created_at=at,
        updated_at=at,
        **columns,
    )
    row["key"] = f"demo/{row.ref}"
    row["message_id"] = f"<demo.{row.ref}@{VENDOR_DOMAIN}>"


def invite_one(world: World, cast: Cast) -> None:
    """An invitation that waits for an answer; its link is nobody's, so it can only be sent again."""
    admin = cast.named["Cleo Maassen"]
    invited = next(m for m in cast.members if not m.user.is_active)
    world.add(
        "accounts.Invitation",
        user_id=invited.user.id,
        invited_by_id=admin.user.id if invited.partner is admin.partner else cast.managers[0].id,
        digest=f"demo-{invited.user.ref}",
        expires_at=world.now + timedelta(days=6),
        accepted_at=None,
        revoked_at=None,
    )
