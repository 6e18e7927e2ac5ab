"""Which mails a person gets at once, and the one mail of each morning that holds the rest."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core.errors import InvalidInput
from prm.core.reading import zone_of

from ..enums import Channel, State
from ..models import MailChoice, Message
from ..topics import TOPIC_OF, Mode, Topic, next_morning

DIGEST_PEOPLE = 200


def mode_of(person: User | None, template: str) -> Mode:
    """How this person wants mails of this template; at once unless they have chosen otherwise."""
    topic = TOPIC_OF.get(template)
    if person is None or topic is None:
        return Mode.AT_ONCE
    mode = MailChoice.objects.filter(user=person, topic=topic).values_list("mode", flat=True).first()
    return Mode(mode) if mode else Mode.AT_ONCE


@transaction.atomic
def choose_mails(*, actor: User, choices: Mapping[str, str]) -> None:
    """Keeps the person's choice (Mode) for each topic named. Raises InvalidInput for what is not there to choose."""
    for topic, mode in choices.items():
        if topic not in Topic.values or mode not in Mode.values:
            sentence = _("Choose one of the three.")
            raise InvalidInput(sentence, fields={str(topic): sentence})
    rows = [MailChoice(user=actor, topic=topic, mode=mode) for topic, mode in choices.items()]
    MailChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "topic"], update_fields=["mode"]
    )


def send_digests(now: datetime | None = None) -> int:
    """One mail to each person for whom gathered mails are due; returns how many. Safe to run twice, side by side."""
    now = now or timezone.now()
    due = Message.objects.filter(state=State.GATHERED, due_at__lte=now)
    people = due.order_by().values_list("recipient", flat=True).distinct()[:DIGEST_PEOPLE]
    return sum(_send_digest(number, now) for number in list(people))


@transaction.atomic
def _send_digest(number: int, now: datetime) -> bool:
    """Claims what is gathered for this person and queues the one mail that lists it, in one transaction."""
    from .posting import post_mail

    mine = Message.objects.filter(recipient=number, channel=Channel.MAIL, state=State.GATHERED, due_at__lte=now)
    rows = list(mine.select_for_update(of=("self",), skip_locked=True).order_by("created_at", "pk"))
    person = User.objects.get(pk=number)
    if not rows:
        return False
    day = now.astimezone(zone_of(person)).date()
    posted = None
    if person.is_active:
        items = [{"subject": row.subject, "url": row.url} for row in rows]
        context = {"items": items, "count": len(items)}
        posted = post_mail(key=f"digest:{person.ref}:{day}", to=person, template="digest", context=context)
        if posted is None:
            # Today's has gone out: what was gathered since is in tomorrow's.
            mine.filter(pk__in=[row.pk for row in rows]).update(due_at=next_morning(now, zone_of(person)))
            return False
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.SENT if posted else State.CANCELLED, sent_at=now if posted else None
    )
    return posted is not None
