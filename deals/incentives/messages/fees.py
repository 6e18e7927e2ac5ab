"""What is said about fees: to finance until it is paid, to the partner at every step."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from deals.messages.sending import Words, cards_of, members_to_tell, tell
from partners.models import Partner
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.formats import money
from prm.outbox.enums import Event
from prm.outbox.services import announce
from prm.promises.models import Nudge, Promise

from ..enums import DisputeState
from ..models import Dispute, Fee


def _partner_people(fee: Fee) -> list[User]:
    """The referrer and the partner's admins: it is the company's money, and the person's credit."""
    people = {person.pk: person for person in members_to_tell(fee.partner, fee.referrer)}
    if isinstance(fee.partner, Partner):
        admins = User.objects.active().with_role(Role.PARTNER_ADMIN).filter(member__partner=fee.partner)
        people |= {person.pk: person for person in admins}
    return [people[pk] for pk in sorted(people)]


def _say(fee: Fee, event: str, to: Iterable[User], title: Words, *, key: str = "", **more: Any) -> None:
    """One event of a fee; its mail is the template `fee_<event>`."""
    words = {"amount": money(fee.amount), "partner": fee.partner}
    tell(fee, key=key or f"{fee.ref}/{event}", to=to, template=f"fee_{event}", title=title, words=words, **more)


def _answer(fee: Fee, event: str, title: Words, actor: User | None, **more: Any) -> None:
    """To the partner's people, with the card of whoever in finance did it."""
    cards = cards_of((_("Your contact in finance"), actor))
    _say(fee, event, _partner_people(fee), title, sender=actor, cards=cards, **more)


def _announce(event: Event, fee: Fee) -> None:
    at = fee.paid_at if event == Event.FEE_PAID else fee.approved_at
    money = {"amount": str(fee.amount.amount), "currency": str(fee.amount.currency)}
    about = {"deal": fee.opportunity.ref} if fee.registration is None else {"registration": fee.registration.ref}
    facts = {"state": fee.state, **about, **money, "payment_reference": fee.payment_reference}
    announce(event, fee, partner=fee.partner, collection="fees", at=at, **facts)


def earned(fee: Fee) -> None:
    context = {"currency": str(fee.amount.currency)}
    _say(fee, "earned", _partner_people(fee), _("You have earned a fee: %(amount)s"), context=context)


def fell_due(fee: Fee, person: User) -> None:
    """To finance: on the day."""
    _say(fee, "due", [person], _("A fee is due: %(amount)s for %(partner)s"))


def approved(fee: Fee) -> None:
    _announce(Event.FEE_APPROVED, fee)
    title = _("Your fee is approved: %(amount)s")
    _say(fee, "approved", _partner_people(fee), title, sender=fee.approved_by)


def paid(fee: Fee) -> None:
    _announce(Event.FEE_PAID, fee)
    _answer(fee, "paid", _("Your fee is paid: %(amount)s"), fee.paid_by)


def reminder(fee: Fee, promise: Promise, nudge: Nudge, people: Iterable[User], *, escalated: bool) -> None:
    """To finance after the due time, and a week later to those who can see to it."""
    key = f"{promise.ref}/{nudge.step}/{nudge.at:%Y%m%d%H%M%S}"
    event, title = "escalated" if escalated else "reminder", _("Still open: a fee of %(amount)s for %(partner)s")
    _say(fee, event, people, title, key=key, context={"promise": promise})


def disputed(fee: Fee, dispute: Dispute, promise: Promise) -> None:
    """To finance: a partner says that a fee is wrong."""
    title, context = _("%(partner)s disputes a fee of %(amount)s"), {"dispute": dispute, "due": promise.due_at}
    _say(fee, "disputed", [promise.owed_by], title, sender=dispute.opened_by, context=context)


def dispute_answered(fee: Fee, dispute: Dispute) -> None:
    """To the partner: the answer in words, and the correction when there is one."""
    context = {"dispute": dispute, "upheld": dispute.state == DisputeState.UPHELD}
    _answer(
        fee, "dispute_answered", _("Our answer about your fee of %(amount)s"), dispute.answered_by, context=context
    )


def cancelled(fee: Fee, actor: User) -> None:
    _answer(fee, "cancelled", _("Your fee of %(amount)s is cancelled"), actor)


def share_changed(fee: Fee, actor: User, share: int) -> None:
    """To the partner: another share of the credit, and what it changes; `fee` is the row that corrects."""
    _answer(fee, "share", _("Another share of the credit: %(amount)s"), actor, context={"share": share})


def taken_back(fee: Fee, actor: User) -> None:
    """To the partner: a paid fee, or part of it, is taken back; `fee` is the row below nothing."""
    _answer(fee, "taken_back", _("A fee is taken back: %(amount)s"), actor)
