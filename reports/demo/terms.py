"""What was agreed with each partner and person: contracts, certificates, and how people want their mail."""

from datetime import timedelta

from prm.outbox.models import Mode, Topic
from prm.promises.enums import Kind

from .people import Cast, Partner
from .world import Row, World, page

CERTIFICATE = "partners.Certificate"
TERMS = ("Partner contract, general terms v1", "Partner contract 2024, signed on paper")
EXCLUSIVE = "Public housing in {country}: no other partner is offered leads there."
# How some of the people want the mails that may wait.
CHOICES = (
    (Topic.PROGRESS, Mode.DIGEST),
    (Topic.REMINDERS, Mode.AT_ONCE),
    (Topic.FEES, Mode.NOTICE),
    (Topic.LATE, Mode.DIGEST),
)


def contracts(world: World, cast: Cast) -> None:
    """One for every partner, a second one for those that have renewed; nobody has to give notice these weeks."""
    for number, partner in enumerate(cast.partners):
        began = world.day - timedelta(days=150 + 37 * number % 190)
        first = [began - timedelta(days=365)] if number % 3 == 0 else []
        for starts_on in (*first, began):
            signed = starts_on - timedelta(days=6 + number % 11)
            world.add(
                "partners.Contract",
                "CT",
                partner_id=partner.row.id,
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=364 if starts_on != began else 364 + 365 * (number % 2)),
                notice_days=(30, 60, 60)[number % 3],
                renews_itself=number % 4 != 1,
                terms=TERMS[number % 5 == 0],
                signed_on=signed,
                exclusivity=EXCLUSIVE.format(country=partner.row.country) if number % 9 == 2 else "",
                created_at=world.now - timedelta(days=100),
                updated_at=world.now - timedelta(days=100),
            )


def certificates(world: World, cast: Cast) -> None:
    """Most partners are certified as a whole, some by a person; a few wait for a word, and a few soon expire."""
    product = next(one for one in cast.products if one.needs_certificate)
    for number, partner in enumerate(partner for partner in cast.partners if partner.is_open and partner.members):
        owner = partner.owner
        waits, soon = number % 7 == 3, number % 6 == 1
        first = world.day - timedelta(days=340 if soon else 40 + 23 * number % 200)
        at = world.now - timedelta(days=2 if waits else 30, hours=number % 9)
        decision = {} if waits else {"decided_by_id": owner.id, "decided_at": at + timedelta(hours=5)}
        if number % 5 != 4:
            member = partner.members[-1] if number % 3 == 1 else None
            row = world.add(
                CERTIFICATE,
                "CE",
                partner_id=partner.row.id,
                member_id=member.row.id if member else None,
                product_id=product.id,
                number=f"NW-{1040 + 17 * number}",
                valid_from=first,
                expires_on=first + timedelta(days=365),
                state="entered" if waits else "confirmed",
                entered_by_id=partner.members[0].user.id,
                created_at=at,
                updated_at=at,
                **{"decided_by_id": None, "decided_at": None, **decision},
            )
            holder = member.user.name if member else partner.row.name
            _owe_an_answer(world, row, partner, f"{product.name} · {holder}")


def _owe_an_answer(world: World, row: Row, partner: Partner, label: str) -> None:
    """The partner's channel manager confirms it in time, or still has to."""
    world.promise(
        Kind.CONFIRM_CERTIFICATE,
        CERTIFICATE,
        row,
        partner.owner,
        row.created_at,
        label=label,
        url=page("partners:certificate", row),
        partner=partner.row,
        days=5.0,
    )
    if row.decided_at:
        world.keep(Kind.CONFIRM_CERTIFICATE, CERTIFICATE, row, row.decided_at)


def mail_choices(world: World, cast: Cast) -> None:
    """Every seventh member, and the people whom somebody signs in as, one each."""
    named = [member.user for member in cast.named.values()]
    people = [*named, *(member.user for member in cast.members[::7] if member.user not in named)]
    for number, person in enumerate(people):
        topic, mode = CHOICES[number % len(CHOICES)]
        world.add("outbox.MailChoice", user_id=person.id, topic=str(topic), mode=str(mode))
