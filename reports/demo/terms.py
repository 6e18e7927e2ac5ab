"""What was agreed with each partner and person: contracts with their dates, and how people want their mail."""

from datetime import timedelta

from prm.outbox.models import Mode, Topic

from .people import Cast
from .world import World

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


def mail_choices(world: World, cast: Cast) -> None:
    """Every seventh member, and the people whom somebody signs in as, one each."""
    named = [member.user for member in cast.named.values()]
    people = [*named, *(member.user for member in cast.members[::7] if member.user not in named)]
    for number, person in enumerate(people):
        topic, mode = CHOICES[number % len(CHOICES)]
        world.add("outbox.MailChoice", user_id=person.id, topic=str(topic), mode=str(mode))
