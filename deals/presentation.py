"""How registrations and deals are shown to one reader: steps, doors, cards. No queries, no writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.enums import Action as LeadAction
from leads.selectors import actions_of
from partners.selectors import card_of
from prm.accounts.models import User
from prm.core import formats
from prm.core.vcards import ContactCard
from prm.promises.enums import Kind
from prm.promises.models import Promise as Owed

from . import rules
from .approvals import open_place
from .enums import OPEN_STAGES, UNDECIDED, Because, RegistrationState, Stage
from .models import Approval, Opportunity, Protection, Registration

R = RegistrationState
Words = str | Promise


@dataclass(frozen=True)
class Door:
    """An action somebody can take: where it is and what its button says."""

    url: str
    label: Words
    icon: str
    tone: str = ""


LABELS: dict[str, tuple[str, Words, str, str]] = {
    "edit": ("deals:registration_edit", gettext_lazy("Finish and send"), "send", ""),
    "answer": ("deals:registration_answer", gettext_lazy("Complete it"), "check-check", ""),
    "approve": ("deals:registration_approve", gettext_lazy("Approve"), "shield-check", ""),
    "award": ("deals:registration_award", gettext_lazy("Decide for this registration"), "shield-check", ""),
    "share": ("deals:registration_conflict", gettext_lazy("Compare and decide"), "git-compare", ""),
    "confirm_rejection": (
        "deals:registration_confirm_rejection",
        gettext_lazy("Read and decide"),
        "scale",
        "",
    ),
    "answer_appeal": ("deals:registration_answer_appeal", gettext_lazy("Answer the appeal"), "megaphone", ""),
    "appeal": ("deals:registration_appeal", gettext_lazy("Appeal"), "megaphone", ""),
    "request_changes": (
        "deals:registration_request_changes",
        gettext_lazy("Ask to complete"),
        "circle-question-mark",
        "",
    ),
    "extend": ("deals:registration_extend", gettext_lazy("Extend the protection"), "shield-plus", ""),
    "reassign": ("deals:registration_reassign", gettext_lazy("Hand to a colleague"), "user-check", ""),
    "return": ("deals:registration_return", gettext_lazy("Return to review"), "undo-2", ""),
    "reject": ("deals:registration_reject", gettext_lazy("Start a rejection"), "circle-x", "danger"),
    "decline_contested": ("deals:registration_decline", gettext_lazy("Decide against it"), "circle-x", "danger"),
    "withdraw": ("deals:registration_withdraw", gettext_lazy("Withdraw"), "undo-2", "danger"),
}
# The one that is offered as a button, first come first shown; the rest goes into the menu.
OBVIOUS = ("edit", "answer", "approve", "share", "award", "confirm_rejection", "answer_appeal", "appeal")


def registration_doors(row: Registration, actions: Any) -> tuple[Door | None, list[Door]]:
    """The one obvious next step, and the others."""
    names = [name for name in LABELS if name in actions]
    first = next((name for name in OBVIOUS if name in names), None)
    doors = {name: _door(row, name) for name in names}
    rest = [door for name, door in doors.items() if name != first]
    if first:
        return doors[first], rest
    deal = row.opportunity
    return (Door(deal.get_absolute_url(), _("Open the deal"), "handshake") if deal else None), rest


def _door(row: Registration, name: str) -> Door:
    url_name, label, icon, tone = LABELS[name]
    return Door(reverse(url_name, args=[row.ref]), label, icon, tone)


def deal_doors(deal: Opportunity, actions: Any) -> tuple[Door | None, list[Door]]:
    """The same for a deal."""
    known = {
        "update": Door(reverse("deals:update", args=[deal.ref]), _("Update the deal"), "pencil"),
        "win": Door(reverse("deals:win", args=[deal.ref]), _("Won"), "trophy"),
        "note": Door(reverse("deals:note", args=[deal.ref]), _("Write a note"), "message-square"),
        "contact": Door(reverse("deals:contact", args=[deal.ref]), _("Add a contact"), "contact"),
        "file": Door(reverse("deals:add_files", args=[deal.ref]), _("Add files"), "paperclip"),
        "lose": Door(reverse("deals:lose", args=[deal.ref]), _("Lost"), "circle-x", "danger"),
    }
    doors = [known[name] for name in known if name in actions]
    return (doors[0], doors[1:]) if doors else (None, [])


def doors_to_lead(deal: Opportunity, user: Any) -> list[Door]:
    """Once it is won or lost, whoever worked the lead it came from says how good that was."""
    if deal.lead is None or deal.closed_at is None or LeadAction.RATE not in actions_of(user, deal.lead):
        return []
    return [Door(reverse("leads:rate", args=[deal.lead.ref]), _("Rate the lead"), "star")]


def clocks_of(deal: Opportunity, promises: Iterable[Owed]) -> dict[str, Any]:
    """What is owed about an open deal: the next change, and a new close date when its day has passed."""
    owed = {promise.kind: promise for promise in promises}
    is_past = deal.closed_at is None and deal.close_on is not None and deal.close_on < timezone.localdate()
    return {
        "clock": owed.get(Kind.UPDATE_DEAL),
        "day_clock": owed.get(Kind.NEW_CLOSE_DATE),
        "day_has_passed": is_past,
    }


def _step(label: Words, state: str, hint: str = "") -> dict[str, str]:
    return {"label": str(label), "state": state, "hint": hint}


def registration_steps(state: str) -> list[dict[str, str]]:
    """Where a registration stands; `state` as the reader's side knows it."""
    place = {
        R.DRAFT: (0, "current"),
        R.IN_REVIEW: (1, "current"),
        R.REJECTING: (1, "current"),
        R.ACTION_REQUIRED: (1, "current"),
        R.CONTESTED: (1, "current"),
        R.APPROVED: (2, "current"),
        R.CO_SELLING: (2, "current"),
        R.COMPLETED: (3, "done"),
        R.REJECTED: (1, "stopped"),
        R.WITHDRAWN: (1, "stopped"),
        R.LAPSED: (2, "stopped"),
    }
    at, how = place[R(state)]
    review = R(state).label if at == 1 else _("Review")
    protection = R(state).label if state in (R.LAPSED, R.CO_SELLING) else _("Protected")
    labels = [_("Sent") if at else _("Draft"), review, protection, _("Deal closed")]
    return [
        _step(label, "done" if number < at else how if number == at else "todo") for number, label in enumerate(labels)
    ]


