"""What is said about fees: to finance until it is paid, to the partner at every step."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from deals.messages.sending import cards_of, members_to_tell, tell
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


def earned(fee: Fee) -> None:
    tell(
        fee,
        key=f"{fee.ref}/earned",
        to=_partner_people(fee),
        template="fee_earned",
        context={"currency": str(fee.amount.currency)},
        title=_("You have earned a fee: %(amount)s"),
        words={"amount": money(fee.amount)},
    )


def fell_due(fee: Fee, person: User) -> None:
    """To finance: on the day."""
    tell(
        fee,
        key=f"{fee.ref}/due",
        to=[person],
        template="fee_due",
        title=_("A fee is due: %(amount)s for %(partner)s"),
        words={"amount": money(fee.amount), "partner": fee.partner},
    )


def _announce(event: Event, fee: Fee) -> None:
    at = fee.paid_at if event == Event.FEE_PAID else fee.approved_at
    money = {"amount": str(fee.amount.amount), "currency": str(fee.amount.currency)}
    facts = {"state": fee.state, "deal": fee.opportunity.ref, **money, "payment_reference": fee.payment_reference}
    announce(event, fee, partner=fee.partner, collection="fees", at=at, **facts)


def approved(fee: Fee) -> None:
    _announce(Event.FEE_APPROVED, fee)
    tell(
        fee,
        key=f"{fee.ref}/approved",
        to=_partner_people(fee),
        template="fee_approved",
        title=_("Your fee is approved: %(amount)s"),
        words={"amount": money(fee.amount)},
        sender=fee.approved_by,
    )


def paid(fee: Fee) -> None:
    _announce(Event.FEE_PAID, fee)
    tell(
        fee,
        key=f"{fee.ref}/paid",
        to=_partner_people(fee),
        template="fee_paid",
        title=_("Your fee is paid: %(amount)s"),
        words={"amount": money(fee.amount)},
        sender=fee.paid_by,
        cards=cards_of((_("Your contact in finance"), fee.paid_by)),
    )


def reminder(fee: Fee, promise: Promise, nudge: Nudge, people: Iterable[User], *, escalated: bool) -> None:
    """To finance after the due time, and a week later to those who can see to it."""
    tell(
        fee,
        key=f"{promise.ref}/{nudge.step}/{nudge.at:%Y%m%d%H%M%S}",
        to=people,
        template="fee_escalated" if escalated else "fee_reminder",
        title=_("Still open: a fee of %(amount)s for %(partner)s"),
        words={"amount": money(fee.amount), "partner": fee.partner},
        context={"promise": promise},
    )


def disputed(fee: Fee, dispute: Dispute, promise: Promise) -> None:
    """To finance: a partner says that a fee is wrong."""
    tell(
        fee,
        key=f"{fee.ref}/disputed",
        to=[promise.owed_by],
        template="fee_disputed",
        title=_("%(partner)s disputes a fee of %(amount)s"),
        words={"amount": money(fee.amount), "partner": fee.partner},
        sender=dispute.opened_by,
        context={"dispute": dispute, "due": promise.due_at},
    )


def dispute_answered(fee: Fee, dispute: Dispute) -> None:
    """To the partner: the answer in words, and the correction when there is one."""
    tell(
        fee,
        key=f"{fee.ref}/dispute-answered",
        to=_partner_people(fee),
        template="fee_dispute_answered",
        title=_("Our answer about your fee of %(amount)s"),
        words={"amount": money(fee.amount)},
        sender=dispute.answered_by,
        cards=cards_of((_("Your contact in finance"), dispute.answered_by)),
        context={"dispute": dispute, "upheld": dispute.state == DisputeState.UPHELD},
    )


def cancelled(fee: Fee, actor: User) -> None:
    tell(
        fee,
        key=f"{fee.ref}/cancelled",
        to=_partner_people(fee),
        template="fee_cancelled",
        title=_("Your fee of %(amount)s is cancelled"),
        words={"amount": money(fee.amount)},
        sender=actor,
        cards=cards_of((_("Your contact in finance"), actor)),
    )


def taken_back(fee: Fee, actor: User) -> None:
    """To the partner: a paid fee, or part of it, is taken back; `fee` is the row below nothing."""
    tell(
        fee,
        key=f"{fee.ref}/taken-back",
        to=_partner_people(fee),
        template="fee_taken_back",
        title=_("A fee is taken back: %(amount)s"),
        words={"amount": money(fee.amount)},
        sender=actor,
        cards=cards_of((_("Your contact in finance"), actor)),
    )
