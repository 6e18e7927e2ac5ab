"""Sold together: each side is told its own part and share, and nothing of the other."""

from django.utils.translation import gettext_lazy as _

from deals.enums import Stage
from deals.models import Registration
from partners.selectors import manager_of
from prm.accounts.models import User
from prm.outbox.enums import Event

from .registrations import announce_row, both_cards, key_of, people_of
from .sending import tell


def joined(row: Registration, decider: User) -> None:
    """To whoever came second: welcome, with which part and share."""
    announce_row(Event.REGISTRATION_DECIDED, row, credit_share=row.credit_share, involvement=row.involvement)
    tell(
        row,
        key=key_of(row, "joined"),
        to=people_of(row),
        template="registration_joined",
        title=_("Decided: you sell to %(company)s together with us"),
        words={"company": row.company},
        sender=decider,
        cards=both_cards(row, row.reviewer or decider),
    )


def share_changed(row: Registration, decider: User) -> None:
    """To the holder: its new share."""
    tell(
        row,
        key=f"{key_of(row, 'share')}/{row.credit_share}/{row.version}",
        to=people_of(row),
        template="registration_share",
        title=_("Your share of the credit for %(company)s is now %(share)s %%"),
        words={"company": row.company, "share": row.credit_share},
        sender=decider,
    )


def ended(row: Registration, stage: Stage) -> None:
    """To whoever helped: the deal is won or lost, and its registration closed with it."""
    announce_row(Event.REGISTRATION_DECIDED, row, credit_share=row.credit_share, involvement=row.involvement)
    is_won = stage == Stage.WON
    tell(
        row,
        key=key_of(row, "ended"),
        to=people_of(row),
        template="registration_ended",
        title=_("Won together: %(company)s") if is_won else _("Lost: %(company)s"),
        words={"company": row.company},
        sender=row.reviewer or (manager_of(row.partner) if row.partner else None),
        context={"is_won": is_won},
    )