def chain_steps(chain: Sequence[Approval], state: str) -> list[dict[str, str]]:
    """Who decides, one after the other: done, now, then (of a draft: all to come). `state` as the reader knows it."""
    open_at = open_place(chain)
    at_end = "todo" if state == R.DRAFT else "current" if state in UNDECIDED else "stopped"
    return [
        _step(
            str(one.person),
            "done" if place < open_at else at_end if place == open_at else "todo",
            _hint_of(one),
        )
        for place, one in enumerate(chain)
    ]


def _hint_of(one: Approval) -> str:
    now = timezone.now()
    if one.approved_at is not None:
        words = {"time": formats.absolute(one.approved_at, now), "name": one.approved_by}
        by = _("approved %(time)s by %(name)s") if one.approved_by_id != one.person_id else _("approved %(time)s")
        return by % words
    who = one.get_approver_display()
    why = "" if one.because in (Because.ROUTED, Because.ALWAYS) else one.get_because_display()
    until = _("by %(time)s") % {"time": formats.absolute(one.due_at, now)} if one.due_at is not None else ""
    return ", ".join(part for part in (who, why, until) if part)


def deal_steps(deal: Opportunity) -> list[dict[str, str]]:
    """The open stages and the end; a lost deal stops there."""
    if deal.stage == Stage.LOST:
        return [_step(Stage(stage).label, "done") for stage in OPEN_STAGES[:1]] + [_step(Stage.LOST.label, "stopped")]
    order = [*OPEN_STAGES, Stage.WON]
    at = order.index(Stage(deal.stage))
    states = ["done" if number < at else "todo" for number in range(len(order))]
    states[at] = "done" if deal.stage == Stage.WON else "current"
    return [_step(stage.label, state) for stage, state in zip(order, states, strict=True)]


@dataclass(frozen=True)
class Shield:
    """Protection as both sides read it."""

    protection: Protection
    days_left: int
    total: int
    can_be_extended: bool


def shield_of(row: Registration | None) -> Shield | None:
    """The running protection of a registration; None when there is none."""
    protection = getattr(row, "protection", None)
    if protection is None or not protection.is_active:
        return None
    total = (protection.ends_on - protection.starts_on).days
    return Shield(protection, protection.days_left, total, protection.extended_at is None)


def cards_of_registration(row: Registration, decider: User | None) -> list[tuple[str, ContactCard]]:
    """Both sides of the hand-over: whom the partner calls at the vendor, and whom the vendor calls at the partner."""
    people = [(_("At the vendor"), decider), (_("At the partner"), row.referrer.user if row.referrer else None)]
    return [(role, card_of(person)) for role, person in people if person is not None]


def cards_of_deal(deal: Opportunity) -> list[tuple[str, ContactCard]]:
    """The same for a deal; without a sales rep the partner's channel manager stands there."""
    vendor = deal.sales_rep or (deal.partner.owner if deal.partner else None)
    member = deal.member.user if deal.member else None
    people = [(_("At the vendor"), vendor), (_("At the partner"), member)]
    return [(role, card_of(person)) for role, person in people if person is not None]


def company_of(deal: Opportunity, registration: Registration | None) -> str:
    """The company as this partner wrote it: it learns nothing from how others write it."""
    if registration is not None:
        return registration.company
    if deal.lead is not None:
        return deal.lead.company_name
    return deal.customer.name if deal.customer is not None else ""


def shown(row: Registration, user: Any) -> tuple[str, str]:
    """(state, its words) as the reader's side knows it."""
    state = rules.shown_state(row.state, to_vendor=user.is_vendor)
    return state, str(R(state).label)
