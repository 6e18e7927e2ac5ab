"""Registrations: from thanks to decision. Texts to partners never name who else is after the customer."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from deals.enums import TOLD_AS, RejectionReason
from deals.models import Protection, Registration
from prm.accounts.models import User
from prm.core.refusing import steps
from prm.outbox.enums import Event
from prm.outbox.services import announce

from . import acting
from .sending import cards_of, members_to_tell, tell


def key_of(row: Registration, event: str) -> str:
    return f"{row.ref}/{event}/{row.state_since:%Y%m%d%H%M%S%f}"


def people_of(row: Registration) -> list[User]:
    return members_to_tell(row.partner, row.referrer)


def both_cards(row: Registration, vendor: User) -> list:
    member = row.referrer.user if row.referrer else None
    return cards_of((_("Your contact with us"), vendor), (_("Your own card, as we have it"), member))


def acknowledged(row: Registration, sender: User, due: datetime, *, contested: bool) -> None:
    """Thanks from the person who received it, with both cards and what happens next."""
    tell(
        row,
        key=key_of(row, "acknowledged"),
        to=people_of(row),
        template="registration_acknowledged",
        title=_("%(name)s has your registration of %(company)s"),
        words={"name": sender, "company": row.company},
        sender=sender,
        cards=both_cards(row, sender),
        attach_cards=True,
        context={"due": due, "contested": contested},
    )


def arrived(row: Registration, reviewer: User, due: datetime) -> None:
    """To the reviewer: somebody waits for a decision."""
    member = row.referrer.user if row.referrer else None
    tell(
        row,
        key=key_of(row, "arrived"),
        to=[reviewer],
        template="registration_to_review",
        title=_("%(partner)s registered %(company)s"),
        words={"partner": row.partner, "company": row.company},
        sender=member,
        cards=cards_of((_("The partner's contact"), member)),
        attach_cards=True,
        context={"due": due},
    )


def to_settle(row: Registration, manager: User, due: datetime) -> None:
    """To the channel manager: a second registration of a customer that is not free."""
    tell(
        row,
        key=key_of(row, "to-settle"),
        to=[manager],
        template="registration_to_settle",
        title=_("Two registrations of one customer: %(company)s"),
        words={"company": row.company},
        context={"due": due},
    )


def customer_is_free(row: Registration, manager: User, freed_by: Registration) -> None:
    """To the channel manager: what stood in the way of a contested registration is gone."""
    tell(
        row,
        key=f"{row.ref}/free/{freed_by.ref}/{freed_by.state_since:%Y%m%d%H%M%S%f}",
        to=[manager],
        template="registration_customer_free",
        title=_("%(company)s is free now: you can decide"),
        words={"company": row.company},
    )


def announce_row(event: Event, row: Registration, **facts: Any) -> None:
    values = {"state": row.state, "external_id": row.external_id, **facts}
    announce(event, row, partner=row.partner, collection="registrations", at=row.state_since, **values)


def approved(row: Registration, protection: Protection, decider: User) -> None:
    deal = row.opportunity.ref if row.opportunity else None
    until = protection.ends_on.isoformat()
    announce_row(Event.REGISTRATION_DECIDED, row, deal=deal, protected_until=until)
    tell(
        row,
        key=key_of(row, "approved"),
        to=people_of(row),
        template="registration_approved",
        title=_("Approved: %(company)s is protected for you"),
        words={"company": row.company},
        sender=decider,
        cards=both_cards(row, row.reviewer or decider),
        context={"protection": protection, "deal": row.opportunity},
    )


def action_required(row: Registration, reviewer: User, fields: list[str], due: datetime) -> None:
    announce_row(Event.REGISTRATION_ACTION_REQUIRED, row, open_fields=list(row.open_fields), answer_by=due.isoformat())
    tell(
        row,
        key=key_of(row, "action-required"),
        to=people_of(row),
        template="registration_action_required",
        title=_("Please complete your registration of %(company)s"),
        words={"company": row.company},
        sender=reviewer,
        context={"fields": fields, "due": due},
        context_for=lambda person: {"act_url": acting.complete_url(row, person)},
    )


def answered(row: Registration, member: User, due: datetime) -> None:
    tell(
        row,
        key=key_of(row, "answered"),
        to=[row.decider] if row.decider else [],
        template="registration_answered",
        title=_("%(name)s completed the registration of %(company)s"),
        words={"name": member, "company": row.company},
        sender=member,
        context={"due": due},
    )


def second_reading(row: Registration, reader: User, due: datetime) -> None:
    tell(
        row,
        key=key_of(row, "second-reading"),
        to=[reader],
        template="registration_second_reading",
        title=_("Please read a rejection before it goes out: %(company)s"),
        words={"company": row.company},
        context={"due": due},
    )


def returned(row: Registration, reader: User, starter: User, note: str) -> None:
    """To whoever started the rejection: the second reader sees it differently."""
    tell(
        row,
        key=key_of(row, "returned"),
        to=[starter],
        template="registration_returned",
        title=_("Back in review: %(company)s"),
        words={"company": row.company},
        sender=reader,
        context={"note": note},
    )


def rejected(row: Registration, sender: User, call: User) -> None:
    """The letter: what was checked, why, what would change the answer, how to appeal and whom to call."""
    assert row.appeal_until is not None
    announce_row(Event.REGISTRATION_DECIDED, row, appeal_until=row.appeal_until.isoformat())
    tell(
        row,
        key=key_of(row, "rejected"),
        to=people_of(row),
        template="registration_rejected",
        title=_("Our answer to your registration of %(company)s"),
        words={"company": row.company},
        sender=sender,
        cards=cards_of((_("Whom to call"), call)),
        context={"reasons": reasons_in_words(row), "appeal_until": row.appeal_until, "call": call},
    )


def reasons_in_words(row: Registration) -> list[str]:
    """As the partner reads them: who else is there, another partner or we ourselves, stays untold."""
    return steps.in_words(row.rejection_reasons, RejectionReason, TOLD_AS)


def withdrawn(row: Registration, member: User, looked_after_by: User | None) -> None:
    tell(
        row,
        key=key_of(row, "withdrawn"),
        to=[looked_after_by] if looked_after_by else [],
        template="registration_withdrawn",
        title=_("Withdrawn: %(company)s"),
        words={"company": row.company},
        sender=member,
    )


def appealed(row: Registration, member: User, manager: User, due: datetime) -> None:
    tell(
        row,
        key=key_of(row, "appealed"),
        to=[manager],
        template="registration_appealed",
        title=_("%(name)s appeals: %(company)s"),
        words={"name": member, "company": row.company},
        sender=member,
        context={"due": due},
    )


def appeal_answered(row: Registration, manager: User, *, reopened: bool) -> None:
    tell(
        row,
        key=key_of(row, "appeal-answered"),
        to=people_of(row),
        template="registration_appeal_answered",
        title=_("Our answer to your appeal: %(company)s"),
        words={"company": row.company},
        sender=manager,
        cards=cards_of((_("Your contact with us"), manager)),
        context={"reopened": reopened},
    )


def handed_over(row: Registration, reviewer: User, due: datetime) -> None:
    """The member meets the new reviewer."""
    tell(
        row,
        key=f"{row.ref}/handed-over/{reviewer.pk}/{due:%Y%m%d%H%M%S}",
        to=people_of(row),
        template="registration_handed_over",
        title=_("%(name)s now looks after your registration of %(company)s"),
        words={"name": reviewer, "company": row.company},
        sender=reviewer,
        cards=both_cards(row, reviewer),
        attach_cards=True,
        context={"due": due},
    )
