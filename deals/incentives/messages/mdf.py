"""Co-marketing money: what the partner, the channel manager and finance are told."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from deals.messages.sending import Words, cards_of, tell
from partners.selectors import manager_of
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.formats import money
from prm.outbox.enums import Event
from prm.outbox.services import announce
from prm.promises.models import Nudge, Promise

from ..enums import RefusalReason
from ..models import BudgetEntry, MdfRequest


def _say(row: MdfRequest, event: str, to: Iterable[User], title: Words, **more: Any) -> None:
    """One event of a request; its mail is the template `mdf_<event>`."""
    words = {"title": row.title, "partner": row.partner, "amount": money(row.amount, str(row.currency))}
    context = {"amount": words["amount"], **more.pop("context", {})}
    key = f"{row.ref}/{event}/{row.state_since:%Y%m%d%H%M%S%f}"
    tell(row, key=key, to=to, template=f"mdf_{event}", title=title, words=words, context=context, **more)


def _announce(event: Event, row: MdfRequest) -> None:
    facts = {
        "state": row.state,
        "amount": str(row.amount),
        "currency": str(row.currency),
        "claim_by": row.claim_by.isoformat() if row.claim_by else None,
        "payment_reference": row.payment_reference,
    }
    announce(event, row, partner=row.partner, collection="mdf-requests", at=row.state_since, **facts)


def granted(entry: BudgetEntry, actor: User) -> None:
    """To the partner's admins: money was added by hand."""
    admins = User.objects.active().with_role(Role.PARTNER_ADMIN).filter(member__partner=entry.budget.partner)
    amount = money(entry.amount, str(entry.budget.currency))
    tell(
        entry.budget,
        key=f"{entry.budget.ref}/granted/{entry.pk}",
        to=admins.order_by("pk"),
        template="mdf_granted",
        title=_("You have %(amount)s of marketing money"),
        words={"amount": amount},
        sender=actor,
        context={"amount": amount, "note": entry.note},
    )


def acknowledged(row: MdfRequest, people: Sequence[User], promise: Promise) -> None:
    """Thanks, with the card of whoever decides and by when."""
    manager = promise.owed_by
    title = _("We have your request: %(title)s")
    cards = cards_of((_("Who decides"), manager))
    _say(row, "acknowledged", people, title, sender=manager, cards=cards, context={"due": promise.due_at})


def arrived(row: MdfRequest, promise: Promise) -> None:
    """To the channel manager: a partner waits for a decision."""
    member = row.member.user
    title = _("%(partner)s asks for %(amount)s: %(title)s")
    _say(row, "arrived", [promise.owed_by], title, sender=member, context={"due": promise.due_at})


def action_required(row: MdfRequest, people: Sequence[User], actor: User, promise: Promise) -> None:
    _announce(Event.MDF_ACTION_REQUIRED, row)
    title = _("Please complete your request: %(title)s")
    _say(row, "action_required", people, title, sender=actor, context={"due": promise.due_at})


def approved(row: MdfRequest, people: Sequence[User], actor: User) -> None:
    _announce(Event.MDF_DECIDED, row)
    _say(row, "approved", people, _("Approved: %(amount)s for %(title)s"), sender=actor)


def refused(row: MdfRequest, people: Sequence[User], actor: User) -> None:
    """The letter: why, what was checked, what would change the answer, and whom to call."""
    _announce(Event.MDF_DECIDED, row)
    reasons = [str(RefusalReason(reason).label) for reason in row.refusal_reasons]
    title, cards = _("Our answer to your request: %(title)s"), cards_of((_("Whom to call"), actor))
    _say(row, "refused", people, title, sender=actor, cards=cards, context={"reasons": reasons})


def withdrawn(row: MdfRequest, actor: User) -> None:
    _say(row, "withdrawn", [manager_of(row.partner)], _("Withdrawn by %(partner)s: %(title)s"), sender=actor)


def to_finance(row: MdfRequest, promise: Promise) -> None:
    """To whoever in finance owes the next step."""
    title = _("Marketing money for %(partner)s: %(amount)s, %(title)s")
    context = {"due": promise.due_at, "what": promise.get_kind_display()}
    _say(row, "to_finance", [promise.owed_by], title, context=context)


def claim_returned(row: MdfRequest, people: Sequence[User], actor: User) -> None:
    _announce(Event.MDF_ACTION_REQUIRED, row)
    _say(row, "claim_returned", people, _("Please complete your claim: %(title)s"), sender=actor)


def claim_approved(row: MdfRequest, people: Sequence[User], actor: User) -> None:
    _say(row, "claim_approved", people, _("We pay %(amount)s for %(title)s"), sender=actor)


def paid(row: MdfRequest, people: Sequence[User], actor: User) -> None:
    _announce(Event.MDF_PAID, row)
    cards = cards_of((_("Your contact in finance"), actor))
    _say(row, "paid", people, _("Paid: %(amount)s for %(title)s"), sender=actor, cards=cards)


def lapsed(row: MdfRequest, people: Sequence[User]) -> None:
    """To both sides: the money is back in the budget."""
    manager = manager_of(row.partner)
    to = {person.pk: person for person in (*people, manager)}.values()
    title, cards = _("Not claimed in time: %(title)s"), cards_of((_("Whom to call"), manager))
    _say(row, "lapsed", to, title, cards=cards)


def reminder(row: MdfRequest, promise: Promise, nudge: Nudge, people: Iterable[User], *, escalated: bool) -> None:
    """To the one who owes it or, past the time, to those who can see to it that it is done."""
    others = [person for person in people if not escalated or person.pk != promise.owed_by_id]
    tell(
        row,
        key=f"{promise.ref}/{nudge.step}/{nudge.at:%Y%m%d%H%M%S}{'/up' if escalated else ''}",
        to=[person for person in others if person.is_active],
        template="deal_promise_escalated" if escalated else "deal_promise_reminder",
        title=_("Still to do: %(what)s, %(label)s"),
        words={"what": promise.get_kind_display(), "label": promise.subject_label},
        context={"promise": promise, "is_late": promise.due_at <= nudge.at},
    )


def claim_soon(row: MdfRequest, promise: Promise, nudge: Nudge, people: Sequence[User]) -> None:
    """To the partner, before the money goes back."""
    amount = money(row.amount, str(row.currency))
    tell(
        row,
        key=f"{promise.ref}/{nudge.step}/{nudge.at:%Y%m%d%H%M%S}",
        to=people,
        template="mdf_claim_soon",
        title=_("Not claimed yet: %(amount)s for %(title)s"),
        words={"amount": amount, "title": row.title},
        context={"amount": amount, "due": promise.due_at},
    )
